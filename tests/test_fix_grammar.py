"""The grammar of rewritten sentences, judged by a checker that knows nothing of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from harper import Dialect, Linter

from plainletter.engine import Checker
from plainletter.fix.rewrites import fix_document
from plainletter.model import Document
from plainletter.readers import read_bytes, read_file

ROOT = Path(__file__).parents[1]
SAMPLES = [
    path for path in sorted((ROOT / "samples").rglob("*"))
    if path.suffix in (".docx", ".txt", ".odt") and path.parent.name != "formats"
]  # fmt: skip
LABELLED = ROOT / "tests" / "benchmarks" / "data" / "letter_sentences.jsonl"

NO_FAULTS = frozenset({"an undertaking"})
"""What the other checker marks though nothing is wrong with it."""


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Dialect.BRITISH)


def faults(linter: Linter, text: str) -> list[str]:
    """The words it marks in a text."""
    marked = [str(lint.problem_text) for lint in linter.lint(text)]
    return [words for words in marked if words not in NO_FAULTS]


def assert_no_worse(document: Document, checker: Checker, linter: Linter) -> int:
    """Each changed line has no more faults than it had. The number of changed lines."""
    fix = fix_document(document, checker)
    pairs = zip(document.text.split("\n"), fix.text.split("\n"), strict=True)
    changed = [(old, new) for old, new in pairs if old != new]
    worse = [
        (old, new) for old, new in changed if len(faults(linter, new)) > len(faults(linter, old))
    ]
    assert worse == []
    return len(changed)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples(path: Path, checker: Checker, linter: Linter) -> None:
    assert_no_worse(read_file(path), checker, linter)


def test_labelled_sentences(checker: Checker, linter: Linter) -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    text = "\n\n".join(row["text"] for row in rows if row["set"] in ("first", "sixth"))
    document = read_bytes(text.encode(), "sentences.txt")
    assert assert_no_worse(document, checker, linter) > 10
