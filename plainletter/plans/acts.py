"""Words for what somebody is to do that nobody could see done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from plainletter.plans.parts import Action
from plainletter.plans.words import BECAUSE

_LONGEST = 800
"""Code points of an action that are looked at; what is longer is no single action."""
ORDER = r"(?:^|(?<=\bto )|(?<=\bwill )|(?<=\bmust )|(?<=\bshould )|(?<=\band )|(?<=\balso )|(?<=\bfully )|(?<=[:.;/] )|(?<=, ))"
"""Where the verb of an order stands; `{ORDER}` in the expressions of a pack."""
UP_TO = r"(?: (?!(?:so|because|by|until|from|every|each|and|when|if|asap|at|in|as|where|wherever|within|during|throughout|ongoing|for)\b)[\w'&/-]+)"
"""One more word of an order, not one that opens its time or reason; `{MORE}` in a pack."""


@dataclass(frozen=True, slots=True)
class Term:
    """An expression for an act, what keeps it silent in the same action, and what to ask and offer instead."""

    find: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    ask: str
    better: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a rule, and what spares an action from all of them: "date" (it has one), "reason"
    (it says why it matters to the child), "time" (its own words say when)."""

    terms: tuple[Term, ...]
    spare: frozenset[str]


def terms_of(options: Mapping[str, Any]) -> Terms:
    """The `terms` of a rule's options, each a table with `find` (expressions), `ask`, `better` and
    `unless`; and `spare`, a list of words."""
    found = []
    for term in options["terms"]:
        unless = tuple(_compiled(str(expression)) for expression in term.get("unless", ()))
        for expression in term["find"]:
            found.append(
                Term(_compiled(str(expression)), unless, str(term["ask"]), str(term["better"]))
            )
    return Terms(tuple(found), frozenset(options.get("spare", ())))


def first_fault(action: Action, terms: Terms) -> tuple[int, int, Term] | None:
    """The first of the terms in the words of an action, the longest of those that begin there."""
    if "date" in terms.spare and action.due.kind == "date":
        return None
    if "reason" in terms.spare and action.reason.kind == "child":
        return None
    whole = action.what.text[:_LONGEST]
    because = BECAUSE.search(whole)
    text = whole[: because.start()] if because is not None else whole
    found = sorted(_matches(text, whole, terms.terms), key=lambda m: (m[0], -m[1]))
    return found[0] if found else None


def _matches(text: str, whole: str, terms: Sequence[Term]) -> Iterator[tuple[int, int, Term]]:
    for term in terms:
        match = term.find.search(text)
        if match is not None and not any(gate.search(whole) for gate in term.unless):
            yield match.start(), match.end(), term


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    expression = expression.replace("{ORDER}", ORDER).replace("{MORE}", UP_TO)
    expression = expression.replace("{CLOCK}", CLOCK)
    return re.compile(expression, re.IGNORECASE)


CLOCK = r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:once|twice|three times) (?:a|each) (?:day|week|month)\b|\b(?:every|each) (?:day|morning|night|evening|school day|week|month)\b"
"""Words that show when or how much, which an order that only sounds vague may have; `{CLOCK}` in a pack."""
