"""Passives, orders and sentence ends against human labels, as one table.

Run with `python tests/benchmarks/syntax.py`.
The labelled sentences are not part of the project: they are looked for in the folder named by
`PLAINLETTER_DATA`, else in `shared/data` beside the checkout. A set that is not there is shown as
skipped. Each row counts whole sentences: does it hold a passive, does it hold an order.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.language import Language
    from spacy.tokens import Span

CHECKOUT = Path(__file__).resolve().parents[2]
SPLITS = Path(__file__).resolve().parent / "data" / "sentence_splits.jsonl"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A file of labelled sentences, one a row."""

    name: str
    text: str
    passive: str
    order: str | None
    target: float  # F1 of the passive below which a change needs explaining


GOLD = (
    GoldSet("gum_dev", "text", "passive_aux", "has_imperative", 0.95),
    GoldSet("ewt_dev", "text", "passive_aux", "has_imperative", 0.90),
    GoldSet("passivepy_crowd", "sentence", "passive_human", None, 0.90),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, false positives and false negatives, in sentences."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        found = self.hits + self.false
        return self.hits / found if found else 0.0

    @property
    def recall(self) -> float:
        there = self.hits + self.missed
        return self.hits / there if there else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 0.0


def data_folder() -> Path:
    """The folder of labelled data, which need not exist."""
    named = os.environ.get("PLAINLETTER_DATA")
    return Path(named) if named else CHECKOUT.parent / "shared" / "data"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a tab-separated file in which quotation marks are plain characters."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def parse_as_given(nlp: Language, texts: Iterable[str]) -> list[Span]:
    """One parsed span a text: the labels are per row, so a row is kept as one sentence."""
    docs = []
    for text in texts:
        doc = nlp.make_doc(" ".join(text.split()))
        for token in doc:
            token.is_sent_start = token.i == 0
        docs.append(doc)
    return [doc[:] for doc in nlp.pipe(docs, batch_size=64)]


def tally(sentences: list[Span], gold: list[bool], detect: Callable[[Span], object]) -> Tally:
    """Compare whether `detect` finds anything in each sentence with its label."""
    pairs = [(bool(detect(s)), g) for s, g in zip(sentences, gold, strict=True)]
    return Tally(
        hits=sum(found and there for found, there in pairs),
        false=sum(found and not there for found, there in pairs),
        missed=sum(there and not found for found, there in pairs),
    )


def split_score(path: Path = SPLITS) -> tuple[int, int]:
    """Cases of `path` with every sentence right, and all cases."""
    from plainletter.analysis.segment import sentence_spans

    right = total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = case["text"]
        right += [text[start:end] for start, end in sentence_spans(text)] == case["sentences"]
        total += 1
    return right, total


def main() -> int:
    """Print the table; always 0, since a missing data folder is no failure."""
    from plainletter.analysis.pipeline import load_pipeline
    from plainletter.analysis.syntax import imperatives, passives

    print(f"{'what':<12}{'set':<17}{'rows':>6}{'gold':>6}{'P':>8}{'R':>8}{'F1':>8}{'target':>8}")
    nlp: Language | None = None
    for gold in GOLD:
        path = data_folder() / "syntax_gold" / f"{gold.name}.tsv"
        if not path.is_file():
            print(f"{'':<12}{gold.name:<17}skipped: {path} not found")
            continue
        nlp = nlp or load_pipeline()
        rows = read_rows(path)
        sentences = parse_as_given(nlp, (row[gold.text] for row in rows))
        for what, column, detect, target in (
            ("passive", gold.passive, passives, f"{gold.target:.2f}"),
            ("order", gold.order, imperatives, ""),
        ):
            if column is None:
                continue
            labels = [row[column] == "1" for row in rows]
            counts = tally(sentences, labels, detect)
            print(
                f"{what:<12}{gold.name:<17}{len(rows):>6}{sum(labels):>6}{counts.precision:>8.3f}"
                f"{counts.recall:>8.3f}{counts.f1:>8.3f}{target:>8}"
            )
    if SPLITS.is_file():
        right, total = split_score()
        print(f"{'sentences':<12}{SPLITS.name:<23}wholly right: {right} of {total}")
    else:
        print(f"{'sentences':<12}{SPLITS.name:<23}skipped: {SPLITS} not found")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(CHECKOUT))
    sys.exit(main())
