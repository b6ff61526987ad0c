"""Letters that say both that court may follow and that it has begun."""

from __future__ import annotations

import pytest

from plainletter import Config, check_text

RULE = "content.two-letters-mixed"
PROFILES = ("auto", "letter-before-proceedings", "letter-of-issue")


def marked(text: str, profile: str) -> list[str]:
    whole = f"Dear Ms Okafor\n\n{text} Please see a solicitor now. It is free.\n\nYours sincerely\n\nHelen Marsh\nSocial worker\n"
    return [
        f.text for f in check_text(whole, config=Config(profile=profile)).findings if f.rule == RULE
    ]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("Letter before proceedings", "We have begun care proceedings about Joe."),
        (
            "LETTER BEFORE PROCEEDINGS",
            "The Local Authority has issued an application for a care order.",
        ),
        (
            "Letter before proceedings: Ann",
            "An application to the Family Court was made this morning.",
        ),
        (
            "This letter is a letter before proceedings.",
            "The council is going to court about Ann on 4 May.",
        ),
        ("Pre-proceedings letter", "Care proceedings will now be commenced."),
        ("Letter before proceedings", "Your first hearing is on 3 June at 10am in Elm Street."),
        ("Letter of issue", "We are considering whether to go to court."),
        ("Letter of issue", "If you work with us, we will not need to go to court."),
        ("LETTER OF ISSUE", "You are invited to a pre-proceedings meeting on 4 May."),
        (
            "We have applied to the court for a care order.",
            "If you work with us we could avoid court.",
        ),
        (
            "The council is asking the court to make an order.",
            "We might have to go to court if things get worse.",
        ),
        ("Letter of issue", "The council has not yet decided to apply to court."),
    ],
)
def test_the_sentence_that_does_not_fit_is_marked(profile: str, name: str, odd: str) -> None:
    assert marked(f"{name}\n\nWe are worried about you all. {odd}", profile) == [odd]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Letter before proceedings", "We may start care proceedings if things do not get safer."),
        (
            "Letter before proceedings",
            "If nothing changes by June, care proceedings will be started.",
        ),
        ("Letter before proceedings", "The council went to court about Kai's brother in 2018."),
        ("Letter before proceedings", "You are going to court on 4 May about the fine."),
        (
            "Letter before proceedings",
            "Mr Khan has applied to the family court to see the children.",
        ),
        (
            "Letter before proceedings",
            "Care proceedings about your eldest daughter have been issued.",
        ),
        ("Letter before proceedings", "Unless we agree a plan, we will apply to the court."),
        ("Letter before proceedings", "The court has asked us to write a report about Mia."),
        ("Letter before proceedings", "A family court hearing about money was on 3 May last year."),
        (
            "Letter of issue",
            "The council is applying to court. We wrote in March that we might go to court.",
        ),
        (
            "Letter of issue",
            "We have applied to the court. We may ask the judge to let Ela stay with your aunt.",
        ),
        ("Letter of issue", "We are going to court because we could not avoid it."),
        ("Letter of issue", "We have applied to the court. You do not need to go to court alone."),
        (
            "We have asked the court for an order.",
            "Before this we were thinking about asking a judge.",
        ),
    ],
)
def test_conditions_the_past_and_other_cases_are_left_alone(
    profile: str, name: str, text: str
) -> None:
    assert marked(f"{name}\n\nWe are worried about you all. {text}", profile) == []


def test_a_heading_with_a_condition_makes_what_follows_a_possibility() -> None:
    text = "Letter before proceedings\n\nIf things do not get safer\n\nWe will ask the court for an order."
    assert marked(text, "auto") == []


def test_the_message_says_which_letter_it_is() -> None:
    text = "Dear Jo\n\nLetter of issue\n\nWe have applied to court. We may go to court.\n\nYours sincerely\n\nAnn Lee\n"
    (finding,) = (f for f in check_text(text).findings if f.rule == RULE)
    assert finding.level == "error"
    assert "already going to court" in finding.message
