"""Always and never: a sweeping word about the parent, the child's care or the home, and no number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import lower
from plainletter.analysis.units import Sentence
from plainletter.detectors.addressee import (
    complements,
    doer,
    inflected,
    is_parent,
    is_said_outright,
    modal_of,
    reported,
    sentences,
)
from plainletter.kinds.gates import Gate, any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s", "'re"})
_ABLE = frozenset({"can", "could", "ca"})


@dataclass(frozen=True, slots=True)
class _Words:
    always: tuple[Gate, ...]
    never: tuple[Gate, ...]
    bad: frozenset[str]
    wear: frozenset[str]
    borne: frozenset[str]
    due: frozenset[str]
    lacking: frozenset[str]
    besides: frozenset[str]
    home: frozenset[str]
    child: frozenset[str]


@lru_cache(maxsize=64)
def _words(rule: DetectorRule) -> _Words:
    options = rule.options

    def verbs(name: str) -> frozenset[str]:
        return frozenset(inflected(tuple(options[name]), "VERB"))

    def words(name: str) -> frozenset[str]:
        return frozenset(options[name])

    return _Words(
        gates(options["always"]), gates(options["never"]),
        verbs("bad-acts") | words("bad"), verbs("home-acts"), verbs("borne-acts") | words("borne"), verbs("due-acts"),
        words("lacking"), words("besides"), words("home"), words("child"),
    )  # fmt: skip


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Sweeping clauses about a family.

    Options: `always` and `never`, expressions for the sweeping words; `bad-acts` (verbs) and `bad`, what
    is a reproach with "always" of a parent or the home, `home-acts` of the home alone; `borne-acts` and
    `borne`, the same of a child; `due-acts` and `lacking`, what is a reproach with "never"; `besides`, complements with which it is not;
    `home` and `child`, the nouns for those; `unless`, expressions over the sentence, with numbers among
    them; `ask`.
    """
    words = _words(rule)
    unless = gates(rule.options.get("unless", ()))
    advice = tuple(Suggestion(ask) for ask in rule.options["ask"])
    for unit, sentence, _ in sentences(letter, rule):
        if sentence.text.endswith("?") or any_match(unless, sentence.text):
            continue
        for never, found in _sweeping(sentence, words):
            at = sentence.start + found.start()
            verb = _verb_of(sentence, at, sentence.start + found.end())
            if verb is None:
                continue
            last = _reproach(verb, words, never=never)
            if last is None or reported(verb) or not is_said_outright(verb):
                continue
            start = min(at, verb.idx, last.idx)
            end = max(sentence.start + found.end(), verb.idx + len(verb), last.idx + len(last))
            yield Match(rule, unit.span(start, end), sentence.span, advice)
            break


def _sweeping(sentence: Sentence, words: _Words) -> Iterator[tuple[bool, re.Match[str]]]:
    for never, patterns in ((True, words.never), (False, words.always)):
        for pattern in patterns:
            for found in pattern.finditer(sentence.text):
                yield never, found


def _verb_of(sentence: Sentence, start: int, end: int) -> Token | None:
    """The verb that the sweeping words belong to: the one above them in the parse."""
    inside = [token for token in sentence.tokens if start <= token.idx < end]
    if not inside:
        return None
    token = inside[0]
    for _ in range(6):
        outside = not start <= token.idx < end
        if outside and token.tag_.startswith("VB") and not token.dep_.startswith("aux"):
            return token
        if token.head is token:
            return token if token.tag_.startswith("VB") and outside else None
        token = token.head
    return None


def _reproach(verb: Token, words: _Words, *, never: bool) -> Token | None:
    """The last word of what makes the clause a reproach, or None."""
    subject = doer(verb)
    there = next((child for child in verb.children if child.dep_ == "expl"), None)
    modal = modal_of(verb)
    if modal is not None and lower(modal) not in _ABLE:
        return None
    said = _said(verb)
    if there is not None:
        wanted = words.lacking if never else words.bad
        return next((word for word in said if lower(word) in wanted), None)
    if subject is None:
        return None
    taken = complements(verb) | {lower(token) for token in said}
    if taken & words.besides:
        return None
    about = _about(subject, words)
    if about is None:
        return None
    if never:
        if about == "parent" and lower(verb) in words.due:
            return verb
        return next((word for word in said if lower(word) in words.lacking), None)
    wanted = words.borne if about == "child" else words.bad
    wanted |= words.wear if about == "home" else frozenset()
    if lower(verb) in wanted:
        return verb
    return next((word for word in said if lower(word) in wanted), None)


def _about(subject: Token, words: _Words) -> str | None:
    word = lower(subject)
    if is_parent(subject):
        return "parent"
    if word in words.home:
        return "home"
    if word in words.child or subject.tag_ in ("NNP", "NNPS"):
        return "child"
    return None


def _said(verb: Token) -> list[Token]:
    """What is said of the subject: the words behind the verb, down to the next clause."""
    found: list[Token] = []
    stack = [child for child in verb.children if child.i > verb.i]
    while stack:
        token = stack.pop()
        if token.dep_ in ("punct", "mark"):
            continue
        if token.tag_.startswith("VB") and token.dep_ in ("conj", "advcl", "ccomp", "relcl"):
            continue
        found.append(token)
        stack += list(token.children)
    return sorted(found, key=lambda token: token.i)
