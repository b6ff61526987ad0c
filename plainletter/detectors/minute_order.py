"""Orders as minutes give them: a person, or a thing, and an infinitive ("Both parents to attend")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import lower
from plainletter.detectors.addressee import inflected, is_parent, matched, sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_TAKES_CLAUSE = frozenset(
    {
        "ensure", "make", "agree", "accept", "understand", "check", "evidence", "demonstrate",
        "prove", "show", "confirm", "acknowledge", "recognise",
    }
)  # fmt: skip
"""Verbs with a clause of their own behind them, whose finite verb tells nothing: "Mum to show that …"."""
_REACH = 9
"""Words at most before the "to"; what is longer is a sentence that the parser lost its way in."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Sentences, or parts of one after a colon or semicolon, without a finite verb before an infinitive.

    Options: `people`, roles that are told what to do; `named`, verbs that make an order of a first name
    and "to"; `of-things`, verbs of "… to be kept" and `of-itself` those of "… to take place", where the subject is
    a thing;
    `unless`, expressions over the sentence; `ask`.
    """
    options = rule.options
    people = frozenset(options["people"])
    named = inflected(tuple(options["named"]), "VERB")
    of_things = inflected(tuple(options["of-things"]), "VERB")
    of_itself = inflected(tuple(options["of-itself"]), "VERB")
    bars = gates(options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(bars, sentence.text):
            continue
        for number, part in enumerate(_parts(sentence.tokens)):
            marks = _order(part, number > 0, people, named, of_things, of_itself)
            if marks:
                yield matched(rule, unit, sentence, marks, advice)


def _parts(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The stretches of a sentence between its start, colons, semicolons, dashes and its end."""
    part: list[Token] = []
    for token in tokens:
        if token.text in (":", ";", "–", "—", "-", "•", "*", "·", ")", "|"):
            yield part
            part = []
        elif not token.is_space:
            part.append(token)
    yield part


def _order(
    part: list[Token],
    joined: bool,
    people: frozenset[str],
    named: Mapping[str, str],
    of_things: Mapping[str, str],
    of_itself: Mapping[str, str],
) -> list[Token] | None:
    while part and (
        part[0].tag_ in ("CD", "LS", ".", ",", "CC", ":") or lower(part[0]) == "action"
    ):
        part = part[1:]
    at = next((k for k, token in enumerate(part) if token.tag_ == "TO"), None)
    if at is None or at > _REACH or at + 1 >= len(part):
        return None
    if at == 0:
        base = _first_verb(part[1:])
        told = joined and base is not None and lower(part[1]) == "be"
        return [part[0], base] if told and base is not None and lower(base) in of_things else None
    before, verb = part[:at], part[at + 1]
    if verb.tag_ not in ("VB", "NN", "VBP", "RB") or any(t.tag_ in _FINITE for t in before):
        return None
    while before and lower(before[-1]) in ("not", "also", "then", "both", "now", "always"):
        before = before[:-1]
    if not before:
        return [part[0], verb] if lower(part[0]) == "both" else None
    head = before[-1]
    base = _first_verb(part[at + 1 :])
    if base is None:
        return None
    marks = [before[0] if len(before) <= 5 else head, base]
    # A main clause behind it makes the first words its subject: "The kitchen to be fitted … is a gift".
    person = _is_person(before, people)
    if not person and before[0].tag_ in ("VB", "VBG", "VBN", "TO", "WRB", "WP", "UH"):
        return None
    clause = person and lower(base) in _TAKES_CLAUSE
    if not clause and any(
        token.tag_ in _FINITE
        and token.dep_ in ("ROOT", "aux", "auxpass")
        and token.head.dep_ == "ROOT"
        for token in part[at:]
    ):
        return None
    name = len(before) == 1 and head.tag_ in ("NNP", "NN") and head.text[0].isupper()
    if name and lower(base) in named:
        return marks
    if person:
        return marks
    if lower(head) in people:
        return None
    thing = head.tag_ in ("NN", "NNS", "NNP", "CC", "VBG") and before[0].tag_ not in (
        "PRP",
        "IN",
        "RB",
    )
    verbs = of_things if lower(part[at + 1]) in ("be", "not") else of_itself
    return marks if thing and lower(base) in verbs else None


def _first_verb(rest: list[Token]) -> Token | None:
    """The verb that tells what to do, behind "be" and adverbs."""
    for token in rest[:4]:
        if lower(token) in ("be", "not") or token.tag_ == "RB":
            continue
        return token
    return None


def _is_person(before: list[Token], people: frozenset[str]) -> bool:
    head = before[-1]
    own = {lower(token) for token in before}
    if own & {"your", "his", "her", "their", "my", "our", "for", "from", "with", "about"}:
        return False
    return (
        is_parent(head) or lower(head) in people or (lower(before[0]) == "both" and len(before) < 4)
    )
