"""Mock praise, blame turned round and sweeping words, found in shapes that no example of the pack shows."""

from __future__ import annotations

import pytest

from plainletter import Config, check_text

RULES = ("tone.mock-praise", "tone.blame-turned-round", "tone.sweeping-blame")


def found(text: str) -> list[str]:
    """What the three detectors mark in the text."""
    report = check_text(text, config=Config(profile="letter-to-family", select=RULES))
    return [finding.text for finding in report.findings if finding.rule in RULES]


@pytest.mark.parametrize(
    "text",
    [
        "How generous of you to join us for the last ten minutes.",
        "Well done for remembering where the school is.",
        "Top marks for turning up in your pyjamas.",
        "We are honoured that you managed to pick up the phone.",
        "It must be nice to sleep until noon.",
    ],
)
def test_praise_of_a_trifle_is_mock_praise(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "How generous of you to lend your sister the cot.",
        "Well done for getting all three of them to school.",
        "We are grateful that you told us about your illness.",
        "Congratulations on finally getting the flat.",
        "It must be nice to have your mum so close by.",
    ],
)
def test_praise_that_is_meant_stays(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was you who left the gate open.", "It was you who left"),
        ("What ruined the day was your temper.", "What ruined the day was your temper"),
        ("Amy was forgotten by her parents at the gate.", "was forgotten by her parents"),
        ("You are the one who broke the promise.", "You are the one who broke"),
        ("It was not the school, it was you.", "It was not the school, it was you"),
    ],
)
def test_blame_in_any_place(text: str, words: str) -> None:
    assert found(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "It was you who rang the doctor.",
        "What he likes best is you.",
        "Amy was collected by her parents at three.",
        "You are the one who knows Ada best.",
        "Leo was hit by his dad on 3 May.",
        "The visits on 3 and 10 May were missed by you.",
        "You told us that it was you who left the gate open.",
    ],
)
def test_facts_and_credit_are_no_blame(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "You are always shouting at the children.",
        "Your kitchen is permanently filthy.",
        "You never bring Nia's glasses.",
        "There is never any milk in the house.",
        "Day after day Kofi is left with the neighbours.",
        "You hardly ever answer the door.",
    ],
)
def test_sweeping_words_about_the_family(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "You never missed a clinic.",
        "You always take them to the park.",
        "Your kitchen is always warm.",
        "You came late on 4 of 10 days, and never rang.",
        "We never share your number.",
        "He never lets you see your friends.",
        "You said that you never get any sleep.",
        "There is always tea at the group.",
    ],
)
def test_kind_words_and_numbers_are_not_sweeping(text: str) -> None:
    assert found(text) == []
