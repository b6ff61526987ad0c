"""Orders turned round: "tests must be agreed to by you", "overnight guests will not be allowed", "Craig is
not to stay", and bans without a verb ("No visitors after 7pm.")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.addressee import (
    asks,
    doer,
    inflected,
    is_infinitive,
    is_parent,
    lead,
    matched,
    reported,
    sentences,
)
from plainletter.kinds.gates import Gate, any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_ORDERS = frozenset({"must", "shall", "will", "should", "'ll"})
_BOUND = frozenset(
    {"is", "are", "be", "has", "have", "needs", "need", "ought", "required", "expected", "had"}
)
_SHARES = frozenset({"both", "either", "each", "all", "one", "two"})
_NOBODY = frozenset({"nobody", "none", "nothing", "neither"})
_NO = frozenset({"no", "neither"})
_ONLY_IF = frozenset({"if", "whether", "unless", "so", "because"})
_NOT_NEAR = frozenset({"we", "i", "you", "it", "this", "that", "there", "which", "what"})


@dataclass(frozen=True, slots=True)
class _Words:
    gifts: Mapping[str, str]
    bars: Mapping[str, str]
    harmless: Mapping[str, str]
    aims: Mapping[str, str]
    barred: Mapping[str, str]


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Clauses that order or ban without saying who does.

    Options (base forms): `gifts`, verbs that order nothing with "by you" ("will be met by you"); `bars`,
    verbs whose negated passive bans; `harmless`, verbs that do not after "is not to" ("is not to blame"),
    and `aims`, subjects that do not ("our aim is not to …"); `barred`, nouns of a ban without a verb ("No
    visitors."); `unless`, expressions over the sentence and its neighbours; `unless-here`, over the
    sentence alone; `unless-ban`, over the sentence of a ban; `ask`.
    """
    options = rule.options
    words = _Words(
        inflected(tuple(options["gifts"]), "VERB"),
        inflected(tuple(options["bars"]), "VERB"),
        inflected(tuple(options["harmless"]), "VERB"),
        inflected(tuple(options["aims"]), "NOUN"),
        inflected(tuple(options["barred"]), "NOUN"),
    )
    near_gates = gates(options.get("unless", ()))
    bars = gates(options.get("unless-here", ()))
    told_of = gates(options.get("unless-ban", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, near in sentences(letter, rule):
        found = list(_find_in(unit, sentence, words, told_of, rule, advice))
        # What keeps a sentence silent is asked last: few sentences have anything that could be found.
        if found and not (
            asks(sentence) or any_match(near_gates, near) or any_match(bars, sentence.text)
        ):
            yield from found


def _find_in(
    unit: Unit, sentence: Sentence, words: _Words, told_of: tuple[Gate, ...], rule: DetectorRule,
    advice: tuple[Suggestion, ...],
) -> Iterator[Match]:  # fmt: skip
    bare = _bare_ban(sentence.tokens, words)
    if bare and not any_match(told_of, sentence.text):
        yield matched(rule, unit, sentence, bare, advice)
    for token in sentence.tokens:
        if not token.tag_.startswith("VB") or _is_under_if(token):
            continue
        marks = _by_parent(token, words)
        if marks is None:
            marks = _ban(token, words) or _is_not_to(token, words)
            if marks and any_match(told_of, sentence.text):
                continue
        if marks:
            yield matched(rule, unit, sentence, marks, advice)


def _is_under_if(verb: Token) -> bool:
    return any(child.dep_ == "mark" and lower(child) in _ONLY_IF for child in verb.children)


def _by_parent(verb: Token, words: _Words) -> list[Token] | None:
    """ "… must be agreed to by you", "… is to be done by both parents"."""
    if verb.tag_ not in ("VBN", "VBD") or lower(verb) in words.gifts or has_negation(verb):
        return None
    person = next(
        (
            noun
            for by in verb.subtree
            if lower(by) == "by" and verb.i < by.i < verb.i + 8
            for noun in by.children
            if noun.dep_ == "pobj" and is_parent(noun)
        ),
        None,
    )
    if person is None:
        return None
    modal = next((c for c in verb.lefts if c.tag_ == "MD" and lower(c) in _ORDERS), None)
    if modal is None and is_infinitive(verb) and lower(verb.head) in _BOUND:
        modal = verb.head
    if modal is None or modal.i > verb.i or reported(verb):
        return None
    return [modal, verb, person, person.right_edge if lower(person) in _SHARES else person]


def _ban(verb: Token, words: _Words) -> list[Token] | None:
    """ "… will not be allowed", "no visitors will be permitted"."""
    if lower(verb) not in words.bars or verb.tag_ not in ("VBN", "VBD"):
        return None
    be = next((c for c in verb.lefts if c.dep_ == "auxpass"), None)
    if be is None or lower(be) in ("was", "were", "been", "got"):
        return None
    own = doer(verb)
    if own is None or lower(own) in ("we", "i") or reported(verb):
        return None
    if any(lower(c) in ("may", "might", "could", "would") for c in verb.lefts):
        return None
    first = _negative(own)
    if not first and not has_negation(verb) and not _joined_not(verb):
        return None
    aux = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass", "neg")), be)
    return [first or (lead(own, aux)[0] if lead(own, aux) else aux), verb]


def _joined_not(verb: Token) -> bool:
    return is_infinitive(verb) and lower(verb.head) in ("is", "are") and has_negation(verb.head)


def _negative(subject: Token) -> Token | None:
    if lower(subject) in _NOBODY or lower(subject) in ("no-one",):
        return subject
    return next((child for child in subject.lefts if lower(child) in _NO), None)


def _is_not_to(verb: Token, words: _Words) -> list[Token] | None:
    """ "Craig is not to sleep there", "nobody is to be let in"."""
    if not is_infinitive(verb) or verb.dep_ not in ("xcomp", "ccomp", "ROOT", "conj"):
        return None
    be = verb.head
    if lower(be) not in ("is", "are") or lower(verb) in words.harmless:
        return None
    own = next((c for c in be.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is None and be.i == be.sent.start + 1 and be.nbor(-1).is_title:
        own = be.nbor(-1)
    if own is None or lower(own) in _NOT_NEAR or lower(own) in words.aims or reported(be):
        return None
    to = next(child for child in verb.lefts if child.tag_ == "TO")
    if to.i > be.i + 3:
        return None
    first = _negative(own)
    if first is None and not has_negation(be) and not has_negation(verb):
        return None
    return [first or (own.left_edge if own.i - own.left_edge.i < 4 else own), to]


def _bare_ban(sentence: Span, words: _Words) -> list[Token] | None:
    tokens = [token for token in sentence if not token.is_space]
    tokens = list(dropwhile(lambda t: t.tag_ in ("LS", "CD", ":") or t.text in "-•*.)(", tokens))
    if len(tokens) < 2 or tokens[0].text not in ("No", "NO"):
        return None
    if any(token.tag_ in _FINITE for token in tokens):
        return None
    head = next((t for t in tokens[1:6] if lower(t) in words.barred), None)
    return [tokens[0], head] if head is not None else None
