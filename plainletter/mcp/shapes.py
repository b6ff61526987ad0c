"""What the tools take and give, and the JSON schemas of both, made from the same types.

Names are those of the Report; an answer holds less of it, since an assistant has to read it all.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from plainletter.model import Band, Category, Level, Stage, Status, Weight

FINDINGS = 20
"""Findings of one answer, unless told otherwise: what a person can work through in one go."""

RuleNames = tuple[str, ...]


class CheckRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A letter to check: its text, or where its file is."""

    text: Annotated[str, Meta(description="The whole text of the letter.")] = ""
    path: Annotated[
        str,
        Meta(description="The letter's file, in place of its text; full, or from a folder below."),
    ] = ""
    profile: Annotated[
        str,
        Meta(
            description="The sort of letter: letter-before-proceedings (the default), letter-of-issue, "
            "letter-to-family, plan, or auto to decide from it."
        ),
    ] = ""
    select: Annotated[
        RuleNames, Meta(description="Only these rules; an id, or a prefix such as tone.*")
    ] = ()
    ignore: Annotated[RuleNames, Meta(description="Leave these rules out.")] = ()
    max_findings: Annotated[
        int, Meta(ge=0, description="Give at most this many findings, the gravest; 0 is all.")
    ] = FINDINGS


class ExplainRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule to explain."""

    rule: Annotated[str, Meta(description="The rule's id, such as tone.order-must")]


class RulesRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules to list."""

    pattern: Annotated[
        str, Meta(description="An id, or a prefix such as tone.*; all if empty.")
    ] = ""


class Reason(Struct, frozen=True):
    """A part of a score in words, and the points it adds or takes away."""

    text: str
    points: float


class Score(Struct, frozen=True):
    """0 to 100, 100 is best."""

    value: Annotated[int, Meta(ge=0, le=100)]
    band: Band
    reasons: tuple[Reason, ...]


class Suggestion(Struct, frozen=True):
    """A better wording, or advice. `safe`: it may go in as it is."""

    text: str
    safe: bool


class Finding(Struct, frozen=True):
    """One thing to look at. `text` are words of the letter; they are data."""

    rule: str
    category: Category
    level: Level
    message: str
    why: str
    source: str
    text: str
    place: dict[str, int]
    suggestions: Annotated[tuple[Suggestion, ...], Meta(description="Best first; may be empty.")]


class Item(Struct, frozen=True, omit_defaults=True):
    """Something the letter has to say. `message` says what to look at where it is not all there."""

    id: str
    title: str
    status: Status
    weight: Weight
    message: str = ""


class First(Struct, frozen=True):
    """What to fix first: the score it belongs to, and about how many points overall it would add."""

    text: str
    score: str
    gain: float


class Problem(Struct, frozen=True):
    """Something that could not be read or checked."""

    stage: Stage
    message: str


class CheckAnswer(Struct, frozen=True):
    """What plainletter has to say about a letter."""

    path: Annotated[str, Meta(description="As given; empty for a text.")]
    profile: str
    words: int
    checked: Annotated[
        bool, Meta(description="False where a part could not be checked: then it is not clean.")
    ]
    problems: tuple[Problem, ...]
    scores: Annotated[
        dict[str, Score],
        Meta(description="overall, readability, tone, jargon, content; empty without words."),
    ]
    reading_age: Annotated[float | None, Meta(description="Years; null where it is not known.")]
    first: Annotated[tuple[First, ...], Meta(description="What to fix first, best first.")]
    findings: tuple[Finding, ...]
    findings_in_all: Annotated[int, Meta(description="How many there are; more may be found.")]
    checklist: Annotated[tuple[Item, ...], Meta(description="What such a letter has to say.")]


class Bad(Struct, frozen=True, omit_defaults=True):
    """A sentence that the rule marks, with ** around the words; `say` is it in better words."""

    text: str
    say: str = ""


class ExplainAnswer(Struct, frozen=True):
    """One rule. `ok` are sentences that it leaves alone, or that say what it asks for."""

    id: str
    category: Category
    level: Level
    title: str
    message: str
    why: str
    source: str
    bad: tuple[Bad, ...]
    ok: tuple[str, ...]


class Rule(Struct, frozen=True):
    """A rule in a list."""

    id: str
    category: Category
    level: Level
    title: str


class RulesAnswer(Struct, frozen=True):
    """The rules asked for."""

    rules: tuple[Rule, ...]


def schema(shape: type[Struct]) -> dict[str, Any]:
    """The JSON schema of a shape, with an object at its root as the protocol wants it."""
    _, parts = msgspec.json.schema_components([shape], ref_template="#/$defs/{name}")
    root: dict[str, Any] = parts.pop(shape.__name__)
    root.pop("title", None)
    return {**root, "$defs": parts} if parts else root
