"""SARI of our wordings on council sentences that people have made easier (SimPA, lexical), beside the
sentence as it is and the people themselves.

    python tests/benchmarks/rewriting.py

SARI compares what is kept, deleted and added with several people's versions: Xu, W. et al. (2016),
"Optimizing Statistical Machine Translation for Text Simplification", TACL 4, with n-grams up to 4; where
nothing is kept, deleted or added the part counts 0, as in the authors' own script. SimPA is looked for in
`PLAINLETTER_DATA`, else in `shared/data` beside the checkout; it may be measured on, not shipped.

"first suggestions" puts in every first wording that edits, without the meaning guard; "fix --all" is what
the command would do. Glosses and spelled-out acronyms are left out: the people did not explain, they replaced.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from plainletter.config import Config  # noqa: E402
from plainletter.edits import apply_edits  # noqa: E402
from plainletter.engine import Checker  # noqa: E402
from plainletter.fix.rewrites import fix_document  # noqa: E402
from plainletter.model import Edit  # noqa: E402
from plainletter.readers import read_bytes  # noqa: E402

DATA = Path(os.environ.get("PLAINLETTER_DATA", CHECKOUT.parent / "shared" / "data"))
EXPLAINS = (
    "jargon.unexplained-acronym", "jargon.unexplained-legal-term", "jargon.unexplained-medical-term",
    "jargon.unexplained-social-work-term",
)  # fmt: skip

Grams = Counter[tuple[str, ...]]


def sari(source: str, output: str, references: Sequence[str]) -> float:
    """SARI of one sentence, 0 to 100."""
    texts = [
        re.findall(r"\w+(?:'\w+)?|[^\w\s]", text.lower()) for text in (source, output, *references)
    ]
    parts = [_parts(*(_grams(text, n) for text in texts)) for n in (1, 2, 3, 4)]
    return 100 * sum(sum(part) / 3 for part in parts) / len(parts)


def _grams(words: Sequence[str], n: int) -> Grams:
    return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))


def _parts(source: Grams, output: Grams, *references: Grams) -> tuple[float, float, float]:
    """F1 of what is kept, precision of what is deleted, F1 of what is added."""
    count = len(references)
    wanted: Grams = sum(references, Counter())
    old = Counter({gram: n * count for gram, n in source.items()})
    new = Counter({gram: n * count for gram, n in output.items()})
    kept, keepable = old & new, old & wanted
    right = kept & wanted
    keep = _f1(
        _mean(right[gram] / kept[gram] for gram in kept),
        _mean(right[gram] / keepable[gram] for gram in keepable),
    )
    gone = old - new
    delete = _mean((gone - wanted)[gram] / gone[gram] for gram in gone)
    added, addable = set(output) - set(source), set(wanted) - set(source)
    good = len(added & set(wanted))
    add = _f1(good / len(added) if added else 0, good / len(addable) if addable else 0)
    return keep, delete, add


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def first_suggestions(checker: Checker, text: str) -> str:
    """The text with every first wording that edits put in, from left to right."""
    report = checker.check(read_bytes(text.encode(), "row.txt"))
    edits: list[Edit] = []
    reached = -1
    for finding in sorted(report.findings, key=lambda f: (f.span.start, -f.span.end)):
        suggestion = next((s for s in finding.suggestions if s.edits), None)
        if suggestion is None or finding.rule in EXPLAINS:
            continue
        if min(edit.span.start for edit in suggestion.edits) >= reached:
            edits += suggestion.edits
            reached = max(edit.span.end for edit in suggestion.edits)
    return apply_edits(report.document.text, edits)


def main() -> int:
    """Print the table."""
    path = DATA / "simpa" / "train.jsonl"
    if not path.exists():
        print("skipped: simpa not found (set PLAINLETTER_DATA to the folder it is in)")
        return 0
    plain = Checker(Config(profile="letter-to-family"))
    fixing = Checker(Config(profile="letter-to-family", ignore=EXPLAINS))
    totals: defaultdict[str, float] = defaultdict(float)
    changed: Counter[str] = Counter()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        source, people = row["original"], row["lexical"]
        document = read_bytes(source.encode(), "row.txt")
        outputs = {
            "as it is": source,
            "first suggestions": first_suggestions(plain, source),
            "fix --all": fix_document(document, fixing, "all").text,
        }
        for name, output in outputs.items():
            totals[name] += sari(source, output, people)
            changed[name] += output != source
        totals["people"] += sum(
            sari(source, one, [other for other in people if other is not one]) for one in people
        ) / len(people)
    print(f"{'SimPA, ' + str(len(rows)) + ' sentences':<26}{'changed':>9}{'SARI':>8}")
    for name in ("as it is", "first suggestions", "fix --all", "people"):
        shown = str(changed[name]) if name in changed else "-"
        print(f"{name:<26}{shown:>9}{totals[name] / len(rows):>8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
