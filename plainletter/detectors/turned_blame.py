"""Blame that stands at the end of the clause, where the voice falls: "It was you who …", "What let her
down was you", "they were let down by their mother"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.detectors.addressee import (
    PARENTS,
    PARTNERS,
    inflected,
    is_parent,
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

_WHO = (
    r"(?:both of you|you(?: and (?:\w+ )?\w+| two| both| alone| yourself)?"
    r"|(?:his|her|their|[a-z]+'s) (?:own )?(?:mum|dad|mother|father|parents?)"
    r"|(?:mr|mrs|ms|miss) [\w'-]+|the (?:mother|father|parents))"
)
_SOMETIMES = (
    r"(?:(?:,? ?(?:only|once again|again|also|always|simply|sadly|in fact|of course|after all|none other than"
    r"|nobody but|no one but|not \w+ but|not the \w+ but)),? )?"
)
_CLEFT = re.compile(
    rf"\bit(?:'s| is| was| has been| will be) {_SOMETIMES}(?:{_WHO}|your (?P<trait>[\w-]+)(?: [a-z]+)?)"
    rf",? (?:\w+,? )?(?:who|that|which)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"(?:^|[.;:,] |\b(?:and|but) )(?P<from>what|all that|the (?:\w+ )?"
    r"(?:person|persons|people|one|ones|parent|adult|adults|thing|things|man|woman)(?: (?:who|that|which))?)"
    rf" (?P<deed>[^.;?!]{{3,90}}?) (?:is|was|are|were|has been|have been) {_SOMETIMES}"
    rf"(?:{_WHO}|your (?P<trait>[\w-]+))(?=[.!;,]|$)",
    re.IGNORECASE,
)
_HAVE_TO = frozenset({"have", "has", "had", "need", "needs"})
_NOT_THEM = re.compile(
    r"\bit (?:was|is)(?: not|n't) [^.;?!]{3,70}(?:,| -|;) (?:it (?:was|is) |but )?"
    r"(?:you|your (?:own )?\w+)(?=[.!;]|$)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\byou (?:are|were)(?: \w+)? the (?:\w+ )?(?:one|ones|person|people|parent|parents|adult|adults)"
    r"(?: here)? (?:who|that)\b",
    re.IGNORECASE,
)


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Blame by position.

    Options: `deeds`, verbs that are blame where a parent is singled out as the one who does them (others
    are where they are denied: "who did not ring"); `traits`, nouns that are blame behind "your"; `borne`,
    verbs of what a child bears from a parent ("were let down by their mother"); `counted`, verbs of the
    same that are facts in a sentence with a number; `unless`, expressions over the sentence; `ask`.
    """
    options = rule.options
    deeds = inflected(tuple(options["deeds"]), "VERB")
    traits = frozenset(options["traits"])
    borne = inflected(tuple(options["borne"]), "VERB")
    counted = inflected(tuple(options["counted"]), "VERB")
    unless = gates(options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        text = sentence.text
        if text.endswith("?") or any_match(unless, text):
            continue
        for cleft in (*_CLEFT.finditer(text), *_ONE.finditer(text)):
            at = sentence.start + cleft.end()
            trait = cleft.groupdict().get("trait")
            deed = _deed([t for t in sentence.tokens if t.idx >= at], deeds)
            if (trait is None and deed is not None) or (trait or "").lower() in traits:
                end = deed.idx + len(deed) if deed is not None else at
                span = unit.span(sentence.start + cleft.start(), end)
                yield Match(rule, span, sentence.span, advice)
        for last in _LAST.finditer(text):
            said = range(sentence.start + last.start("deed"), sentence.start + last.end("deed"))
            deed = _deed([t for t in sentence.tokens if t.idx in said], deeds)
            trait = last["trait"]
            if (trait is None or trait.lower() in traits) and (deed is not None or trait):
                span = unit.span(sentence.start + last.start("from"), sentence.start + last.end())
                yield Match(rule, span, sentence.span, advice)
        for turned in _NOT_THEM.finditer(text):
            span = unit.span(sentence.start + turned.start(), sentence.start + turned.end())
            yield Match(rule, span, sentence.span, advice)
        number = re.search(r"\d", text) is not None
        for by in sentence.tokens:
            if lower(by) != "by":
                continue
            verb = by.head
            if verb.tag_ == "VBG" and verb.dep_ in ("xcomp", "advcl", "acl"):
                verb = verb.head  # "was kept waiting by"
            word = lower(verb)
            if verb.tag_ not in ("VBN", "VBD") or has_negation(verb) or reported(verb):
                continue
            parent = next((thing for thing in by.children if _is_reader(thing)), None)
            if parent is not None and (word in borne or (word in counted and not number)):
                first = next((c for c in verb.lefts if c.dep_ in ("auxpass", "aux")), verb)
                yield matched(rule, unit, sentence, [first, parent], advice)


def _deed(tokens: list[Token], deeds: Mapping[str, str]) -> Token | None:
    """The first verb of the words, if it is one of the deeds or is denied."""
    for token in tokens[:8]:
        if lower(token) in _HAVE_TO and any(child.dep_ == "xcomp" for child in token.rights):
            continue
        if token.tag_.startswith("VB") and not token.dep_.startswith("aux"):
            known = lower(token) in deeds
            denied = has_negation(token) or any(lower(c) in ("no", "nothing") for c in token.rights)
            return token if known or denied else None
    return None


def _is_reader(noun: Token) -> bool:
    """You, or a parent by any name: "their mother" is the one who reads."""
    word = lower(noun)
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    if word in PARENTS | {"mummy", "daddy", "mums", "dads"}:
        return owner is None or lower(owner) not in ("your", "our", "my")
    if word in PARTNERS:
        return False
    return is_parent(noun)
