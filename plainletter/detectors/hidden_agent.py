"""Views, decisions and worries without an owner: "it was felt", "you are deemed", "concerns remain"."""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower, passives
from plainletter.detectors.addressee import complements, inflected, matched, sentences
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_BE = frozenset({"is", "are", "was", "were", "be", "been", "'s", "being"})
_ABOUT = frozenset(
    "about regarding around over concerning that as with in among amongst within surrounding".split()
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Passives and bare nouns that hide who thinks, decides or worries.

    Options (base forms): `thinks`, verbs whose agentless passive counts where a clause or an infinitive
    follows ("it is felt that"), and `of-person`, those that also count with a subject of their own ("you are
    considered to be"); `nouns`, what is raised, made or held, with
    `done`, the verbs whose agentless passive counts with such a subject ("concerns were raised"), and
    `stays`, verbs that need none ("doubts remain"), and "there are …"; `vague`, doers that name nobody
    ("by professionals"); `unless`, expressions over the sentence; `ask-who`, for views and decisions, and `ask-worry`, for worries and reports.
    """
    options = rule.options
    thinks = inflected(tuple(options["thinks"]), "VERB")
    nouns = inflected(tuple(options["nouns"]), "NOUN")
    done = inflected(tuple(options["done"]), "VERB")
    stays = inflected(tuple(options["stays"]), "VERB")
    of_person = inflected(tuple(options["of-person"]), "VERB")
    vague = frozenset(options["vague"])
    bars = gates(options.get("unless", ()))
    who = (Suggestion(options["ask-who"]),)
    worry = (Suggestion(options["ask-worry"]),)
    for unit, sentence, _ in sentences(letter, rule):
        if any_match(bars, sentence.text):
            continue
        for passive in passives(sentence.tokens):
            verb, subject = passive.participle, passive.subject
            if _is_conditional(verb) or any(c.tag_ == "MD" for c in verb.lefts):
                continue
            if _names_source(verb, vague):
                continue
            first = passive.auxiliary or verb
            own = next((c for c in verb.lefts if c.dep_ in ("nsubjpass", "nsubj")), None)
            nobody = own is None or lower(own) in ("it", "this", "what", "which")
            if (
                lower(verb) in (thinks if nobody else of_person)
                and _has_view(verb)
                and not _is_us(own)
            ):
                starts = own if own is not None and lower(own) == "it" else first
                that = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
                mark = next((c for c in that.lefts if c.dep_ == "mark"), None) if that else None
                near = mark if mark is not None and mark.i - verb.i < 4 else verb
                yield matched(rule, unit, sentence, [starts, verb, near], who)
            elif subject is not None and _is_listed(subject, nouns) and lower(verb) in done:
                if has_negation(verb) or any(
                    lower(c) in ("no", "your", "any") for c in subject.lefts
                ):
                    continue
                reach = subject.left_edge if subject.left_edge.i >= subject.i - 3 else subject
                starts = reach if 0 < verb.i - reach.i < 10 else first
                yield matched(rule, unit, sentence, [starts, verb], worry)
        for token in sentence.tokens:
            marks = _stays(token, nouns, stays)
            if marks:
                yield matched(rule, unit, sentence, marks, worry)


def _is_listed(subject: Token, nouns: Mapping[str, str]) -> bool:
    if lower(subject) in ("number", "range", "series", "lot"):
        return any(lower(c) in nouns for of in subject.rights for c in of.children)
    return lower(subject) in nouns


def _has_view(verb: Token) -> bool:
    """True where what is thought follows: a clause or an infinitive, or it is "as was agreed"."""
    return any(
        child.dep_ in ("ccomp", "xcomp", "oprd", "acomp", "advcl") and child.i > verb.i
        for child in verb.children
    )


def _is_us(subject: Token | None) -> bool:
    """ "We are agreed that …" has its thinkers."""
    return subject is not None and lower(subject) in ("we", "i")


def _is_conditional(verb: Token) -> bool:
    while True:
        if any(
            c.dep_ in ("mark", "advmod")
            and lower(c) in ("if", "whether", "unless", "once", "until", "when")
            for c in verb.lefts
        ):
            return True
        if verb.dep_ not in ("conj", "xcomp") or verb.head is verb:
            return False
        verb = verb.head


def _names_source(verb: Token, vague: frozenset[str]) -> bool:
    """True with a person or a place behind "by" or "from"; "by professionals" names nobody."""
    for child in verb.rights:
        if lower(child) in ("by", "from", "between") and child.dep_ in ("prep", "agent"):
            said = [thing for thing in child.children if thing.dep_ == "pobj"]
            if not all(lower(thing) in vague for thing in said):
                return True
    return False


def _stays(verb: Token, nouns: Mapping[str, str], stays: Mapping[str, str]) -> list[Token] | None:
    """ "Concerns remain", "there are concerns about", "there is a suspicion that"."""
    there = any(child.dep_ == "expl" and lower(child) == "there" for child in verb.children)
    if there:
        noun = next((c for c in verb.rights if c.dep_ in ("attr", "dobj", "nsubj")), None)
        if noun is None or lower(noun) not in nouns or has_negation(verb) or _is_conditional(verb):
            return None
        if any(lower(c) in ("no", "two", "three", "four", "your", "any") for c in noun.lefts):
            return None
        told = any(
            child.dep_ in ("acl", "relcl", "ccomp")
            or lower(child) in _ABOUT
            or (lower(child) == "of" and any(c.dep_ == "pcomp" for c in child.children))
            for child in noun.rights
        )
        by = any(lower(c) in ("by", "from") for c in noun.subtree)
        return (
            [verb.left_edge if verb.left_edge.i >= verb.i - 3 else verb, noun]
            if told and not by
            else None
        )
    if lower(verb) not in stays or has_negation(verb) or _is_conditional(verb):
        return None
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if subject is None or not _is_listed(subject, nouns):
        return None
    if lower(verb) in inflected(("come",), "VERB") and not complements(verb) & {
        "light",
        "attention",
        "notice",
    }:
        return None
    if any(c.dep_ == "poss" or lower(c) == "no" for c in subject.lefts):
        return None
    if any(c.dep_ in ("attr", "acomp") for c in verb.rights) and lower(verb) in _BE:
        return None
    first = subject.left_edge if subject.left_edge.i >= subject.i - 4 else subject
    return [first, verb]
