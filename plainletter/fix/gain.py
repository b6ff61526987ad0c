"""What a letter gains by its rewrites: scores and reading age before and after, and each one's share."""

from __future__ import annotations

from dataclasses import dataclass

from plainletter.edits import edited
from plainletter.engine import Checker
from plainletter.fix.rewrites import Fix, Rewrite
from plainletter.model import Document, Report


@dataclass(frozen=True, slots=True)
class Gain:
    """What changes: points of each score (of 100), and years of reading age (below zero is easier)."""

    scores: dict[str, int]
    reading_age: float


def between(before: Report, after: Report) -> Gain:
    """The gain from one report to another of the same letter."""
    scores = {name: after.scores[name].value - score.value for name, score in before.scores.items()}
    old, new = before.measures.get("reading_age"), after.measures.get("reading_age")
    years = new.value - old.value if old is not None and new is not None else 0.0
    return Gain(scores, round(years, 2))


@dataclass(frozen=True, slots=True)
class Share:
    """What one rewrite gains when it is the only one."""

    rewrite: Rewrite
    gain: Gain


def shares(document: Document, fix: Fix, checker: Checker) -> tuple[Share, ...]:
    """Each rewrite's own gain, in the order of the text. One check of the letter for each."""
    return tuple(
        Share(
            rewrite,
            between(fix.before, checker.check(edited(document, rewrite.edits))),
        )
        for rewrite in fix.rewrites
    )
