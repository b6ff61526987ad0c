"""What a kind yields: a rule, a place, and what is needed to put it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plainletter.model import Level, Span, Suggestion
from plainletter.packs.schema import RuleSpec


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that applies at `span`. `values` fill the message; the last four take the place of the
    rule's own where they are set."""

    rule: RuleSpec
    span: Span
    sentence: Span
    suggestions: tuple[Suggestion, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    why: str = ""
    source: str = ""
    level: Level | None = None
