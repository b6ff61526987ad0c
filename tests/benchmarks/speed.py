"""How long people wait, as ratios of times taken in one run: these machines are never equally busy twice.

    python tests/benchmarks/speed.py               all of it
    python tests/benchmarks/speed.py cold many     parts of it: cold, many, editing, growth

cold     one letter checked by a new process, against a new process that only loads spaCy and the model
many     letters of all sorts, with and without a template, against spaCy's own parse of them (`nlp.pipe`)
editing  a letter of 3,000 words checked again with one paragraph changed, against its first check
growth   seconds for 1,000 words, from 100 to 100,000 words in one letter, against those of 10,000 words

Letters are generated (`tests/manyletters.py`), with a fixed seed. Each figure is the median of several turns,
in which the two that are compared take turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from manyletters import letter_text  # noqa: E402

from plainletter.analysis.pipeline import MODEL_NAMES  # noqa: E402
from plainletter.config import Config  # noqa: E402
from plainletter.engine import Checker, pipeline  # noqa: E402
from plainletter.model import Document  # noqa: E402
from plainletter.readers import read_bytes  # noqa: E402

SEED = 7
LETTERS = 60
TURNS = 5

LOAD = f"import spacy; spacy.load({MODEL_NAMES[0]!r}, exclude=['ner'])"


def seconds(do: Callable[[], object]) -> float:
    """How long something takes, in seconds of the wall clock."""
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def told(name: str, ours: float, theirs: float, aim: str) -> None:
    """One line: both times in seconds, and the first as a multiple of the second."""
    print(f"{name:34} {ours:8.3f} s {theirs:8.3f} s   ratio {ours / theirs:6.2f}   {aim}")


def document(text: str) -> Document:
    """A letter as a text file holds it."""
    return read_bytes(text.encode(), "letter.txt")


def cold() -> None:
    """One letter, one new process each."""

    def process(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            [sys.executable, *arguments], cwd=CHECKOUT, capture_output=True, check=False
        )

    commands = {
        "check, one letter": process("-m", "plainletter", "check", "samples/middling.docx"),
        "--help": process("-m", "plainletter", "--help"),
        "rules": process("-m", "plainletter", "rules"),
        "explain": process("-m", "plainletter", "explain", "tone.order-must"),
    }
    load = process("-c", LOAD)
    for name, command in commands.items():
        pairs = [(seconds(command), seconds(load)) for _ in range(TURNS)]
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        aim = "aim: at most 1.15" if name.startswith("check") else "aim: under 0.3 s"
        told(f"{name}, against loading spaCy", ours, theirs, aim)


def templated(number: int) -> str:
    """A letter of which 60 % of the words are a template's, word for word."""
    fixed = letter_text(10_000, seed=SEED, shared=0.0).split("\n\n")[6:-4]
    own = letter_text(number, seed=SEED, shared=0.0).split("\n\n")
    top, body, foot = own[:6], own[6:-4], own[-4:]
    # So many words of its own, with its head and foot, that the template's are 60 %.
    wanted = words(fixed) * 0.4 / 0.6
    mine: list[str] = []
    for paragraph in body:
        if words([*top, *mine, *foot]) < wanted:
            mine.append(paragraph)
    return "\n\n".join([*top, *fixed, *mine, *foot])


def words(paragraphs: Sequence[str]) -> int:
    """How many words paragraphs have."""
    return sum(len(paragraph.split()) for paragraph in paragraphs)


KINDS: dict[str, tuple[Callable[[int], str], str]] = {
    "no template": (lambda n: letter_text(n, seed=SEED, shared=0.0), "aim: at most 0.67"),
    "60 % template, names filled in": (lambda n: letter_text(n, seed=SEED), "aim: at most 0.25"),
    "60 % template, word for word": (templated, "aim: at most 0.25"),
}
"""Sorts of letters for `many`."""


