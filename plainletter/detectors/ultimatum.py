"""Threats: a condition or a deadline, and what will then be done to the family, as if it were certain."""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.detectors.addressee import complements, inflected, matched, sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONDITION = re.compile(
    r"\b(?:if|unless|should (?:you|this|there|either|matters|things|any)|were you|or(?: else)?,?(?= (?:we|the|i|it|this|proceedings|legal|court|action|a|face|risk|you))"
    r"|otherwise|failing (?:which|that|this)|without|until|any (?:further|more|repeat)|next time|one more|a single"
    r"|in the event|where (?:you|this|there)|absent|no (?:improvement|change|progress))\b",
    re.IGNORECASE,
)
_OURS = frozenset(
    """we i authority council department services care manager managers bosses team lawyers solicitors la
    office service""".split()
)  # fmt: skip
_CERTAIN = frozenset({"will", "shall", "'ll"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Certain consequences.

    Options: `acts`, verbs of ours that threaten under a condition; `steps`, verbs that do so with one of
    `measures` as a complement ("take … action", "go to court"), `measures` also as subjects of a passive
    of `taken` verbs, with or without a condition ("legal action will be taken"), `passed`, verbs of
    "this will be escalated"; `unless`, expressions over the sentence; `ask`.
    """
    options = rule.options
    acts = inflected(tuple(options["acts"]), "VERB")
    steps = inflected(tuple(options["steps"]), "VERB")
    measures = frozenset(inflected(tuple(options["measures"]), "NOUN"))
    taken = inflected(tuple(options["taken"]), "VERB")
    passed = inflected(tuple(options["passed"]), "VERB")
    bars = gates(options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(bars, sentence.text):
            continue
        conditional = _CONDITION.search(sentence.text) is not None
        for verb in sentence.tokens:
            if not verb.tag_.startswith("VB"):
                continue
            word = lower(verb)
            modal = _certain(verb)
            plain = modal is None and _or_else(verb)
            if (modal is None and not plain) or has_negation(verb):
                continue
            subject = _subject(verb)
            if subject is None:
                continue
            passive = any(child.dep_ == "auxpass" for child in verb.children)
            if passive:
                by = any(child.dep_ == "agent" for child in verb.children)
                measure = _is_measure(subject, measures) and word in taken and not by
                handed = lower(subject) in (
                    "this",
                    "it",
                    "matter",
                    "case",
                    "you",
                    "that",
                    "these",
                    "matters",
                )
                if measure or (
                    handed and word in passed and (conditional or lower(subject) != "it")
                ):
                    yield matched(rule, unit, sentence, [_near(subject, verb), verb], advice)
            elif (
                conditional
                and lower(subject) in _OURS
                and (word in acts or (word in steps and complements(verb) & measures))
            ):
                marks = [_condition(verb) or _near(subject, verb), verb]
                yield matched(rule, unit, sentence, marks, advice)


def _or_else(verb: Token) -> bool:
    """ "Sign it or we go to court": a verb of the present behind "or"."""
    return (
        verb.tag_ in ("VBP", "VBZ")
        and verb.dep_ == "conj"
        and any(lower(child) == "or" and child.i < verb.i for child in verb.head.children)
    )


def _condition(verb: Token) -> Token | None:
    """The "if" or "unless" that opens the condition on the reader before it, where both are near."""
    clause = verb
    while clause.dep_ in ("xcomp", "conj") and clause.head is not clause:
        clause = clause.head
    for child in clause.lefts:
        if child.dep_ != "advcl":
            continue
        opens = child.left_edge
        subject = next((c for c in child.lefts if c.dep_ in _SUBJECTS), None)
        if subject is not None and lower(subject) == "you" and verb.i - opens.i < 22:
            return opens
    return None


def _near(subject: Token, verb: Token) -> Token:
    first = subject.left_edge if subject.left_edge.i >= subject.i - 3 else subject
    return first if 0 < verb.i - first.i < 10 else verb


def _subject(verb: Token) -> Token | None:
    while True:
        own = next((child for child in verb.lefts if child.dep_ in _SUBJECTS), None)
        if own is not None:
            return own
        if verb.dep_ not in ("conj", "xcomp") or verb.head is verb:
            return None
        verb = verb.head


def _certain(verb: Token) -> Token | None:
    """The "will" of a verb, or of what it hangs on ("will have to apply", "will be forced to issue",
    "are going to apply")."""
    for _ in range(5):
        if has_negation(verb):
            return None
        for child in verb.lefts:
            if child.tag_ == "MD" or lower(child) in _CERTAIN:
                return child if lower(child) in _CERTAIN else None
        if lower(verb) == "going":
            return verb
        if verb.dep_ not in ("xcomp", "conj") or verb.head is verb:
            return None
        verb = verb.head
    return None


def _is_measure(subject: Token, measures: frozenset[str]) -> bool:
    return lower(subject) in measures
