"""Which wordings are put into a letter: what the meaning guard stops, and what holds for every fix."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from plainletter.edits import edited
from plainletter.engine import Checker
from plainletter.fix.gain import between, shares
from plainletter.fix.guard import meaning_changed, only_explains
from plainletter.fix.rewrites import Fix, fix_document
from plainletter.model import Document
from plainletter.readers import read_bytes, read_file

ROOT = Path(__file__).parents[1]
SAMPLES = [
    path for path in sorted((ROOT / "samples").rglob("*"))
    if path.suffix in (".docx", ".txt", ".html", ".eml", ".odt", ".md") and path.name != "README.md"
    and path.parent.name != "formats"
]  # fmt: skip
LABELLED = ROOT / "tests" / "benchmarks" / "data" / "letter_sentences.jsonl"


def document(text: str) -> Document:
    return read_bytes(text.encode(), "letter.txt")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("commence", "start", ""),
        ("prior to", "before", ""),
        ("in order to", "to", ""),
        ("three appointments", "appointments", "a number"),
        ("by 3 May", "by 4 May", "a figure"),
        ("£20 a week", "£2 a week", "a figure"),
        ("on Tuesday", "on Thursday", "a time"),
        ("within a week", "soon", "a time"),
        ("prior to the visit", "after the visit", "a time"),
        ("did not attend", "came", "a “not”"),
        ("failed to attend", "came", "a “not”"),
        ("unless you come", "if you come", "a “not”"),
        ("may decide", "will decide", "what may, can or must happen"),
        ("must attend", "attend", "what may, can or must happen"),
        ("the judge will", "we will", "who is meant"),
        ("your mother", "his mother", "who is meant"),
        ("Mr Dace", "he", "who is meant"),
        ("ask Okafor", "ask her", "who is meant"),
        ("ring Okafor", "ring", "a name"),
        ("ring Priya", "ring", "a name"),
    ],
)
def test_the_meaning_guard(old: str, new: str, told: str) -> None:
    assert meaning_changed(old, new, frozenset({"okafor"})) == told


def test_a_capital_that_only_opens_the_sentence_is_no_name() -> None:
    assert meaning_changed("Utilise", "Use", frozenset(), opens=True) == ""
    assert meaning_changed("Zosia", "Use", frozenset()) == "a name"


@pytest.mark.parametrize(
    ("old", "new", "explains"),
    [
        ("", " (a court order)", True),
        ("care order", "care order (a court order)", True),
        ("ICPC", "first child protection conference", True),
        ("", " may", False),
        ("care order", "court order", False),
        ("NOT", "not", True),
        ("NOT", "NEVER", False),
    ],
)
def test_what_only_explains(old: str, new: str, explains: bool) -> None:
    assert only_explains(old, new) is explains


def facts(text: str) -> list[str]:
    """Figures, dates and capital words in the middle of a sentence, as they stand in a text."""
    return sorted(re.findall(r"[£\d][\d.,:/-]*\d|\d|(?<=[a-z,] )[A-Z][a-z]+", text))


def assert_holds(fix: Fix) -> None:
    """What holds for every fix: facts stay, nothing new is found, nothing is lost, and it is the last."""
    before, after = fix.before, fix.after
    assert after.document.text == fix.text
    assert facts(before.document.text) == facts(fix.text) or len(fix.rewrites) == 0
    was = {item.id: item.status for item in before.checklist}
    order = ("not_checked", "missing", "partial", "present")
    for item in after.checklist:
        assert order.index(item.status) >= order.index(was[item.id]), item.id
    ids = [finding.rule for finding in after.findings]
    assert {
        id for id in ids if ids.count(id) > [f.rule for f in before.findings].count(id)
    } == set()
    for one, two in pairwise(fix.edits):
        assert one.span.end <= two.span.start


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_safe_fix_of_a_sample(path: Path, checker: Checker) -> None:
    letter = read_file(path)
    fix = fix_document(letter, checker)
    assert_holds(fix)
    again = fix_document(edited(letter, fix.edits), checker)
    assert again.edits == ()
    for rewrite in fix.rewrites:
        assert rewrite.suggestion.safe


def test_labelled_sentences_keep_their_protected_facts(checker: Checker) -> None:
    """All labelled sentences with a protected statement, as one letter each half."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    held = [row["text"] for row in rows if row["protected"]]
    assert len(held) > 100
    letter = document(
        "Dear Ms Okafor\n\n" + "\n\n".join(held) + "\n\nYours sincerely\n\nHelen Marsh\n"
    )
    fix = fix_document(letter, checker, "all")
    assert_holds(fix)
    guarded = re.compile(r"\b(?:may|might|could|must|not|never|court|judge)\b", re.IGNORECASE)
    assert [m.lower() for m in guarded.findall(letter.text)] == [
        m.lower() for m in guarded.findall(re.sub(r" \([^()]*\)", "", fix.text))
    ] or len(fix.rewrites) > 0


def test_quotations_and_blanks_are_left_alone(checker: Checker) -> None:
    text = "She said: “We will commence the new work prior to the visit on Friday.”\n"
    assert fix_document(document(text), checker, "all").edits == ()
    text = "We will commence the work with «commence» on Friday.\n"
    assert fix_document(document(text), checker, "all").text == text.replace(
        "commence the", "start the"
    )


def test_what_is_gained_is_told_for_each(checker: Checker) -> None:
    letter = document(
        "Dear Ms Okafor\n\nWe will commence the work prior to the visit. We will endeavour to assist.\n"
    )
    fix = fix_document(letter, checker)
    assert len(fix.rewrites) >= 2
    whole = between(fix.before, fix.after)
    assert whole.scores["jargon"] > 0
    each = shares(letter, fix, checker)
    assert [share.rewrite for share in each] == list(fix.rewrites)
    assert all(share.gain.scores["jargon"] >= 0 for share in each)


def test_a_finding_that_is_skipped_stays(checker: Checker) -> None:
    letter = document("We will commence the work prior to the visit.\n")
    first = fix_document(letter, checker)
    key = first.rewrites[0].finding.key
    second = fix_document(letter, checker, skip={key})
    assert key not in {rewrite.finding.key for rewrite in second.rewrites}
