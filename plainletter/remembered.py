"""What stays in memory: results of pure functions of a sentence that are kept for a while and forgotten all
at once, and how often Python looks for objects that nobody uses."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

_OBJECTS = 100_000
"""New objects after which those that nobody uses are looked for; a letter makes fewer."""

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


def collect_seldom() -> None:
    """For a process that checks letters. Python looks for unused objects each time 700 were made, among
    all there are, and rules and model are a million that stay."""
    gc.set_threshold(_OBJECTS)
