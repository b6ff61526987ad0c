"""Which letters are acronyms that a family may not know, and which are spelled out for nothing."""

from __future__ import annotations

import pytest

from plainletter import Config, check_text
from plainletter.engine import checker
from plainletter.model import Finding
from plainletter.readers import read_bytes

RULE, NEEDLESS = "jargon.unexplained-acronym", "jargon.needless-acronym"


def findings(text: str, rule: str = RULE) -> list[Finding]:
    return [finding for finding in check_text(text).findings if finding.rule == rule]


def found(text: str) -> list[str]:
    return [finding.text for finding in findings(text)]


def in_markdown(text: str) -> list[str]:
    report = checker(Config()).check(read_bytes(text.encode(), "letter.md"))
    return [finding.text for finding in report.findings if finding.rule == RULE]


def letter(body: str) -> str:
    return f"Dear Ms Hale,\n\n{body}\n\nYours sincerely,\n\nDan Obi\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The IRO (ISW) rang.", ["IRO", "ISW"]),
        ("Ms Hill (SENCo) came.", ["SENCo"]),
        ("The LAC nurse (CIC) came.", ["LAC", "CIC"]),
        ("Two SGOs ended.", ["SGOs"]),
        ("The SGO's terms are clear.", ["SGO"]),
        ("His CiN plan ended.", ["CiN"]),
        ("We did s47, s.47 and S 47 checks.", ["s47"]),
        ("We did s.17 and sec 47 checks.", ["s.17", "sec 47"]),
        ("The P/P meeting and the T/A form came.", ["P/P", "T/A"]),
        ("The CIN/CP plan came.", ["CIN", "CP"]),
        ("The I.R.O. came.", ["I.R.O"]),
        ("The ZXQ team came.", ["ZXQ"]),
        ("We think FII is a worry.", ["FII"]),
        ("IRO means a lot. IRO IRO.", []),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert [word.rstrip(".") for word in found(text)] == [word.rstrip(".") for word in expected]


@pytest.mark.parametrize(
    "text",
    [
        "LAC (Looked After Child) reviews are in May.",
        "You will meet the IRO, or independent reviewing officer.",
        "The independent reviewing officer, or IRO, will ring.",
        "Independent reviewing officer - IRO - is her job.",
        "S.20, where you agree to council care, can end.",
        "S.20 agreements, which means that you agree to council care, can end.",
        "The IRO will ring.\n\nIRO: the person who checks your child's plan.",
        "Ms JONES rang, and so did Mia KHAN at ABC Nursery.",
        "It is SO hot. You must NOT go in.",
        "PLEASE RING THE CIN TEAM NOW, TODAY.",
        "The CO alarm and the PO Box are new.",
        "Our reference is CFS/LAC/22, form C110A, HU1 4AB.",
        "Chapter XIV and Part II are short.",
        "Your GP, the NHS, the BBC and the DVLA wrote.",
        "Mia's 20 minutes late.",
    ],
)
def test_left_alone(text: str) -> None:
    assert found(text) == []


def test_people_s_initials_are_no_acronyms() -> None:
    assert found(letter("Ms Jo Bright and your son Kit Orr came. JB and KO will ring.")) == []


def test_a_heading_is_looked_up_in_the_text() -> None:
    told = "# Your FGC\n\nA family group conference (FGC) is a meeting your family leads.\n"
    assert in_markdown(told) == []
    alone = "# Your CIN plan\n\nWe will visit you and Kit at home each week until June.\n"
    assert in_markdown(alone) == ["CIN"]


def test_a_table_of_words_explains() -> None:
    table = "The IRO will ring.\n\n| Word | What it means |\n|---|---|\n| IRO | the person who checks the plan |\n"
    assert in_markdown(table) == []


def test_wordings_in_brackets_have_none_of_their_own() -> None:
    finding = findings("Ann Poe (IRO) will ring.")[0]
    assert finding.suggestions[0].text == "independent reviewing officer"


@pytest.mark.parametrize(
    ("later", "message"),
    [
        ("Jo will ring you.", "never used again"),
        ("The FGC is in May.", "used only once more"),
        ("The FGC is in May. An FGC is free.", "used only twice more"),
    ],
)
def test_needless(later: str, message: str) -> None:
    text = letter(f"We offer you a family group conference (FGC). {later}")
    (finding,) = findings(text, NEEDLESS)
    assert finding.text == "(FGC)"
    assert finding.level == "advice"
    assert message in finding.message
    for edit in sorted(finding.suggestions[0].edits, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    plain = later.replace("An FGC", "A family group conference").replace(
        "FGC", "family group conference"
    )
    assert text == letter(f"We offer you a family group conference. {plain}")


@pytest.mark.parametrize(
    "body",
    [
        "We offer a family group conference (FGC). The FGC is free. An FGC takes an hour. Come to the FGC.",
        "Your General Practitioner (GP) wrote.",
        "Ann Poe (IRO) will ring.",
        "We offer a meeting (see page 2).",
        "The FGC is in May. A family group conference (FGC) is free.",
    ],
)
def test_not_needless(body: str) -> None:
    assert findings(letter(body), NEEDLESS) == []


def test_needless_is_asked_of_whole_letters_only() -> None:
    assert findings("We offer a family group conference (FGC).", NEEDLESS) == []
