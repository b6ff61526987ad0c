"""Violence, injury or drugs in soft words."""

from __future__ import annotations

import pytest

from plainletter import Config, check_text


def found(text: str) -> list[str]:
    report = check_text(
        f"Dear Jo\n\n{text}\n\nYours sincerely\n\nAnn Lee",
        config=Config(profile="letter-before-proceedings"),
    )
    return [f.text for f in report.findings if f.rule == "content.harm-in-soft-words"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are worried about an incident at your home on 3 May.", "an incident"),
        ("The health visitor noticed a bit of a mark on Jo's leg.", "a bit of a mark"),
        ("Your neighbours say things got out of hand on Saturday.", "things got out of hand"),
        ("We have heard that Lee lost his temper with Jo on 3 March.", "lost his temper"),
        ("You had had a few too many when the nurse came.", "had a few too many"),
        ("You told us about your difficulties with substances.", "difficulties with substances"),
    ],
)
def test_soft_words_are_marked(text: str, words: str) -> None:
    assert found(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "There was an incident on 4 May. Lee pushed you down the stairs.",
        "On 4 May Lee hit you. Jo saw the incident.",
        "There have been no incidents since March.",
        "If there is another incident, call 999.",
        "The police have given you an incident number.",
        "You and the school had a disagreement about uniform.",
        "You lost your temper with me on the phone, and you said sorry.",
        "You have a domestic abuse worker.",
    ],
)
def test_what_is_told_or_not_about_harm_is_left_alone(text: str) -> None:
    assert found(text) == []
