"""Statements the law needs are never flagged as threats where they are put fairly.

A letter before proceedings has to say that the council may ask a court, and what a court could decide.
A sentence says so fairly when it speaks of possibility (may, might, could), names the court or judge as
the one who decides, blames nobody, and leaves a way open. Where possibility and court are there but also
blame, only the blame is marked: other rules see to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match

POSSIBLE = re.compile(
    r"\b(?:may|might|could|can|thinking about|thinking of|if (?:the|a) (?:court|judge)|would)\b",
    re.I,
)
COURT = re.compile(r"\b(?:court|courts|judge|judges|magistrates?)\b", re.I)
BLAME = re.compile(
    r"\b(?:fail(?:s|ed|ing|ures?)?|refus(?:e|es|ed|al|ing)|compl(?:y|ies|ied|iance|ying)"
    r"|non-?compliance|disobey\w*|ignor(?:e|es|ed|ing))\b", re.I
)  # fmt: skip
CERTAIN = re.compile(
    r"\b(?:will (?:result|lead|be removed|have no)|no (?:alternative|option|other option|choice)"
    r"|(?:last|final) (?:chance|opportunity|warning)|without further (?:notice|warning))\b", re.I
)  # fmt: skip


def is_fair(sentence: str, following: str = "") -> bool:
    """True when the sentence, with the next one, fairly says that a court may decide."""
    both = f"{sentence} {following}"
    return bool(
        POSSIBLE.search(both)
        and COURT.search(both)
        and not BLAME.search(sentence)
        and not CERTAIN.search(sentence)
    )


def spare_fair_court(matches: Iterable[Match], letter: Analysis) -> Iterator[Match]:
    """Matches without those of `spare-fair-court` rules that stand in a fair sentence."""
    texts: dict[int, tuple[str, str]] = {}
    for unit in letter.units:
        for sentence, following in zip(unit.sentences, (*unit.sentences[1:], None), strict=True):
            texts[sentence.span.start] = (sentence.text, following.text if following else "")
    for match in matches:
        if match.rule.spare_fair_court:
            sentence_text, following_text = texts.get(match.sentence.start, ("", ""))
            if is_fair(sentence_text, following_text):
                continue
        yield match
