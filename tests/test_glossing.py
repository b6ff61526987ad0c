"""Which terms count as explained, and what is offered for those that do not."""

from __future__ import annotations

import pytest

from plainletter import check_text
from plainletter.detectors.glossing import long_form, spells_out
from plainletter.model import Report
from plainletter.testing import apply_first

TERM = "jargon.unexplained-legal-term"


def found(text: str, rule: str = TERM) -> list[str]:
    return [finding.text for finding in check_text(text).findings if finding.rule == rule]


def mended(text: str) -> str:
    report: Report = check_text(text)
    return apply_first(text, [f for f in report.findings if f.rule == TERM])


@pytest.mark.parametrize(
    "text",
    [
        "A judge would decide where Kit lives. The name for this is care proceedings.",
        "A judge would decide where Kit lives. These are care proceedings.",
        "Care proceedings means that a judge decides where Kit lives.",
        "We may start care proceedings – a court case about Kit.",
        "We may start care proceedings: this is when a judge decides where Kit lives.",
        "We may start care proceedings. A judge would then decide where Kit lives.",
        "We may start care proceedings.\n\nThis means asking a judge to decide where Kit lives.",
        "You have parental responsibility for Kit (the rights and duties of a parent).",
        "You have parental responsibility for Kit, which means the rights and duties of a parent.",
        "Kit could be in the council's care (a care order).",
        "The person who speaks up for Kit in court is the children's guardian.",
        "We may ask for a care order.\n\nWords we use\n\nCare order: a judge decides that a child is in council care.",
        "He said, “You want a care order.”",
    ],
)
def test_explained(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We may ask for a care order. Please ring Dan.", ["care order"]),
        ("We may ask for Care Orders. Please ring Dan.", ["Care Orders"]),
        ("You share parental-responsibility for Kit.", ["parental-responsibility"]),
        ("We may ask for an interim care order in May.", ["interim care order"]),
        ("We may ask for a care or a supervision order.", ["care or a supervision order"]),
        ("A care order (page 3) may come.", ["care order"]),
        ("A care order is a worry for many.", ["care order"]),
        ("He said, “You want a care order.” We may ask for a care order.", ["care order"]),
        ("We use section 20 of the Children Act 1989.", ["section 20 of the Children Act 1989"]),
        ("Parental responsibility is shared. You have parental responsibility.", ["Parental responsibility"]),
    ],
)  # fmt: skip
def test_not_explained(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_term_explained_once_is_left_alone_later() -> None:
    told = "A care order puts Kit in the council's care. "
    assert found(told + "We may ask for a care order. Care orders last until a child is 18.") == []


def test_a_heading_neither_counts_nor_is_marked() -> None:
    text = "Dear Jo,\n\nCare order\n\nWe are worried about Kit and want to help you both at home.\n"
    assert found(text) == []


def test_the_family_court_is_asked_for_in_whole_letters_only() -> None:
    body = "We may go to the family court about Kit. "
    assert found(body) == []
    letter = f"Dear Ms Hale,\n\n{body}Please ring me.\n\nYours sincerely,\n\nDan Obi\n"
    assert found(letter) == ["family court"]
    assert found(letter.replace("Please", "A judge listens to you. Please")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We may ask for a supervision order.",
            "We may ask for a supervision order (a court order that lets social workers help and check on a child).",
        ),
        (
            "We may ask for supervision orders.",
            "We may ask for supervision orders (court orders that let social workers help and check on a child).",
        ),
        (
            "Nan (who has parental responsibility) came.",
            "Nan (who has parental responsibility: the legal rights and duties of a parent) came.",
        ),
        (
            "A placement order (see page 2) may come.",
            "A placement order (a court order that lets the council place a child for adoption; see page 2) may come.",
        ),
        ("The care order hearing is in May.", "The care order hearing is in May."),
    ],
)  # fmt: skip
def test_the_words_offered_fit(text: str, expected: str) -> None:
    assert mended(text) == expected


@pytest.mark.parametrize(
    ("words", "letters", "expected"),
    [
        ("family group conference", "FGC", True),
        ("Special Educational Needs Co-ordinator", "SENCo", True),
        ("family group decision-making", "FGDM", True),
        ("Looked After Child", "LAC", True),
        ("Priya Nair", "IRO", False),
        ("care order", "Cafcass", False),
    ],
)
def test_spelling_out(words: str, letters: str, expected: bool) -> None:
    assert spells_out(words, letters) is expected


@pytest.mark.parametrize(
    ("before", "letters", "expected"),
    [
        ("We offer a family group conference", "FGC", "family group conference"),
        ("He met the Independent Reviewing Officer", "IRO", "Independent Reviewing Officer"),
        ("It went well. Reviewing officers came", "IRO", ""),
        ("", "IRO", ""),
    ],
)
def test_long_forms(before: str, letters: str, expected: str) -> None:
    assert long_form(before, letters) == expected
