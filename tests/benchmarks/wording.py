"""Measures the wording rules on the labelled sentences in `data/`, and prints one table.

    python tests/benchmarks/wording.py

Each row has the words to find, or none. Recall counts the labelled words that a finding touches;
precision sets these against findings on sentences in which nothing is to be found. Most rows were seen
while the rules were mended, so the figures show what still holds, not what unseen text will give; the
README of `data/` has the figures of the first runs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from plainletter.config import Config  # noqa: E402
from plainletter.engine import Checker  # noqa: E402
from plainletter.readers import read_bytes  # noqa: E402

SETS = (("tone", ("tone", "stigma")), ("jargon", ("jargon", "stigma", "readability.noun-for-verb")))


def measure(name: str, select: tuple[str, ...]) -> None:
    """Print the row of one set."""
    checker = Checker(Config(select=select))
    path = CHECKOUT / "tests" / "benchmarks" / "data" / f"{name}_sentences.jsonl"
    wanted = found = silent = flagged = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        spans = [f.span for f in checker.check(read_bytes(text.encode(), "row.txt")).findings]
        for words in row["find"]:
            start = text.find(words)
            wanted += 1
            found += any(span.start < start + len(words) and start < span.end for span in spans)
        if not row["find"]:
            silent += 1
            flagged += bool(spans)
    precision = found / max(found + flagged, 1)
    recall = found / max(wanted, 1)
    print(f"{name:<8}{wanted:>8}{found:>8}{silent:>8}{flagged:>9}{precision:>11.2f}{recall:>8.2f}")


def main() -> int:
    """Print the table."""
    print(
        f"{'set':<8}{'to find':>8}{'found':>8}{'silent':>8}{'flagged':>9}{'precision':>11}{'recall':>8}"
    )
    for name, select in SETS:
        measure(name, select)
    return 0


if __name__ == "__main__":
    sys.exit(main())
