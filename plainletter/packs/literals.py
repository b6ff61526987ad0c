"""Which words a text has to hold before an expression can match anywhere in it.

Looking for words in a text is some fifty times quicker than looking for an expression, and most of an
expression's words are in few letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from msgspec import Struct

from plainletter.remembered import remembered

LEAST = 3
"""Letters of a literal that is worth looking for; shorter ones are in most texts."""

_OPENING = 6
"""Letters at the start of a literal by which it is looked up; six letters stand in few texts by chance."""

_FEW = 100
"""Literals up to which each is looked for by itself, which is quicker than taking the text to pieces."""

_ODD = re.compile("[\u0130\u0131\u017f\u212a]")


class All(Struct, frozen=True, tag="all", array_like=True):
    """Every part is needed."""

    parts: tuple[Need, ...]


class Either(Struct, frozen=True, tag="either", array_like=True):
    """One of the words or parts is needed, any of them; `words` are literals."""

    words: frozenset[str]
    parts: tuple[All, ...]


Need: TypeAlias = str | All | Either
"""What every text that an expression matches in holds; a string is a literal in small letters."""


def small(text: str) -> str | None:
    """A text in small letters; None for one with a letter whose small letter is not the one that it matches
    where case is ignored, so that nothing may be told from its words."""
    return None if _ODD.search(text) else text.lower()


def needed(patterns: Iterable[str], flags: int = 0) -> Need | None:
    """What every text holds that one of the patterns matches in; None where nothing is known."""
    return _either(_sequence(_parser.parse(pattern, flags)) for pattern in patterns)


def any_of_words(words: Iterable[str]) -> Need | None:
    """The need for one of some words in small letters; None where one of them is too short to tell."""
    return _either(word if len(word) >= LEAST else None for word in words)


def _sequence(items: Iterable[Any], run: str = "") -> Need | None:
    """What a sequence of parts needs, all of them. `run` is a literal that stands just before."""
    found: list[Need | None] = []
    for code, value in [*items, (None, None)]:
        if code is op.LITERAL and not _ODD.match(chr(value)):
            run += chr(value).lower()
        elif code not in (
            op.AT,
            op.ASSERT_NOT,
        ):  # These take no room: the literal goes on behind them.
            found.append(run if len(run) >= LEAST else None)
            found.append(_part(code, value, run))
            run = ""
    return _all(need for need in found if need is not None)


def _part(code: Any, value: Any, before: str) -> Need | None:
    """What one part of a sequence needs, with the literal that stands before it."""
    if code is op.SUBPATTERN:
        return _sequence(value[3], before)
    if code is op.ATOMIC_GROUP:
        return _sequence(value, before)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, inside = value
        return _sequence(inside, before) if least else None
    if code is op.BRANCH:
        return _either(_sequence(branch, before) for branch in value[1])
    if code is op.ASSERT:
        direction, inside = value
        return _sequence(inside, before if direction > 0 else "")
    return None


def _all(needs: Iterable[Need]) -> Need | None:
    """Needs that go together as one; the most telling first, and none that comes with another."""
    flat: list[Need] = []
    for need in needs:
        flat += need.parts if isinstance(need, All) else [need]
    words = {need for need in flat if isinstance(need, str)}
    # A literal that stands in another is found with it.
    parts: list[Need] = [w for w in words if not any(w != o and w in o for o in words)]
    parts += dict.fromkeys(
        need for need in flat if isinstance(need, Either) and not _comes_with(need, words)
    )
    parts.sort(key=lambda need: (-_worth(need), _order(need)))
    if len(parts) > 1:
        return All(tuple(parts))
    return parts[0] if parts else None


def _comes_with(need: Either, words: set[str]) -> bool:
    return any(option in word for option in need.words for word in words)


def _either(needs: Iterable[Need | None]) -> Need | None:
    """Needs of which one is enough, as one; None where one is not known."""
    words: set[str] = set()
    parts: dict[All, None] = {}
    for need in needs:
        if need is None:
            return None
        if isinstance(need, str):
            words.add(need)
        elif isinstance(need, Either):
            words |= need.words
            parts.update(dict.fromkeys(need.parts))
        else:
            parts[need] = None
    fewest = frozenset(w for w in words if not any(w != o and o in w for o in words))
    if len(fewest) == 1 and not parts:
        return next(iter(fewest))
    if len(parts) == 1 and not fewest:
        return next(iter(parts))
    return Either(fewest, tuple(parts)) if fewest or parts else None


def _worth(need: Need) -> float:
    """How much a need tells: the longer its shortest literal, the fewer texts have it."""
    if isinstance(need, str):
        return len(need)
    if isinstance(need, All):
        return max(map(_worth, need.parts))
    options = [*map(len, need.words), *map(_worth, need.parts)]
    return min(options) - len(options) / 8


def _order(need: Need) -> str:
    """Something to sort by, so that a need is always put together alike."""
    if isinstance(need, str):
        return need
    if isinstance(need, All):
        return "&".join(map(_order, need.parts))
    return "|".join([*sorted(need.words), *map(_order, need.parts)])


def meets(need: Need, text: str) -> bool:
    """True when one text, in small letters, holds what is needed."""
    if isinstance(need, str):
        return need in text
    if isinstance(need, All):
        return all(meets(part, text) for part in need.parts)
    return any(word in text for word in need.words) or any(meets(part, text) for part in need.parts)


class WordIndex:
    """The literals of many needs, made ready for looking up which texts meet which."""

    def __init__(self, needs: Iterable[Need | None]) -> None:
        self._needs = tuple(needs)
        self.openings: dict[int, dict[str, list[str]]] = {}
        words = {word for need in self._needs if need is not None for word in _words(need)}
        self.words = tuple(sorted(words))
        for word in self.words:
            opening = word[:_OPENING]
            self.openings.setdefault(len(opening), {}).setdefault(opening, []).append(word)

    def meeting(self, texts: Sequence[str]) -> list[int]:
        """For each need the texts that meet it, as a number whose bit k stands for text k. A need that is
        not known is met by all."""
        everywhere = (1 << len(texts)) - 1
        odd = 0
        holding: dict[str, int] = {}
        for k, text in enumerate(texts):
            letters = small(text)
            if letters is None:
                odd |= 1 << k
                continue
            for word in _held(self, letters):
                holding[word] = holding.get(word, 0) | 1 << k
        return [
            everywhere if need is None else _meeting(need, holding, everywhere) | odd
            for need in self._needs
        ]


@remembered(8192)
def _held(index: WordIndex, text: str) -> tuple[str, ...]:
    """The literals of an index that stand in a text, which is in small letters."""
    if len(index.words) <= _FEW:
        return tuple(word for word in index.words if word in text)
    held = []
    for length, pieces in _pieces(text):
        openings = index.openings.get(length, {})
        for opening in openings.keys() & pieces:
            held += [word for word in openings[opening] if len(word) == length or word in text]
    return tuple(held)


@remembered(256)
def _pieces(text: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """The stretches of a text of each length that a literal is looked up by; several indexes ask."""
    return tuple(
        (length, frozenset(text[k : k + length] for k in range(len(text) - length + 1)))
        for length in range(LEAST, _OPENING + 1)
    )


def bits(mask: int) -> Iterator[int]:
    """The places of the ones in a number, the lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _words(need: Need) -> Iterator[str]:
    if isinstance(need, str):
        yield need
        return
    if isinstance(need, Either):
        yield from need.words
    for part in need.parts:
        yield from _words(part)


def _meeting(need: Need, holding: dict[str, int], everywhere: int) -> int:
    if isinstance(need, str):
        return holding.get(need, 0)
    mask = 0
    if isinstance(need, Either):
        for word in holding.keys() & need.words:
            mask |= holding[word]
        for option in need.parts:
            mask |= _meeting(option, holding, everywhere)
        return mask
    mask = everywhere
    for part in need.parts:
        mask &= _meeting(part, holding, everywhere)
        if not mask:
            break
    return mask
