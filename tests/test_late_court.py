"""Court, first named late in the letter."""

from __future__ import annotations

from plainletter import Config, check_text

FILLER = "Kay will come on Monday to help you with the mornings. Please ring me if that is hard. "
COURT = "We may ask a judge to decide."


def found(text: str) -> list[str]:
    report = check_text(text, config=Config(profile="letter-before-proceedings"))
    return [f.message for f in report.findings if f.rule == "content.court-named-late"]


def test_court_on_the_last_lines_is_told_with_its_share() -> None:
    (message,) = found(FILLER * 5 + COURT)
    assert "93 %" in message


def test_court_in_the_first_part_is_in_time() -> None:
    assert found(FILLER * 2 + COURT + FILLER * 3) == []


def test_an_early_word_of_another_court_does_not_count() -> None:
    assert len(found("Lee has bail from the magistrates' court. " + FILLER * 5 + COURT)) == 1


def test_short_texts_and_texts_without_court_are_left_alone() -> None:
    assert found(FILLER + COURT) == []
    assert found(FILLER * 5) == []
