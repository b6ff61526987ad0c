"""Orders to a parent, found by their grammar: "you and Dean shall", "Ms Khan is expected to", "all
appointments must be kept"."""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.detectors.addressee import (
    PARENTS,
    asks,
    complements,
    doer,
    inflected,
    is_infinitive,
    is_parent,
    lead,
    matched,
    reported,
    sentences,
)
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_BE = frozenset({"be", "is", "are", "'re", "'s", "was", "were", "am", "re"})
_HAVE = frozenset({"have", "has", "'ve"})
_ORDER_MODALS = frozenset({"must", "shall"})
# "You are to blame", "you are to be thanked" and "you are to get" order nothing.
_NO_ORDER = frozenset(
    """blame be receive get follow congratulate thank thanked congratulated praised commended given
    paid""".split()
)
_ONLY_IF = frozenset(
    {"if", "whether", "unless", "when", "because", "how", "what", "where", "why", "so"}
)
_SURE = frozenset(
    """hope know think believe sure confident glad agreed understand mean means ensure promise worried
    certain so""".split()
)


@dataclass(frozen=True, slots=True)
class _Words:
    duty: Mapping[str, str]
    guessed: frozenset[str]
    done_to: Mapping[str, str]
    ends: Mapping[str, str]
    duty_named: Mapping[str, str]
    mental: Mapping[str, str]
    may_not: Mapping[str, str]
    bound: frozenset[str]
    barred: frozenset[str]
    we_make: Mapping[str, str]
    easy: Mapping[str, str]
    things: frozenset[str]


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Clauses that order a parent, or a thing a parent has to see to.

    Options (base forms): `duty`, verbs that make "you will" and "you have to" an order; `guessed`, words
    behind "must" that make it a guess ("you must be worried"); `done-to`, verbs of "… must be kept", and
    `ends`, those of "… must stop"; `bound` and `barred`, participles of "you are required to" and "you
    are not allowed to"; `we-make`, verbs of "we expect you to", and `easy`, infinitives that take the
    order out of it ("we expect you to feel"); `things`, nouns of "we expect honesty"; `duty-named`, verbs of "Ms Khan will"; `mental`, verbs of "you
    need to accept"; `may-not`, verbs that "you may not" forbids; `unless`, expressions over the sentence and its neighbours;
    `unless-here`, over the sentence alone; `elsewhere`, over what is marked and the words behind it:
    what another rule finds, so that switching that one off is enough; `ask`.
    """
    options = rule.options
    words = _Words(
        inflected(tuple(options["duty"]), "VERB"),
        frozenset(options["guessed"]),
        inflected(tuple(options["done-to"]), "VERB"),
        inflected(tuple(options["ends"]), "VERB"),
        inflected(tuple(options["duty-named"]), "VERB"),
        inflected(tuple(options["mental"]), "VERB"),
        inflected(tuple(options["may-not"]), "VERB"),
        frozenset(options["bound"]),
        frozenset(options["barred"]),
        inflected(tuple(options["we-make"]), "VERB"),
        inflected(tuple(options["easy"]), "VERB"),
        frozenset(inflected(tuple(options["things"]), "NOUN")),
    )
    near_gates = gates(options.get("unless", ()))
    bars = gates(options.get("unless-here", ()))
    elsewhere = gates(options.get("elsewhere", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, near in sentences(letter, rule):
        found = []
        for token in sentence.tokens:
            marks = (
                _must(token, words)
                or _may_not(token, words)
                or _will(token, words)
                or _have_to(token, words)
                or _bound(token, words)
                or _we_make(token, words)
            )
            if marks:
                behind = unit.text[marks[0].idx : sentence.end]
                if not any(other.match(behind) for other in elsewhere):
                    found.append(matched(rule, unit, sentence, marks, advice))
        # What keeps a sentence silent is asked last: few sentences have anything that could be found.
        if found and not (
            asks(sentence) or any_match(near_gates, near) or any_match(bars, sentence.text)
        ):
            yield from found


def _sees_to_it(verb: Token) -> Token | None:
    """The parent who is to do it, if it is one, and nobody else said so."""
    subject = doer(verb)
    if subject is None or not is_parent(subject) or reported(verb):
        return None
    return subject


def _is_open(verb: Token) -> bool:
    """True outside "if …", "so that …" and what is hoped, known or agreed."""
    if any(child.dep_ in ("mark", "advmod") and lower(child) in _ONLY_IF for child in verb.lefts):
        return False
    for _ in range(6):
        if verb.dep_ == "conj":
            verb = verb.head
            continue
        if verb.dep_ in ("ccomp", "advcl", "acl", "relcl"):
            if lower(verb.head) in _SURE or verb.dep_ in ("acl", "relcl"):
                return False
            if any(lower(c) in _ONLY_IF for c in verb.lefts if c.dep_ in ("mark", "advmod")):
                return False
        return True
    return True


def _must(verb: Token, words: _Words) -> list[Token] | None:
    modal = next((c for c in verb.lefts if c.tag_ == "MD" and lower(c) in _ORDER_MODALS), None)
    if modal is None or not _is_open(verb):
        return None
    if any(lower(c) == "have" and c.dep_ == "aux" for c in verb.lefts):
        return None
    subject = _sees_to_it(verb)
    if subject is not None:
        if lower(verb) in words.guessed or (
            lower(modal) == "shall" and lower(verb) in ("be", "have")
        ):
            return None
        if lower(verb) in _BE and any(
            lower(child) in words.guessed or child.tag_ == "VBG" for child in verb.rights
        ):
            return None
        if any(child.dep_ == "auxpass" for child in verb.children) and lower(verb) in words.guessed:
            return None
        if verb.tag_ == "VBG":
            return None
        return [*lead(subject, modal), modal, *(c for c in verb.lefts if c.dep_ == "neg")]
    subject = doer(verb)
    if subject is None or reported(verb) or lower(subject) in ("we", "i", "council", "authority"):
        return None
    if any(lower(child) in ("so", "because") for child in verb.subtree):
        return None
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    by = any(child.dep_ == "agent" for child in verb.children)
    if passive and not by and lower(verb) in words.done_to:
        return [modal, verb]
    if not passive and lower(verb) in words.ends and subject.tag_.startswith(("NN", "DT")):
        return [*lead(subject, modal), modal, verb]
    return None


def _will(verb: Token, words: _Words) -> list[Token] | None:
    modal = next((c for c in verb.lefts if c.tag_ == "MD" and lower(c) in ("will", "'ll")), None)
    if modal is None or lower(verb) not in words.duty or not _is_open(verb):
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return None
    # "You will have finished the course" tells what will be, and orders nothing.
    if any(lower(c) == "have" and c.dep_ == "aux" for c in verb.lefts):
        return None
    subject = _sees_to_it(verb)
    if subject is None:
        return None
    # "Mrs Obi will reply" may be the head teacher.
    named = subject.tag_ in ("NNP", "NNPS") and lower(subject) not in PARENTS
    if named and lower(verb) not in words.duty_named:
        return None
    return [*lead(subject, modal), modal]


def _may_not(verb: Token, words: _Words) -> list[Token] | None:
    """ "You may not take the children abroad": the verb is one of doing, so "may not" forbids."""
    modal = next((c for c in verb.lefts if c.tag_ == "MD" and lower(c) == "may"), None)
    if modal is None or not has_negation(verb) or lower(verb) not in words.may_not:
        return None
    if any(lower(c) == "have" and c.dep_ == "aux" for c in verb.lefts) or not _is_open(verb):
        return None
    subject = _sees_to_it(verb)
    if subject is None:
        return None
    return [*lead(subject, modal), modal, *(c for c in verb.lefts if c.dep_ == "neg")]


def _have_to(verb: Token, words: _Words) -> list[Token] | None:
    """ "You will have to prove", "you have got to stop", "you need to ensure", "you are (not) to"."""
    if not is_infinitive(verb) or verb.dep_ not in ("xcomp", "ccomp"):
        return None
    head = verb.head
    if not _is_open(head) or (has_negation(head) and lower(head) not in _BE):
        return None
    subject = _sees_to_it(head)
    if subject is None:
        return None
    to = next(child for child in verb.lefts if child.tag_ == "TO")
    before = lower(head)
    if before in _BE and head.i >= to.i - 4 and head.tag_ != "VB":
        if lower(verb) in _NO_ORDER:
            return None
        if lower(verb) == "have" and not complements(verb) & {"contact"}:
            return None
        return [*lead(subject, head), to]
    have = before in _HAVE or (before == "got" and any(lower(c) in _HAVE for c in head.lefts))
    if have and lower(verb) in words.duty and not _may_be(head):
        return [*lead(subject, head), to]
    if (before == "need" or have) and lower(verb) in words.mental and not _may_be(head):
        return [*lead(subject, head), verb]
    return None


def _may_be(verb: Token) -> bool:
    return any(
        child.tag_ == "MD" and lower(child) not in ("will", "shall", "'ll") for child in verb.lefts
    )


def _bound(word: Token, words: _Words) -> list[Token] | None:
    """ "You are required to", "Mother is prohibited from", "you are not allowed to"."""
    bound, barred = lower(word) in words.bound, lower(word) in words.barred
    if not (bound or barred):
        return None
    if word.dep_ == "acomp":
        be: Token | None = word.head
        clause = word.head
    else:
        be = next((c for c in word.lefts if c.dep_ == "auxpass"), None)
        clause = word
    if be is None or lower(be) not in _BE | {"being", "been"} or not _is_open(clause):
        return None
    negated = has_negation(clause)
    if (bound and negated) or (barred and not negated):
        return None
    subject = _sees_to_it(clause)
    if subject is None:
        return None
    goes_on = next(
        (c for c in word.rights if c.dep_ in ("xcomp", "ccomp", "prep", "advcl") and c.i > word.i),
        None,
    )
    if goes_on is None or (
        goes_on.dep_ == "prep" and lower(goes_on) not in ("from", "of", "under", "into")
    ):
        return None
    to = next((c for c in goes_on.lefts if c.tag_ == "TO"), None)
    return [*lead(subject, be), word, *([to] if to is not None else [])]


def _we_make(verb: Token, words: _Words) -> list[Token] | None:
    """ "We expect you both to", "the council requires Mother to"."""
    if lower(verb) not in words.we_make or has_negation(verb):
        return None
    own = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if own is None or lower(own) not in {
        "we", "i", "authority", "council", "department", "services", "care",
    }:  # fmt: skip
        return None
    if not _is_open(verb):
        return None
    for child in verb.rights:
        if child.dep_ == "dobj" and lower(child) in words.things:
            return [own.left_edge, verb, child]
        if child.dep_ == "dobj" and is_parent(child):
            after = next((c for c in verb.rights if c.dep_ == "xcomp"), None)
            if after is not None and lower(after) not in words.easy:
                return [own.left_edge, verb, child]
        if child.dep_ == "ccomp":
            inner = next((c for c in child.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
            if inner is not None and is_parent(inner) and lower(child) not in words.easy:
                return [own.left_edge, verb, inner]
    return None
