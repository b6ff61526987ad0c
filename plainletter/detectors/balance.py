"""Two things that a letter should hold in balance, and one that has too much of it."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.markers import Mark, markers
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """One match where a marker outweighs another; it stands at the first one too many.

    Options: `count` and `against` name markers (see `analysis/markers.py`); `over`, how many of the first
    there may be for each of the second; `least`, how many of the first there have to be before it is
    worth a word; `words`, from how many words a letter is looked at; `ask`, what to do.
    """
    options = rule.options
    found = letter.once(markers)
    counted: tuple[Mark, ...] = getattr(found, options["count"])
    against: tuple[Mark, ...] = getattr(found, options["against"])
    allowed = int(options["over"] * len(against))
    if found.words < options["words"] or len(counted) < options["least"] or len(counted) <= allowed:
        return
    mark = counted[min(allowed, len(counted) - 1)]
    values = {"count": str(len(counted)), "against": str(len(against)) if against else "none"}
    yield Match(rule, mark.span, mark.sentence, (Suggestion(str(options["ask"])),), values)
