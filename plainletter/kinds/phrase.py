"""Phrase rules: terms matched word by word in every inflected form, longest first.

All terms of all phrase rules share one trie, so a letter is walked once however many terms there are.
A term's gates (part of speech, neighbours, the rest of the sentence) are looked at only where its words
stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, Entry, PhraseRule
from plainletter.wording.grammar import fits, person_of, stands_in_name, token_at, with_pronoun
from plainletter.wording.inflect import forms, inflect
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_TAGS = {"VERB": "VB", "NOUN": "NN", "ADJ": "JJ", "ADV": "RB"}

_BEFORE_VERBS = (
    ["may"], ["might"], ["will"], ["would"], ["shall"], ["should"], ["can"], ["could"], ["must"], ["to"],
)  # fmt: skip


def split_words(text: str) -> list[str]:
    """The words and marks of `text`, as the trie sees them."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of one rule, ready to match: `head` counts the words of the base form."""

    rule: PhraseRule
    entry: Entry
    head: int
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in one of its forms: the tags that form can stand for, and where its head word stands."""

    term: Term
    tags: tuple[str, ...]
    head: int
    exact: tuple[str, ...] | None


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)


class PhraseIndex:
    """The trie over all terms of a set of phrase rules."""

    def __init__(self, rules: Iterable[PhraseRule]) -> None:
        self._root = _Node()
        for rule in rules:
            labels: frozenset[str] = frozenset(SCOPES[rule.scope])
            for entry in rule.entries:
                self._add(rule, entry, labels)

    def _add(self, rule: PhraseRule, entry: Entry, labels: frozenset[str]) -> None:
        base, head = split_head(entry.find, entry.pos)
        term = Term(rule, entry, head, labels)
        pos: Any = entry.pos if entry.pos in ("VERB", "NOUN") else "OTHER"
        surfaces = {base: ()} if pos == "OTHER" else forms(base, pos, head)
        for surface, tags in surfaces.items():
            for words in _variants(surface):
                node = self._root
                for word in words:
                    node = node.next.setdefault(word.lower(), _Node())
                exact = tuple(words) if entry.case else None
                node.hits.append(Hit(term, tuple(tags), _head_word(surface, head, words), exact))

    def find(self, letter: Analysis) -> Iterator[Match]:
        """Matches in every unit, in order."""
        for unit in letter.units:
            yield from self.find_in(unit, letter)

    def find_in(self, unit: Unit, letter: Analysis) -> Iterator[Match]:
        """Matches in one unit: at each word the longest term whose gates open, then on behind it."""
        spots = [(m.start(), m.end()) for m in _WORD.finditer(unit.text)]
        words = [unit.text[start:end] for start, end in spots]
        lowered = [word.lower() for word in words]
        position = 0
        while position < len(words):
            found = self._longest(unit, letter, spots, words, lowered, position)
            if found is None:
                position += 1
            else:
                length, matches = found
                yield from matches
                position += length

    def _longest(
        self, unit: Unit, letter: Analysis, spots: list[tuple[int, int]], words: list[str],
        lowered: list[str], position: int,
    ) -> tuple[int, list[Match]] | None:  # fmt: skip
        ends: list[tuple[int, list[Hit]]] = []
        node = self._root
        for at in range(position, len(words)):
            step = node.next.get(lowered[at])
            if step is None:
                break
            node = step
            if node.hits:
                ends.append((at + 1, node.hits))
        for end, hits in reversed(ends):
            matches = []
            for hit in hits:
                if unit.block.label not in hit.term.labels:
                    continue
                if hit.exact is not None and tuple(words[position:end]) != hit.exact:
                    continue
                start_char, end_char = spots[position][0], spots[end - 1][1]
                if hit.exact is None and stands_in_name(unit, start_char, end_char, letter.names):
                    continue
                tag = _open(unit, hit, spots, lowered, position, end)
                if tag is not None:
                    head = token_at(unit, spots[position + hit.head][0])
                    matches.append(_match(unit, letter, hit, tag, head, start_char, end_char))
            if matches:
                return end - position, matches
        return None


def split_head(find: str, pos: str) -> tuple[str, int]:
    """A term without its `^` mark, and which of its words is the head."""
    words = find.split()
    for k, word in enumerate(words):
        if word.startswith("^"):
            words[k] = word[1:]
            return " ".join(words), k
    return find, len(words) - 1 if pos == "NOUN" else 0


def _variants(surface: str) -> list[list[str]]:
    """The words of a form; a hyphen may also be written as a space."""
    words = split_words(surface)
    if "-" in words:
        return [words, [word for word in words if word != "-"]]
    return [words]


def _head_word(surface: str, head: int, words: list[str]) -> int:
    """Index among `words` of the head, which counts words parted by spaces; of a head with a hyphen
    the last part, which is the one that is inflected."""
    upto = " ".join(surface.split()[: head + 1])
    if "-" not in words:
        upto = upto.replace("-", " ")
    return min(len(split_words(upto)), len(words)) - 1


def _open(
    unit: Unit, hit: Hit, spots: list[tuple[int, int]], lowered: list[str], start: int, end: int
) -> str | None:
    """The tag the head word stands in when every gate is open, else None."""
    entry = hit.term.entry
    sentence = unit.sentence_at(spots[start][0])
    if spots[end - 1][1] > sentence.end:
        return None
    tag = str(token_at(unit, spots[start + hit.head][0]).tag_)
    if entry.pos == "VERB":
        if tag.startswith("NN") and lowered[:start][-1:] in _BEFORE_VERBS and "VB" in hit.tags:
            tag = "VB"  # "may commence": the tagger takes some plain verbs for nouns.
        if not tag.startswith("VB"):
            return None
    elif entry.pos == "NOUN":
        if not tag.startswith("NN"):
            return None
    elif entry.pos in ("ADJ", "ADV") and not tag.startswith(_TAGS[entry.pos]):
        return None
    if hit.tags and tag not in hit.tags:
        tag = hit.tags[0]
    before, after = lowered[:start], lowered[end:]
    if entry.if_before and not any(_ends(before, phrase) for phrase in entry.if_before):
        return None
    if entry.if_after and not any(_starts(after, phrase) for phrase in entry.if_after):
        return None
    if any(_ends(before, phrase) for phrase in entry.unless_before):
        return None
    if any(_starts(after, phrase) for phrase in entry.unless_after):
        return None
    if entry.unless_in and _holds(sentence, entry.unless_in):
        return None
    return tag


def _ends(words: list[str], phrase: str) -> bool:
    wanted = split_words(phrase.lower())
    return words[-len(wanted) :] == wanted


def _starts(words: list[str], phrase: str) -> bool:
    wanted = split_words(phrase.lower())
    return words[: len(wanted)] == wanted


def _holds(sentence: Sentence, phrases: tuple[str, ...]) -> bool:
    words = " ".join(split_words(sentence.text.lower()))
    return any(f" {' '.join(split_words(phrase.lower()))} " in f" {words} " for phrase in phrases)


def _match(
    unit: Unit, letter: Analysis, hit: Hit, tag: str, head: Token, start: int, end: int
) -> Match:
    rule, entry = hit.term.rule, hit.term.entry
    suggestions: list[Suggestion] = []
    verb = head if entry.pos == "VERB" else None
    for say in entry.say:
        base, head_index = split_head(say, entry.pos)
        wording = _inflected(base, entry.pos, tag, head_index, head)
        if wording is None:
            continue
        tail = entry.pos == "NOUN" and head_index < len(base.split()) - 1
        if not fits(unit, start, end, verb, wording, tail):
            # Good advice, but only the writer can work it into the sentence.
            suggestions.append(Suggestion(base))
            continue
        safe = entry.safe and not suggestions
        upto, wording = with_pronoun(unit, end, wording) if verb is not None else (end, wording)
        suggestions.append(rewrite(unit, start, upto, wording, letter.document.text, safe=safe))
    if entry.ask:
        suggestions.append(Suggestion(entry.ask))
    return Match(
        rule, unit.span(start, end), unit.sentence_at(start).span, tuple(suggestions),
        message=entry.message, why=entry.why, source=entry.source, level=entry.level,
    )  # fmt: skip


def _inflected(base: str, pos: str, tag: str, head_index: int, head: Token) -> str | None:
    if pos not in ("VERB", "NOUN"):
        return base
    if base.split()[head_index : head_index + 1] == ["be"] and tag in ("VBP", "VBD"):
        subject = person_of(head)
        if subject is None:
            return None
        return inflect(base, tag, head_index, plural=subject[0], person=subject[1])
    return inflect(base, tag, head_index)
