"""Expressions over a sentence that are compiled when one first holds the words they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from plainletter.packs.literals import Need, meets, small
from plainletter.packs.prepared import needed
from plainletter.remembered import remembered

IGNORECASE = re.IGNORECASE.value


class Gate:
    """One expression, whatever the case of the text; used like a compiled pattern."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression, IGNORECASE)

    def may_match(self, letters: str | None) -> bool:
        """False where a text, given in small letters (see `small`), lacks the words that are needed."""
        return self._need is None or letters is None or meets(self._need, letters)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return self.pattern.search(text) if self.may_match(small(text)) else None

    def match(self, text: str) -> re.Match[str] | None:
        """The match that a text begins with."""
        return self.pattern.match(text) if self.may_match(small(text)) else None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """All matches from a place of a text on."""
        return self.pattern.finditer(text, start) if self.may_match(small(text)) else iter(())

    @cached_property
    def _need(self) -> Need | None:
        return needed(self.expression, IGNORECASE)


@lru_cache(maxsize=8192)
def _gate(expression: str) -> Gate:
    """Made once: `re` itself keeps 512 expressions, fewer than the packs have."""
    return Gate(expression)


def gates(expressions: Iterable[str]) -> tuple[Gate, ...]:
    """The gates of an option of a rule."""
    return tuple(map(_gate, expressions))


@remembered(16_384)
def spans(gate: Gate, text: str) -> tuple[tuple[int, int], ...]:
    """Where a gate matches in a text; kept, for rules that look at the whole letter each time."""
    return tuple(match.span() for match in gate.finditer(text))


@remembered(2048)
def any_match(found: tuple[Gate, ...], text: str) -> bool:
    """True when one of the gates matches somewhere in the text; kept, since a sentence is asked for again for
    each match in it."""
    letters = small(text)
    return any(gate.may_match(letters) and gate.pattern.search(text) for gate in found)
