"""Measures the wording rules on the labelled sentences in `data/`, and prints two tables.

    python tests/benchmarks/wording.py

`letter_sentences.jsonl` holds sets by six authors who had not seen the rules. All but the second were used to
mend them; the second is run for its figures and never read. Of each set:

precision: findings that touch words labelled as a fault of their kind, of all findings of that kind.
recall: labelled words that a finding of their kind touches, of all labelled words. Words that are labelled
as both kinds count as found when a finding of either touches them.
protected: sentences that fairly say what the law needs and have no fault, and how many were marked.

The older sets have the words to find, or none; most of their rows were seen while the rules were mended,
so they show what still holds, not what unseen text will give. The README of `data/` has the figures of first
runs.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from plainletter.config import Config  # noqa: E402
from plainletter.engine import Checker  # noqa: E402
from plainletter.model import Finding, Span  # noqa: E402
from plainletter.readers import read_bytes  # noqa: E402

DATA = CHECKOUT / "tests" / "benchmarks" / "data"
SETS = ("second", "first", "third", "fourth", "fifth", "sixth")
KINDS = {
    "tone": ("tone", "stigma"),
    "jargon": ("jargon", "stigma", "readability.noun-for-verb"),
}
"""What counts as a finding of a kind: categories and rules. A clinical word such as "siblings" stands in
the stigma pack and is jargon as well."""


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a set, in order."""
    for line in (DATA / f"{name}_sentences.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def findings(checker: Checker, text: str) -> list[Finding]:
    """What is marked in a text; findings about what is not there are none of it."""
    report = checker.check(read_bytes(text.encode(), "row.txt"))
    return [finding for finding in report.findings if len(finding.span)]


def is_of(finding: Finding, names: tuple[str, ...]) -> bool:
    """True when a finding belongs to one of the categories or rules."""
    return finding.category in names or finding.rule in names


def measure_set(checker: Checker, name: str) -> None:
    """Print the rows of one set."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    protected = marked = 0
    for row in rows("letter"):
        if row["set"] != name:
            continue
        text = row["text"]
        found = findings(checker, text)
        labels = {kind: [span_of(text, words) for words in row[kind]] for kind in KINDS}
        for kind, names in KINDS.items():
            mine = [finding for finding in found if is_of(finding, names)]
            tally = counts[kind]
            tally["wanted"] += len(labels[kind])
            both = [span for other in KINDS if other != kind for span in labels[other]]
            tally["found"] += sum(
                any(
                    label.overlaps(finding.span)
                    for finding in (found if any(label.overlaps(span) for span in both) else mine)
                )
                for label in labels[kind]
            )
            # A word of two kinds may be labelled as one of them only.
            shared = [f for f in mine if f.category == "stigma"] if kind == "jargon" else []
            judged = [finding for finding in mine if finding not in shared]
            tally["marked"] += len(judged)
            tally["right"] += sum(
                any(label.overlaps(finding.span) for label in labels[kind]) for finding in judged
            )
        if row["protected"] and not row["tone"] and not row["jargon"]:
            protected += 1
            marked += any(finding.category in ("tone", "jargon", "stigma") for finding in found)
    for kind, tally in counts.items():
        precision = tally["right"] / max(tally["marked"], 1)
        recall = tally["found"] / max(tally["wanted"], 1)
        print(
            f"{name:<8}{kind:<8}{tally['wanted']:>9}{tally['found']:>7}{tally['marked']:>8}{tally['right']:>7}"
            f"{precision:>11.3f}{recall:>8.3f}"
        )
    print(f"{name:<8}protected sentences: {protected}, marked: {marked}")


def span_of(text: str, words: str) -> Span:
    """Where labelled words stand."""
    start = text.index(words)
    return Span(start, start + len(words))


def measure_older(name: str) -> None:
    """Print the row of one of the older sets."""
    checker = Checker(Config(select=KINDS[name]))
    wanted = found = silent = flagged = 0
    for row in rows(name):
        text = row["text"]
        spans = [finding.span for finding in findings(checker, text)]
        for words in row["find"]:
            wanted += 1
            found += any(span_of(text, words).overlaps(span) for span in spans)
        if not row["find"]:
            silent += 1
            flagged += bool(spans)
    precision = found / max(found + flagged, 1)
    recall = found / max(wanted, 1)
    print(f"{name:<8}{wanted:>8}{found:>8}{silent:>8}{flagged:>9}{precision:>11.2f}{recall:>8.2f}")


def main() -> int:
    """Print the tables."""
    print(
        f"{'set':<8}{'kind':<8}{'labelled':>9}{'found':>7}{'marked':>8}{'right':>7}{'precision':>11}{'recall':>8}"
    )
    checker = Checker(Config())
    for name in SETS:
        measure_set(checker, name)
    print(
        f"\n{'older':<8}{'to find':>8}{'found':>8}{'silent':>8}{'flagged':>9}{'precision':>11}{'recall':>8}"
    )
    for name in KINDS:
        measure_older(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
