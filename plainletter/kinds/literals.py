"""Which words a text has to hold before an expression can match anywhere in it.

Looking for a word in a text is some fifty times quicker than looking for an expression, and most of an
expression's words are in few letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LEAST = 3
"""Letters of a literal that is worth looking for; shorter ones are in most texts."""

_ODD = re.compile("[\u0130\u0131\u017f\u212a]")


def small(text: str) -> str | None:
    """A text in small letters; None for one with a letter whose small letter is not the one that it matches
    where case is ignored, so that nothing may be told from its words."""
    return None if _ODD.search(text) else text.lower()


def needed(patterns: Iterable[str], flags: int = 0) -> tuple[str, ...] | None:
    """Small-letter strings of which every text that one of the patterns matches in holds at least one; None
    where nothing is known."""
    found: set[str] = set()
    for pattern in patterns:
        own = literals(pattern, flags)
        if own is None:
            return None
        found |= own
    # A literal that holds another is found with it.
    return tuple(sorted(w for w in found if not any(o != w and o in w for o in found))) or None


class Places:
    """Which of many texts may match an expression, told by the words that stand in each."""

    def __init__(self, texts: Sequence[str], words: Iterable[str]) -> None:
        self._all = range(len(texts))
        letters = [small(text) for text in texts]
        whole = "\n".join(text for text in letters if text is not None)
        self._odd = {k for k, text in enumerate(letters) if text is None}
        self._holding = {
            word: [k for k, text in enumerate(letters) if text is not None and word in text]
            for word in words
            if word in whole
        }

    def likely(self, words: tuple[str, ...] | None) -> Sequence[int]:
        """The numbers of the texts, in order, that may match an expression that needs one of the words."""
        if words is None:
            return self._all
        found = set(self._odd)
        for word in words:
            found.update(self._holding.get(word, ()))
        return sorted(found)


def literals(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """Small-letter strings of which every match holds at least one; None where there are none."""
    return _best(_parser.parse(pattern, flags))


def _best(items: Any) -> frozenset[str] | None:
    """The most telling of the sets that the parts of a sequence need, each of them."""
    found: list[frozenset[str]] = []
    run = ""
    for code, value in [*items, (None, None)]:
        if code is op.LITERAL and not _ODD.match(chr(value)):
            run += chr(value).lower()
            continue
        if len(run) >= LEAST:
            found.append(frozenset({run}))
        run = ""
        own = _needed(code, value)
        if own:
            found.append(own)
    return max(found, key=_worth, default=None)


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _needed(code: Any, value: Any) -> frozenset[str] | None:
    if code is op.SUBPATTERN:
        return _best(value[3])
    if code is op.ATOMIC_GROUP:
        return _best(value)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, inside = value
        return _best(inside) if least else None
    if code is op.BRANCH:
        options = [_best(branch) for branch in value[1]]
        if any(option is None for option in options):
            return None
        return frozenset().union(*(option for option in options if option is not None))
    return None
