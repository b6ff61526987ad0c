"""Times the tools on the same letters, in turns."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from manyletters import letter_text

from benchmarks.peers.install import missing
from benchmarks.peers.loops import ask, server
from benchmarks.peers.table import Result, Times
from benchmarks.peers.tools import Peer, command

SEED = 7
KINDS: Mapping[str, float] = {"unique": 0.0, "templated": 0.6}
"""The kinds of letters, and the share of their text that comes from the council's template."""
MARKED = "There is a very unique worry about safeguarding, and her mother knows it."
"""Stands in the first letter: each tool that has findings finds something in it, so that silence is a failure."""
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
LONGEST = 300
"""Seconds that one run of a tool may take."""


class NotMeasured(Exception):
    """A tool did not check the letters; says why."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The letters as text files: the first, which every run begins with, and those of each kind, with what
    is to be told of them."""

    first: Path
    kinds: Mapping[str, tuple[Path, ...]]
    told: tuple[str, ...]


def write_corpus(folder: Path, letters: int) -> Corpus:
    """Write so many letters of each kind. The first letter belongs to neither."""
    first = folder / "first.txt"
    text = letter_text(letters, seed=SEED, shared=0.0)
    first.write_text(f"{text}\n\n{MARKED}\n", encoding="utf-8")
    kinds, told = {}, []
    for kind, shared in KINDS.items():
        (folder / kind).mkdir()
        texts = [letter_text(number, seed=SEED, shared=shared) for number in range(letters)]
        paths = tuple(folder / kind / f"letter-{number:04}.txt" for number in range(letters))
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        kinds[kind] = paths
        words = sum(len(text.split()) for text in texts)
        told.append(
            f"{letters} {kind} letters, {words:,} words; "
            f"{repeated(texts) / words:.0%} of them in sentences or lines of an earlier letter"
        )
    return Corpus(first, kinds, tuple(told))


def repeated(texts: Sequence[str]) -> int:
    """Words in sentences and lines that an earlier text has too, to the letter; a cache may know them."""
    seen: set[str] = set()
    count = 0
    for text in texts:
        parts = SENTENCE_END.split(text)
        count += sum(len(part.split()) for part in parts if part in seen)
        seen.update(parts)
    return count


def timed(words: Sequence[str], letters: Sequence[Path], proof: str) -> float:
    """Seconds that a command takes for letters.

    Raises:
        NotMeasured: it is not there, or its output does not show that it came to the end of them.
    """
    begin = time.perf_counter()
    try:
        done = subprocess.run(
            [*words, *map(str, letters)], cwd=letters[0].parent, capture_output=True, text=True,
            check=False, timeout=LONGEST,
        )  # fmt: skip
    except OSError as error:
        raise NotMeasured(f"{Path(words[0]).name}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise NotMeasured(f"over {LONGEST} s") from error
    taken = time.perf_counter() - begin
    said = done.stdout + done.stderr
    # The last letter may have nothing to find in it.
    if proof not in said or not any(letter.name in said for letter in letters[-5:]):
        last = said.strip().splitlines()[-1:] or [f"no output, exit code {done.returncode}"]
        raise NotMeasured(last[0].strip()[:160])
    return taken


@dataclass(slots=True)
class Timings:
    """What was timed of a tool so far, a number for each turn."""

    one: list[float] = field(default_factory=list)
    many: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    alone: list[float] = field(default_factory=list)

    def medians(self) -> Times:
        """The middle of the turns."""
        many = {kind: statistics.median(turns) for kind, turns in self.many.items()}
        return Times(statistics.median(self.one), many, statistics.median(self.alone))


def turn(peer: Peer, tools: Path, port: int, corpus: Corpus, timings: Timings) -> None:
    """One turn of a tool: the first letter, that one and those of each kind, and one letter cold."""
    many = command(peer.many, tools, port)
    timings.one.append(timed(many, [corpus.first], peer.proof))
    for kind, letters in corpus.kinds.items():
        timings.many[kind].append(timed(many, [corpus.first, *letters], peer.proof))
    if peer.alone:
        alone = command(peer.alone, tools)
        timings.alone.append(timed(alone, [corpus.first], peer.proof))
    else:
        timings.alone.append(timings.one[-1])


@contextmanager
def warm_server(jars: Path, corpus: Corpus) -> Iterator[int]:
    """LanguageTool's server after its slow first minute: its port."""
    with server(jars) as port:
        for letter in next(iter(corpus.kinds.values())):
            ask(port, letter.read_text(encoding="utf-8"))
        yield port


def measure(peers: Sequence[Peer], tools: Path, corpus: Corpus, turns: int) -> dict[Peer, Result]:
    """The medians of each tool over the turns, which the tools take one after the other."""
    timings = {peer: Timings() for peer in peers}
    skipped = {peer: missing(peer.client, tools) for peer in peers if peer.client}
    with ExitStack() as held:
        port = 0
        for number in range(turns):
            for peer in peers:
                if skipped.get(peer):
                    continue
                print(f"turn {number + 1}: {peer.name}", file=sys.stderr, flush=True)
                try:
                    if "{port}" in peer.many:
                        port = port or held.enter_context(warm_server(tools / peer.client, corpus))
                    turn(peer, tools, port, corpus, timings[peer])
                except (NotMeasured, OSError) as error:
                    skipped[peer] = str(error)
    return {peer: skipped.get(peer) or timings[peer].medians() for peer in peers}
