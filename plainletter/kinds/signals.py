"""Groups of expressions over marked sentences, and where each of them matches.

Most expressions are never compiled: the words that they need are in few letters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

from plainletter.packs.fragments import compiled, expand
from plainletter.packs.literals import WordIndex, bits
from plainletter.packs.prepared import needed
from plainletter.remembered import on_forget

Group: TypeAlias = tuple[str, ...]
"""Expressions of which any may match (see `plainletter.packs.fragments`)."""

_MOST_KEPT = 8000
"""Texts whose matches are kept in memory: some 40 letters. Most of a letter that is checked again, or was made
from a template, is the same."""


class Signals:
    """Groups of expressions, and which of them matched in the texts that were looked at last."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._groups = tuple(dict.fromkeys(group for group in groups if group))
        self._expressions = tuple(dict.fromkeys(e for group in self._groups for e in group))
        self._known: OrderedDict[str, tuple[Group, ...]] = OrderedDict()

    def forget(self) -> None:
        """Keep nothing of the texts that were looked at."""
        self._known.clear()

    def matching(self, texts: Sequence[str]) -> dict[Group, list[int]]:
        """For each group that matches somewhere the numbers of the texts that it matches in, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(self._looked_at(new))
        found: dict[Group, list[int]] = {}
        for number, text in enumerate(texts):
            self._known.move_to_end(text)
            for group in self._known[text]:
                found.setdefault(group, []).append(number)
        while len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        return found

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(needed(expand(expression)) for expression in self._expressions)

    def _looked_at(self, texts: list[str]) -> dict[str, tuple[Group, ...]]:
        meeting = dict(zip(self._expressions, self._index.meeting(texts), strict=True))
        met: list[list[Group]] = [[] for _ in texts]
        for group in self._groups:
            matched = 0
            for expression in group:
                for number in bits(meeting[expression] & ~matched):
                    if compiled(expression).search(texts[number]):
                        matched |= 1 << number
            for number in bits(matched):
                met[number].append(group)
        return dict(zip(texts, map(tuple, met), strict=True))


@lru_cache(maxsize=64)
def signals_of(*groups: Group) -> Signals:
    """The signals of a rule that looks for these groups, made once."""
    signals = Signals(groups)
    on_forget(signals.forget)
    return signals