def repeated(texts: Sequence[str]) -> float:
    """The share of words that stand in a paragraph which an earlier letter has, from 0 to 1."""
    seen: set[str] = set()
    words = again = 0
    for text in texts:
        paragraphs = text.split("\n\n")
        words += len(text.split())
        again += sum(len(p.split()) for p in paragraphs if p in seen)
        seen.update(paragraphs)
    return again / words


def many() -> None:
    """Many letters in one process, that have not been seen before."""
    import spacy

    raw = spacy.load(MODEL_NAMES[0], exclude=["ner", "attribute_ruler", "lemmatizer"])
    checker = Checker(Config())
    for number in range(LETTERS):  # Expressions are compiled once, whatever the number of letters.
        checker.check(document(letter_text(20_000 + number)))
    for name, (make, aim) in KINDS.items():
        ours: list[float] = []
        theirs: list[float] = []
        for turn in range(3):
            texts = [make(number) for number in range(turn * LETTERS, (turn + 1) * LETTERS)]
            letters = [document(text) for text in texts]
            checker.forget()
            ours.append(seconds(lambda letters=letters: [checker.check(one) for one in letters]))
            theirs.append(seconds(lambda texts=texts: list(raw.pipe(texts))))
        taken = statistics.median(ours)
        told(name, taken, statistics.median(theirs), aim)
        rate = sum(len(text.split()) for text in texts) / taken
        print(
            f"{'':34} {LETTERS} letters, {rate:.0f} words a second; {repeated(texts):.0%} of the words"
            " in paragraphs of earlier letters"
        )


def long_letter(words: int) -> str:
    """A letter of about so many words, from 100, put together from the paragraphs of many."""
    top, foot = letter_text(0, seed=SEED, shared=0.0).rsplit("\n\nYours", 1)
    parts = top.split("\n\n")[:6]
    count = sum(len(part.split()) for part in (*parts, foot))
    number = 0
    while count < words:
        for paragraph in letter_text(number, seed=SEED, shared=0.0).split("\n\n")[6:-4]:
            if count < words:
                parts.append(paragraph)
                count += len(paragraph.split())
        number += 1
    return "\n\n".join(parts) + "\n\nYours" + foot


def editing() -> None:
    """One paragraph of a long letter changes."""
    checker = Checker(Config())
    checker.check(document(letter_text(0)))
    text = long_letter(3000)
    paragraphs = text.split("\n\n")
    first: list[float] = []
    again: list[float] = []
    for turn in range(TURNS):
        checker.forget()
        first.append(seconds(lambda: checker.check(document(text))))
        at = 20 + turn
        changed = [
            *paragraphs[:at],
            paragraphs[at] + " We will ring you on 3 May.",
            *paragraphs[at + 1 :],
        ]
        letter = document("\n\n".join(changed))
        again.append(seconds(lambda letter=letter: checker.check(letter)))
    told(
        f"{len(text.split()):,} words, one paragraph changed", statistics.median(again),
        statistics.median(first), "aim: at most 0.10",
    )  # fmt: skip


def growth() -> None:
    """Seconds for a thousand words as one letter grows."""
    checker = Checker(Config())
    checker.check(document(letter_text(0)))
    standard = 0.0
    checker.check(document(long_letter(10_000)))  # Compiles what such letters need.
    for words in (10_000, 100, 1000, 100_000):
        text = long_letter(words)
        letter, count = document(text), len(text.split())
        checker.forget()
        taken = seconds(lambda letter=letter: checker.check(letter)) / count
        standard = standard or taken
        told(f"a letter of {count:,}, 1,000 words", 1000 * taken, 1000 * standard, "aim: about 1")


PARTS = {"cold": cold, "many": many, "editing": editing, "growth": growth}


def main() -> int:
    """Print the table of the parts that are named, or of all; 2 for a part that there is not."""
    names = sys.argv[1:] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"there is no part {unknown[0]}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    pipeline()
    print(f"{'':34} {'plainletter':>10} {'against':>10}")
    for name in names:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
