"""Does a better wording fit the sentence it goes into? Told from the parse and the words beside it.

A wording that does not fit is still good advice, so callers show it without an edit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from plainletter.analysis.units import Unit
from plainletter.wording.inflect import Person

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*) $")
_WORD_AFTER: Final = re.compile(r" ([^\W\d_]+)")
_LOOK: Final = 40
"""Code points looked at either side; longer words are none that matter here."""

_DETERMINERS: Final = frozenset(
    re.findall(
        r"\w+", "a an the this these those my your his her its our their each every any some no"
    )
)
_ARTICLES: Final = frozenset(["a", "an", "the", "your", "our"])
_SMALL: Final = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
_PRONOUNS: Final = frozenset(["it", "them", "him", "her", "us", "me", "you"])
# "Put it in place", not "put in place it".
_PARTICLES: Final = (
    "again",
    "away",
    "back",
    "down",
    "in place",
    "off",
    "out",
    "right",
    "together",
    "up",
)
_SUBJECTS: Final = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_FORMS_OF_BE: Final[dict[str, tuple[bool, Person]]] = {
    "am": (False, 1), "are": (True, 3), "is": (False, 3), "was": (False, 3), "were": (True, 3),
}  # fmt: skip
_PERSONS: Final[dict[str, tuple[bool, Person]]] = {
    "i": (False, 1), "we": (True, 1), "you": (False, 2), "he": (False, 3), "she": (False, 3),
    "it": (False, 3), "they": (True, 3), "these": (True, 3), "those": (True, 3), "this": (False, 3),
    "that": (False, 3), "there": (False, 3),
}  # fmt: skip


def token_at(unit: Unit, position: int) -> Token:
    """The token that holds a clean position."""
    low = bisect_right(unit.doc, position, key=lambda token: token.idx) - 1
    return unit.doc[max(low, 0)]


def stands_in_name(unit: Unit, start: int, end: int, people: Collection[str]) -> bool:
    """True for words that are part of a name ("the Disaster Assistance Fund"): their own capitals, in
    the middle of a sentence, beside another word with a capital. `people` are names of persons in lower
    case: "your Allocated Social Worker Ruth" is no name."""
    found = unit.text[start:end]
    if start <= unit.sentence_at(start).start or not found[:1].isupper() or found.isupper():
        return False
    if any(word[0].islower() and word not in _SMALL for word in _WORD.findall(found)):
        return False
    before = _WORD_BEFORE.search(unit.text[max(start - _LOOK, 0) : start])
    after = _WORD_AFTER.match(unit.text[end : end + _LOOK])
    for word in (match.group(1) for match in (before, after) if match):
        opens = before is not None and word == before.group(1) and word.lower() in _DETERMINERS
        if word[0].isupper() and len(word) > 1 and not opens and word.lower() not in people:
            return True
    return False


def person_of(verb: Token) -> tuple[bool, Person] | None:
    """Plural, and person, of a verb's subject, or None where the parse shows none. A form of "be"
    tells by itself."""
    known = _FORMS_OF_BE.get(verb.lower_)
    if known is not None:
        return known
    at = verb
    for _ in range(4):
        for child in at.children:
            if child.dep_ in _SUBJECTS:
                return _person_of_noun(at.head if child.tag_ == "WP" else child)
        if at.dep_ not in ("conj", "aux", "auxpass", "relcl"):
            return None
        at = at.head
    return None


def _person_of_noun(noun: Token) -> tuple[bool, Person]:
    if any(child.dep_ == "conj" for child in noun.children):
        return True, 3
    plural = noun.tag_ in ("NNS", "NNPS")
    return _PERSONS.get(noun.lower_, (plural, 3))


def fits(unit: Unit, start: int, end: int, verb: Token | None, wording: str, tail: bool) -> bool:
    """Whether `wording` can take the place of the words from `start` to `end`.

    `verb` is the head of a verb phrase, else None; `tail` says that words follow the head of a noun
    phrase ("list of what has happened").
    """
    words = wording.lower().split()
    if not words:
        return True
    before = _WORD_BEFORE.search(unit.text[max(start - _LOOK, 0) : start])
    after = _WORD_AFTER.match(unit.text[end : end + _LOOK])
    next_word = after.group(1).lower() if after else ""
    if before and words[0] in _ARTICLES and before.group(1).lower() in _DETERMINERS:
        return False
    if next_word == words[-1]:
        return False
    if verb is not None:
        return _verb_fits(verb, words)
    if not tail:
        return True
    if next_word == "of" or unit.text.startswith("'", end):
        return False
    last = token_at(unit, end - 1)
    return not (last.dep_ == "compound" and last.head.i > last.i)


def _verb_fits(verb: Token, words: list[str]) -> bool:
    if verb.dep_ == "amod" and verb.i < verb.head.i:
        # "The changed plan", but not "the put in place plan" or "the shown progress".
        return len(words) == 1 and words[0].endswith(("ed", "ing"))
    if words[0] != "got":
        return True
    marks = {child.dep_ for child in verb.children}
    return verb.dep_ != "acl" and not marks & {"auxpass", "nsubjpass", "agent"}


def with_pronoun(unit: Unit, end: int, wording: str) -> tuple[int, str]:
    """The end of the replaced words and the wording, with a pronoun that follows put before the
    particle: "implement it" gives "put it in place"."""
    verb, _, particle = wording.partition(" ")
    after = _WORD_AFTER.match(unit.text[end : end + _LOOK])
    if particle not in _PARTICLES or after is None:
        return end, wording
    pronoun = after.group(1)
    token = token_at(unit, end + 1)
    if pronoun not in _PRONOUNS or token.tag_ == "PRP$" or token.dep_.startswith("nsubj"):
        return end, wording
    return end + after.end(), f"{verb} {pronoun} {particle}"
