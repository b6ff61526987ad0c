"""Which profile a document calls for, where the caller leaves that to the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plainletter.letter import Anatomy
from plainletter.packs.schema import ProfileFile

FALLBACK = "letter-to-family"
ENOUGH = 2
"""Signals a document has to meet; one alone may be a mention of another letter or plan."""


def choose_profile(anatomy: Anatomy, profiles: Mapping[str, ProfileFile]) -> str:
    """The profile whose signals the text meets most; `letter-to-family` where it meets fewer than two.

    Signals are expressions over the whole text, one line a block; each counts once; a profile
    with an `unless` that matches is out. On a tie the profile that stands first in name order wins, so
    the answer never depends on chance.
    """
    document = anatomy.document
    lines = [f"{block.label}: {block.span.of(document.text)}" for block in document.blocks]
    text = "\n".join(" ".join(line.split()) for line in lines)
    best, most = FALLBACK, ENOUGH - 1
    for name in sorted(profiles):
        profile = profiles[name]
        if any(re.search(gate, text, re.IGNORECASE | re.MULTILINE) for gate in profile.unless):
            continue
        met = sum(
            bool(re.search(signal, text, re.IGNORECASE | re.MULTILINE))
            for signal in profile.signals
        )
        if met > most:
            best, most = name, met
    return best
