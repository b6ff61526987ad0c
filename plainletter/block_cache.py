"""What was found in blocks, kept for a while: whoever changes one paragraph waits for that paragraph only.

Most rules look at one block at a time. What they find there hangs on the block's text and looks, on the names
in it, and on what is quoted in it; where all that is as before, so are the matches, but for their place.
Everything is in memory, and goes with the process.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.counts import names_in
from plainletter.analysis.parses import Parses
from plainletter.analysis.units import Unit
from plainletter.kinds.match import Match
from plainletter.model import Edit, Place, Span

MOST_BLOCKS = 4000
"""Blocks whose matches are kept: some 40 letters."""

Finder = Callable[[Analysis], Iterable[Match]]


class BlockCache:
    """The parses and matches of blocks that were checked last, by one ruleset."""

    def __init__(self) -> None:
        self.parses = Parses()
        self._matches: OrderedDict[Hashable, tuple[Match, ...]] = OrderedDict()

    def matches(self, letter: Analysis, rules: str, find: Finder) -> Iterator[Match]:
        """What `find` gives for a letter; it is asked about blocks that are not known only.

        `find` has to find in each block what it would find there if the letter had no other, and each match
        in a block of its own. `rules` names what it looks for.
        """
        around = (rules, letter.document.format)
        keys = [(around, _looks(unit, letter)) for unit in letter.units]
        new: dict[Hashable, Unit] = {}
        for key, unit in zip(keys, letter.units, strict=True):
            if key not in self._matches:
                new.setdefault(key, unit)
        found = self._found(letter, new, find) if new else {}
        for key, unit in zip(keys, letter.units, strict=True):
            matches = found[key] if key in found else self._matches[key]
            yield from (_moved(match, unit.block.span.start) for match in matches)
        for key in dict.fromkeys(keys):
            if key in found:
                self._matches[key] = found[key]
            self._matches.move_to_end(key)
        while len(self._matches) > MOST_BLOCKS:
            self._matches.popitem(last=False)

    @property
    def kept(self) -> tuple[Hashable, ...]:
        """What stands for the blocks whose matches are kept."""
        return tuple(self._matches)

    def forget(self) -> None:
        """Keep no match any longer."""
        self._matches.clear()

    @staticmethod
    def _found(
        letter: Analysis, new: dict[Hashable, Unit], find: Finder
    ) -> dict[Hashable, tuple[Match, ...]]:
        units = tuple(new.values())
        starts = [unit.block.span.start for unit in units]
        held: list[list[Match]] = [[] for _ in units]
        for match in find(Analysis(letter.anatomy, units)):
            at = bisect_left(starts, match.span.start + 1) - 1
            held[at].append(_moved(match, -starts[at]))
        return dict(zip(new, map(tuple, held), strict=True))


def _looks(unit: Unit, letter: Analysis) -> Hashable:
    """Everything about a block that a rule may look at, without its place in the letter."""
    block, anatomy = unit.block, letter.anatomy
    return (
        block.span.of(letter.document.text), unit.text, unit.clean.lines,
        names_in(unit.text, letter.names),
        replace(block, span=Span(0, 0), place=Place()),
        tuple(_inside(spans, block.span) for spans in
              (anatomy.quotations, anatomy.citations, anatomy.placeholders, letter.document.bold)),
    )  # fmt: skip


def _inside(spans: Sequence[Span], block: Span) -> tuple[tuple[int, int], ...]:
    return tuple(
        (span.start - block.start, span.end - block.start)
        for span in spans
        if span.overlaps(block) or (not len(span) and block.contains(span))
    )


def _moved(match: Match, by: int) -> Match:
    if not by:
        return match

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    suggestions = tuple(
        replace(one, edits=tuple(Edit(moved(edit.span), edit.text) for edit in one.edits))
        if one.edits
        else one
        for one in match.suggestions
    )
    return replace(
        match, span=moved(match.span), sentence=moved(match.sentence), suggestions=suggestions
    )
