"""Results of pure functions of a sentence that are kept in memory for a while, and forgotten all at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

_FORGET: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[F], F]:
    """Keep the last `most` results of a function: its arguments hold words of letters, so they are never
    written anywhere, and `forget` drops them."""

    def keep(function: F) -> F:
        kept = lru_cache(maxsize=most)(function)
        on_forget(kept.cache_clear)
        return kept  # type: ignore[return-value]

    return keep


def on_forget(clear: Callable[[], None]) -> None:
    """Have something else dropped too, as long as the process runs."""
    _FORGET.append(clear)


def forget() -> None:
    """Drop everything that was kept."""
    for clear in _FORGET:
        clear()
