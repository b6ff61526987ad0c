"""What makes a letter warm and fair, to be credited in the tone score; each marker counts once.

Markers and their basis: thanks and named credit, empathy, shared aims, reasons, choice, an invitation to
disagree, the council's own part, a named person to ring, hope (Danescu-Niculescu-Mizil et al. 2013 for
thanks and apology; Jansen and Janssen 2010 for reasons; the others are our own judgement from published
practice guidance). The credit is capped in `score.py`: warm words do not cure a vague or wrong letter.
"""

from __future__ import annotations

import re

from plainletter.analysis.analyse import Analysis
from plainletter.model import Reason

POINTS_EACH = 2.0

MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (text, re.compile(expression, re.IGNORECASE))
    for text, expression in (
        (
            "It thanks the parent or says what goes well.",
            r"\bthank you for\b|\byou have (?:worked|done|been|kept|made) (?:so |very |really )?(?:hard|well|a lot|great)"
            r"|\bwe can see (?:that |how )?you\b|\bgoing well\b",
        ),
        (
            "It says it may be hard to read.",
            r"\b(?:hard|upsetting|difficult|worrying|frightening|a lot) (?:to read|to take in|to hear|letter)\b"
            r"|\bmay (?:be|feel) (?:upset|angry|worried|scared|frightened)",
        ),
        (
            "It names a shared aim.",
            r"\bwe (?:all|both) want\b|\bwe want to (?:help|work with) you\b|\btogether with you\b|\blike you, we\b",
        ),
        (
            "It asks for the parent's own view.",
            r"\btell (?:us|me)\b.{0,40}\b(?:wrong|disagree|missing|think|not right)\b|\byour (?:view|side|words)\b"
            r"|\bif you (?:disagree|do not agree|don't agree)\b|\bwe would like to (?:hear|know) what you think\b",
        ),
        (
            "It gives a choice.",
            r"\bwould you (?:like|prefer|rather)\b|\bif (?:another|a different|this) (?:day|time|place)\b"
            r"|\byou can choose\b|\bwhich(?:ever)? (?:day|time) (?:suits|is best)\b",
        ),
        ("It says sorry for the council's own part.", r"\b(?:we are|i am|we're|i'm) sorry\b|\bwe should have\b"),
        (
            "It gives reasons.",
            r"(?s)(?:\b(?:because|so that|as this|which is why)\b.*?){3}",
        ),
        (
            "It names a person to ring.",
            r"\b(?:ring|call|phone|text|email|speak to|talk to|contact) (?:me|him|her|(?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+)?))\b[^.\n]{0,60}\d{4,}"
            r"|\bmy (?:direct )?(?:number|phone|mobile)\b[^.\n]{0,40}\d{4,}",
        ),
        (
            "It says things can get better.",
            r"\b(?:still|there is) time\b|\byou have done this before\b|\bif things (?:get|are) (?:better|safer)\b"
            r"|\bwe believe you can\b",
        ),
    )
)  # fmt: skip


def warmth(analysis: Analysis) -> tuple[Reason, ...]:
    """A credit for each marker the letter's body has."""
    text = "\n".join(unit.text for unit in analysis.scored)
    return tuple(
        Reason(words, POINTS_EACH) for words, expression in MARKERS if expression.search(text)
    )
