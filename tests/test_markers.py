"""Countable markers of tone: which sentences count for what, and the measures made of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainletter.analysis.analyse import analyse
from plainletter.analysis.markers import Markers, is_consequence, is_help, markers
from plainletter.engine import pipeline
from plainletter.letter import anatomy
from plainletter.model import Report
from plainletter.readers import read_bytes


def marked(text: str, name: str = "letter.txt") -> Markers:
    return markers(analyse(anatomy(read_bytes(text.encode(), name)), pipeline()))


def words_of(text: str, kind: str) -> list[str]:
    return [mark.span.of(text) for mark in getattr(marked(text), kind)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You must come on Friday.", ["You must"]),
        ("You are now required to sign it.", ["You are now required"]),
        ("We need you to ring the nurse.", ["We need you to"]),
        ("Mother to attend the clinic.", ["Mother to a"]),
        ("Ring me if you need to talk.", []),
        ("You must be worried.", []),
        ("You do not have to come.", []),
        ("You should hear from us by May.", []),
        ("We must tell the court.", []),
    ],
)
def test_what_is_asked_of_the_parent(text: str, found: list[str]) -> None:
    assert words_of(text, "obligations") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We will pay for the taxi.", ["We will"]),
        ("Ms Priya Nair met you. Priya will ring on Friday.", ["Priya will"]),
        ("I can visit on Tuesday.", ["I can"]),
        ("We will have no choice.", []),
        ("We will then ask a judge.", []),
        ("We can see that you are tired.", []),
        ("The house will be cold.", []),
    ],
)
def test_what_the_council_promises(text: str, found: list[str]) -> None:
    assert words_of(text, "promises") == found


@pytest.mark.parametrize(
    "text",
    [
        "If things do not get safer, we may ask a court to decide.",
        "A judge could decide that Ben should live with his nan.",
        "The children will be removed.",
        "Unless you come, we will inform the police.",
        "You could be fined.",
    ],
)
def test_consequences(text: str) -> None:
    assert is_consequence(text)


@pytest.mark.parametrize(
    "text",
    [
        "A solicitor could tell you about the court.",
        "We want to avoid court, and we think we can.",
        "You do not have to go to court.",
        "In 2019 a judge said that Ben could go home.",
        "The police found you asleep and could not wake you.",
        "You can call 999 if the police are needed.",
        "Ben went to court with you.",
    ],
)
def test_no_consequences(text: str) -> None:
    assert not is_consequence(text)


def test_help() -> None:
    nobody: frozenset[str] = frozenset()
    assert is_help("A solicitor is free for you.", nobody)
    assert is_help("Thank you for coming.", nobody)
    assert is_help("Kemi will come with you.", frozenset({"kemi"}))
    assert not is_help("The nurse came on Monday.", nobody)
    assert not is_help("We will issue proceedings.", nobody)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You have not met the nurse.", True),
        ("You never came.", True),
        ("Your partner refused to leave.", True),
        ("You failed to ring us.", True),
        ("You do not have to come.", False),
        ("You are not in trouble.", False),
        ("You told us that you did not come.", False),
        ("You came to every visit.", False),
        ("When you did not come, Ben cried.", False),
    ],
)
def test_accusing_openings(text: str, found: bool) -> None:
    assert bool(marked(text).accusing) is found


def test_who_speaks_and_to_whom() -> None:
    text = (
        "We wrote to you. The Local Authority met Mother. Ben's father rang me. The child protection"
        " plan helps you. Your mother came."
    )
    assert words_of(text, "we") == ["We", "me"]
    assert words_of(text, "you") == ["you", "you", "Your"]
    assert words_of(text, "senders") == ["The Local Authority"]
    assert words_of(text, "roles") == ["Mother"]


def test_quoted_words_count_for_nothing() -> None:
    assert marked("Ben said: “You never listen, and you must stop.” We heard him.").absolutes == ()


def test_type_that_shouts() -> None:
    found = marked("You MUST come NOW! We mean it!\n\n**We wait for you.**\n", "letter.md")
    assert (found.capitals, found.exclamations) == (2, 2)
    assert 0.2 < found.bold_share < 0.5


def test_measures(letter: Callable[..., Report]) -> None:
    told = "You must come. You must sign. You must not be late. You never ring. We will help you."
    measures = letter(f"Dear Jo,\n\n{told}\n\nYours sincerely,\n\nAda Cole\n").measures
    assert measures["obligations_per_promise"].value == 3
    assert measures["obligations_per_promise"].passed is False
    assert measures["consequences_per_help"].passed is True
    assert measures["accusing_openings"].value == 1
    assert measures["absolutes_per_1000"].value > 0
