"""Facts that do not fit together: days, numbers, names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.letter.dates import find_days
from plainletter.model import Report
from plainletter.readers import read_bytes

Check = Callable[[str], Report]


@pytest.fixture(scope="module")
def letter() -> Check:
    """`letter(text)`: the report on a letter by the rules of this file."""
    checker = Checker(Config(select=("structure", "privacy")))
    return lambda text: checker.check(read_bytes(text.encode(), "letter.txt"))


def told(report: Report, rule: str) -> list[str]:
    return [finding.text for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on Monday 4 May 2026, at ten", [("Monday 4 May 2026", 0, 4, 5, 2026)]),
        ("on Mon, 4th of May", [("Mon, 4th of May", 0, 4, 5, None)]),
        ("May 4, 2026", [("May 4, 2026", None, 4, 5, 2026)]),
        ("by 04/05/2026.", [("04/05/2026", None, 4, 5, 2026)]),
        ("It ends on 4 May. In June", [("4 May", None, 4, 5, None)]),
        ("4 Sept. and 31 June", [("4 Sept", None, 4, 9, None), ("31 June", None, 31, 6, None)]),
        ("4 mays and 12/13/2026 and page 4", []),
        ("You may 4 times", []),
    ],
)
def test_days_as_letters_write_them(text: str, days: list[tuple[object, ...]]) -> None:
    found = [(text[d.start : d.end], d.weekday, d.day, d.month, d.year) for d in find_days(text)]
    assert found == days


def test_a_day_without_a_year_is_the_nearest() -> None:
    (day,) = find_days("3 January")
    assert day.nearest(date(2026, 12, 20)) == date(2027, 1, 3)
    assert day.nearest(date(2026, 3, 20)) == date(2026, 1, 3)
    (leap,) = find_days("29 February")
    assert leap.nearest(date(2026, 3, 1)) is None


HEAD = "{day}\n\nDear Ms Duda,\n\n"
TAIL = "\n\nYours sincerely,\n\nOla Berg\nSocial worker\n"


@pytest.mark.parametrize(
    ("day", "text", "found"),
    [
        # 1 December 2026 is a Tuesday.
        ("1 December 2026", "Please come on Monday 14 December.", []),
        ("1 December 2026", "Please come on Monday 15 December.", ["Monday 15 December"]),
        # Monday in 2025, so that an older year may be meant.
        ("1 December 2026", "You told us so on Monday 4 August.", []),
        ("No date", "Please come on Monday 15 December.", []),
        ("1 December 2026", "Please come on Friday 29 February 2027.", ["Friday 29 February 2027"]),
        ("1 December 2026", "Ben was born on 30 February.", ["30 February"]),
    ],
)
def test_weekday_and_date(letter: Check, day: str, text: str, found: list[str]) -> None:
    report = letter(HEAD.format(day=day) + text + TAIL)
    assert told(report, "structure.weekday-and-date") == found


def test_the_right_day_is_named(letter: Check) -> None:
    report = letter("Please come on Monday 12 May 2026.")
    (finding,) = (f for f in report.findings if f.rule == "structure.weekday-and-date")
    assert "12 May 2026 is a Tuesday. The nearest Monday is 11 May 2026." in finding.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The meeting will be on 4 May 2026 at ten.", ["4 May 2026"]),
        ("Please come to the town hall on 4 May.", ["4 May"]),
        ("The meeting\n\nDate: 4 May 2026\n\nTime: ten", ["4 May 2026"]),
        ("We met you on 4 May 2026.", []),
        ("The meeting will be on 4 June.", []),
        ("The hearing will be on 14 January.", []),
        ("We will look at what you said on 4 May 2026.", []),
    ],
)
def test_a_meeting_before_the_letter(letter: Check, text: str, found: list[str]) -> None:
    report = letter(HEAD.format(day="12 May 2026") + text + TAIL)
    assert told(report, "structure.meeting-before-letter") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring 01632 960 1.", ["01632 960 1"]),
        ("My mobile is 07700 9001234.", ["07700 9001234"]),
        ("Ring me on 07700900123 after six.", []),
        ("Ring Childline on 0800 1111, or 116 123, or 999.", []),
        ("Ring 01632\u00a0960\u00a0123.", []),
        ("Your case is 01234/56.", []),
        ("It was signed on 04 05 2026.", []),
        ("He scored 0.75 and 0.123456.", []),
    ],
)
def test_phone_numbers(letter: Check, text: str, found: list[str]) -> None:
    assert told(letter(text), "structure.phone-number") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Come to 4 Mill Lane, Leeds LS1 4A.", ["LS1 4A"]),
        ("Come to 4 Mill Lane, Leeds LS1 44A.", ["LS1 44A"]),
        ("Come to 4 Mill Lane, Leeds LS1 4AB or M1 1AE or EC1A 1BB.", []),
        ("The room is on floor B2 3rd door.", []),
        ("Your form number is AB12 3CD4.", []),
    ],
)
def test_postcodes(letter: Check, text: str, found: list[str]) -> None:
    assert told(letter(text), "structure.postcode") == found


def test_an_area_nobody_knows_is_said_once_and_gently(letter: Check) -> None:
    report = letter("Come to Mill Lane, QX1 4AB. The town hall is at QX2 1AA.")
    (finding,) = (f for f in report.findings if f.rule == "structure.postcode")
    assert (finding.level, finding.text) == ("advice", "QX1 4AB")
    assert "no postcode starts with QX" in finding.message


PARAGRAPHS = (
    "We are worried about Mia. Mia's school rang us on 4 May.",
    "On 9 May Mia told her teacher that she was hungry.",
    "{}",
    "We want to keep Mia safe.",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Callum's school rang on 12 May. He had a bruise.", ["Callum"]),
        ("We are worried about Aisha. She was late for school.", ["Aisha"]),
        ("Your son Tomasz was seen alone in the street.", ["Tomasz"]),
        ("Mia and Callum were alone. Callum's school rang us.", []),
        ("Her cousin Callum, 9, came too.", []),
        ("Mr Callum's class went out.", []),
        ("Callum Reid, the nurse, will ring you.", []),
        ("London's school nurses are on strike.", []),
    ],
)
def test_a_name_from_another_letter(letter: Check, text: str, found: list[str]) -> None:
    body = "\n\n".join(PARAGRAPHS).format(text)
    report = letter(HEAD.format(day="12 May 2026") + body + TAIL)
    assert told(report, "privacy.stray-name") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ben was cold, and he had no coat. Her shoes were wet.", ["Her"]),
        ("Ben was cold, and he told his mum that she could ring us.", []),
        ("Ben met Mia, and she gave him a toy. He liked her.", []),
        ("He said that she was late.", []),
        ("Ben said: “She is cold.” He went home.", []),
    ],
)
def test_he_and_she(letter: Check, text: str, found: list[str]) -> None:
    assert told(letter(text), "structure.he-and-she") == found


def test_two_names(letter: Check) -> None:
    text = "The council will help. The local authority will pay. The council will ring you."
    report = letter(HEAD.format(day="12 May 2026") + text + TAIL)
    assert told(report, "structure.two-names") == ["local authority"]
    text = "The council, the local authority, will help. The local authority will pay."
    report = letter(HEAD.format(day="12 May 2026") + text + TAIL)
    assert told(report, "structure.two-names") == []
