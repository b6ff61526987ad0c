"""What to fix first: the reasons of all scores, by what mending each would add to the overall score."""

from __future__ import annotations

from dataclasses import dataclass

from plainletter.model import Report
from plainletter.score import SHARES

_LEAST_GAIN = 0.3
"""Points of the overall score below which a reason is not worth a line of its own."""


@dataclass(frozen=True, slots=True)
class Priority:
    """Something to fix, the score it belongs to, and about how many points overall it would add."""

    text: str
    score: str
    gain: float


def priorities(report: Report, most: int = 5) -> tuple[Priority, ...]:
    """The `most` worthwhile things to fix, best first."""
    found = []
    for name, share in SHARES.items():
        score = report.scores[name]
        lost = -sum(reason.points for reason in score.reasons if reason.points < 0)
        if not lost:
            continue
        # Where more points are lost than there are, mending one thing gains less than its own points.
        scale = min(1.0, (100 - score.value) / lost)
        for reason in score.reasons:
            gain = -reason.points * share * scale
            if gain >= _LEAST_GAIN:
                found.append(Priority(reason.text, name, round(gain, 1)))
    found.sort(key=lambda priority: (-priority.gain, priority.text))
    return tuple(found[:most])
