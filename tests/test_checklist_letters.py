"""Whole letters in many hands, and what a practice lead finds in each."""

from __future__ import annotations

import pytest
from checklists import Letter, letters, outcomes


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.name)
def test_a_letter_says_what_a_reader_finds_in_it(letter: Letter) -> None:
    found = {
        id: outcome.item.status
        for id, outcome in outcomes(letter.text, letter.profile, letter.name).items()
    }
    assert found.keys() == letter.statuses.keys()
    assert {
        k: v for k, v in found.items() if letter.statuses[k] != v and k not in letter.known
    } == {}
    mended = {k for k in letter.known if found[k] == letter.statuses[k]}
    assert mended == set(), "no longer a known fault: take it out"


def test_program_and_reader_agree() -> None:
    """On at least 98 of 100 items, known faults counted as faults."""
    items = sum(len(letter.statuses) for letter in letters())
    faults = sum(len(letter.known) for letter in letters())
    assert items > 1200
    assert faults / items < 0.02
