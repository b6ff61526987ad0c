"""Orders turned round, bans and threats without an "if": wordings that stand in no list, and where they are right."""

from __future__ import annotations

from functools import cache

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.readers import read_bytes

FOUND = {
    "tone.required-to": (
        "What is expected of both parents is total honesty.",
        "There is a requirement for you to ring the team at nine each morning.",
        "Only complete honesty will be accepted.",
        "Weekly hair tests are a must.",
    ),
    "tone.turned-order": (
        "A gate for the stairs must be bought by you before the visit.",
        "Your brother is not to set foot in the house.",
        "No one is to smoke upstairs.",
        "No men in the house.",
    ),
    "tone.ban": ("At no stage should Ivy be left with Kieran.",),
    "tone.permission": (
        "You will need our approval before any trip.",
        "We will choose which nursery she attends.",
    ),
    "tone.list-order": ("Bins to be emptied daily.", "Receipts to be kept and shown."),
    "tone.heading-threat": ("Penalties", "What happens if you ignore this letter"),
    "tone.do-it": (
        "Be there. Be sober. Be polite.",
        "Clean the kitchen. Wash the bedding. We will be back on Tuesday.",
    ),
    "tone.watching": ("We will be looking through your cupboards on each visit.",),
    "tone.you-will": ("Each night you will ring the team.",),
    "tone.and-then": (
        "One more black eye and she goes to live with her nan.",
        "Keep lying to us and you will see where it gets you.",
        "Break one more promise and your visits end.",
    ),
    "tone.threat-last-chance": ("Either the drinking stops or the baby goes into care.",),
    "tone.loss-threat": ("Foster care is the next stop for Ruby.",),
    "tone.unsaid-threat": ("We will draw our own conclusions.",),
    "tone.threat-law": ("You could end up in jail.",),
    "tone.hidden-thinker": ("The decision makers were not impressed.",),
    "tone.shouted-word": ("She missed TWELVE days.", "You rang ONCE in May."),
}

SILENT = (
    "Another visit went well and we were glad to see Leo laugh.",
    "Take the bus to Mill Lane and I will meet you there.",
    "Either you or your sister can ring me.",
    "Either Monday or Tuesday is fine.",
    "You will be given a phone number for the night team.",
    "You will be told the date as soon as we know it.",
    "No visits were missed in May.",
    "The court order says that nobody is to take Max abroad.",
    "Keep the cot near your bed, so that you can hear her.",
    "Be kind to yourself this week.",
    "What happens if you cannot come",
    "The judge may say that Poppy should live with her nan for now.",
    "We may go to court. A judge would listen to you before deciding.",
    "You could lose a day's pay for the meeting, so tell us and we will pay it.",
    "We will check the smoke alarm with you.",
    "Nothing will be decided without you.",
    "Text YES to 60070 if that suits you.",
    "Miss Prosser and I will come at ten.",
    "The stair gate was bought by you and it is a good one.",
)


@cache
def _checker() -> Checker:
    return Checker(Config(profile="letter-to-family", select=tuple(FOUND)))


def _rules(text: str) -> set[str]:
    return {
        finding.rule for finding in _checker().check(read_bytes(text.encode(), "a.txt")).findings
    }


@pytest.mark.parametrize(("rule", "text"), [(rule, t) for rule, ts in FOUND.items() for t in ts])
def test_found(rule: str, text: str) -> None:
    assert rule in _rules(text)


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert _rules(text) == set()


def test_a_list_order_is_right_in_a_plan() -> None:
    report = Checker(Config(profile="plan", select=("tone.list-order",))).check(
        read_bytes(b"Bins to be emptied daily.", "a.txt")
    )
    assert not report.findings
