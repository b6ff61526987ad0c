"""Does a sentence speak of what is to come? Shared by the detectors of dates."""

from __future__ import annotations

import re

_AHEAD = re.compile(
    r"\b(?:will (?:be|meet|take|visit|come|start|happen|hold|see|go)|please (?:come|attend|bring|ring|call|be)|invit(?:e|ing) you"
    r"|(?:like|want|ask|asking|need) you to (?:come|attend|meet|be)|is (?:on|at|booked|planned|set|going)|are (?:meeting|seeing|holding)"
    r"|would like to (?:meet|see|visit))\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:was|were|had|met|came|missed|told|said|saw|did|wrote|sent|agreed|since|after|following|happened|took|went|held|decided)\b",
    re.IGNORECASE,
)


def looks_ahead(sentence: str) -> bool:
    """True when a sentence speaks of something to come, and of nothing that has been."""
    return bool(_AHEAD.search(sentence)) and not _BEHIND.search(sentence)
