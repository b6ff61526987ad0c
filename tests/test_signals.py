"""How a sentence is made ready for signals, and the words in braces that signals may use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plainletter.errors import PackError
from plainletter.kinds.marks import mark
from plainletter.packs.fragments import FRAGMENTS, any_of, expand, fault
from plainletter.packs.load import load_pack

NAMES = frozenset({"mia", "lee", "april"})


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Come on Tuesday 3rd March 2026 at 10.30 am.", "come on DATE at TIME."),
        ("On the 3rd of March, or by 04/05/26.", "on DATE, or by DATE."),
        ("Wed 13 May until the 15th.", "DATE until DATE."),
        ("Since June, from Sept–Dec 2025, and in 2024.", "since DATE, from DATE, and in DATE."),
        ("May I come in May? We may.", "may i come in DATE? we may."),
        ("Every Tuesday, Mondays and Fridays, Monday to Thursday.", "DAY, DAY, DAY."),
        ("At half past nine, noon, 2 o'clock or at 10.", "at TIME, TIME, TIME or at TIME."),
        ("She weighed 8.1 kg and it cost £12.50.", "she weighed 8.1 kg and it cost £12.50."),
        ("Ring 0161 496 0388 or +44 7700 900187.", "ring PHONE or PHONE."),
        ("Write to jo@council.example, XE3 4XA.", "write to EMAIL, POSTCODE."),
        ("Mr Lee Khan told Mia's teacher.", "TITLED told PERSON's teacher."),
        ("Then Kay Osborne saw Mia.", "then PERSON saw PERSON."),
        ("April came late; Mother's view is hers.", "PERSON came late; mother's view is hers."),
        ("We won't, we can't, we don't, I'll, you've, they're.",
         "we will not, we cannot, we do not, i will, you have, they are."),
        ("Family Rights Group has a line.", "family rights group has a line."),
    ],
)  # fmt: skip
def test_marks(text: str, marked: str) -> None:
    assert mark(text, NAMES) == marked


def test_capitals_of_headings_are_not_names() -> None:
    assert (
        mark("What Needs Quibbling For Mia", NAMES, prose=False)
        == "what needs quibbling for PERSON"
    )


def test_every_word_in_braces_can_be_written_out() -> None:
    for name in FRAGMENTS:
        assert any_of((f"{{{name}}}",)) is not None
        assert "{" + name not in expand(f"{{{name}}}")


@pytest.mark.parametrize("expression", ["by {DAT}", "by DATE", "Dear", "by (x"])
def test_wrong_signals_are_told(expression: str) -> None:
    assert fault(expression)
    assert not fault(r"\bby {DATE}\W")


@pytest.mark.parametrize("signal", ["by {DAT}", "by (x"])
def test_a_pack_with_a_wrong_signal_names_it(tmp_path: Path, signal: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[pack]\nid = "own"\ntitle = "Own"\nversion = 1\n[[rule]]\nid = "content.own"\nkind = "require"\n'
        'category = "content"\nitem = "C99"\ntitle = "t"\nmessage = "m"\nwhy = "w"\nsource = "s"\n'
        f'weight = "good"\nsignals = [["{signal}"]]\n'
    )
    with pytest.raises(PackError, match=rf"content\.own.*{re.escape(signal)}"):
        load_pack(path)
