"""Which profile a letter calls for, and what the profiles name."""

from __future__ import annotations

import pytest
from checklists import ISSUE, PROCEEDINGS, Letter, letters, outcomes

from plainletter.letter import anatomy
from plainletter.packs.load import builtin_profiles
from plainletter.profiles import choose_profile
from plainletter.readers import read_bytes

NOTHING_OF_COURT = frozenset({"warm-and-empty.txt", "near-misses.txt", "euphemisms.txt"})
"""Letters that hardly or never speak of court; what they are cannot be told from their words."""


def chosen(text: str, name: str = "letter.txt") -> str:
    return choose_profile(anatomy(read_bytes(text.encode(), name)), builtin_profiles())


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.name)
def test_the_profile_is_chosen_from_the_text(letter: Letter) -> None:
    if letter.name not in NOTHING_OF_COURT:
        assert chosen(letter.text, letter.name) == letter.profile


def test_other_texts_are_other_things() -> None:
    (empty,) = (letter for letter in letters() if letter.name == "warm-and-empty.txt")
    assert chosen(empty.text) == "letter-to-family"
    school = "Dear Jo\n\nSchool starts on 3 May. Please be on time.\n\nYours sincerely\n\nAnn"
    assert chosen(school) == "letter-to-family"
    plan = (
        "# Plan for Mia\n\n| Action | Who | By when | How we will know |\n|---|---|---|---|\n"
        "| Take Mia to the dentist | Dad | 4 May | A clean bill |\n"
    )
    assert chosen(plan, "plan.md") == "plan"


def test_the_checklists_are_those_of_the_letters() -> None:
    profiles = builtin_profiles()
    assert len(profiles[PROCEEDINGS].checklist) == 37 + 14
    issue = set(profiles[ISSUE].checklist)
    # What is asked for before court has no place once the council is going there.
    assert not issue & {"C05", "C06", "C07", "C08", "C23", "C24", "N05", "N08", "N09", "N13"}
    assert issue >= {"C12", "C14", "C16", "C17", "C20", "C22", "C32", "C33", "N01", "N02", "N03"}


def test_each_letter_is_weak_as_the_other() -> None:
    for letter in letters():
        other = PROCEEDINGS if letter.profile == ISSUE else ISSUE
        found = outcomes(letter.text, other, letter.name)
        assert found["N07"].item.status != "present", letter.name
        if other == ISSUE:
            assert found["N01"].item.status != "present", letter.name
