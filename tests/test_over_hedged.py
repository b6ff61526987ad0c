"""More than two hedges in a sentence."""

from __future__ import annotations

import pytest

from plainletter import Config, check_text


def found(text: str) -> list[str]:
    report = check_text(text, config=Config(profile="letter-before-proceedings"))
    return [f.text for f in report.findings if f.rule == "content.wrapped-in-hedges"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("We wonder if it may perhaps be a little hard for you.", "perhaps"),
        ("There could potentially be things that might be better.", "potentially"),
        ("It seems as if perhaps things might have slipped.", "perhaps"),
    ],
)
def test_the_first_word_that_only_softens_is_marked(text: str, word: str) -> None:
    assert found(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "Maybe you could ring Kay, or she could come to you.",
        "We think that Jo may be hungry, and that she could be ill.",
        "A judge might say that Jo could live with your mum, or perhaps with foster carers.",
    ],
)
def test_honest_doubt_and_the_court_are_left_alone(text: str) -> None:
    assert found(text) == []
