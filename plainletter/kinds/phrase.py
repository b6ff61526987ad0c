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
        for end, inserted, hits in self._ends(lowered, position):
            matches = []
            for hit in hits:
                if unit.block.label not in hit.term.labels:
                    continue
                if hit.exact is not None and tuple(words[position:end]) != hit.exact:
                    continue
                if inserted is not None and not _insertable(unit, hit, spots[inserted][0]):
                    continue
                start_char, end_char = spots[position][0], spots[end - 1][1]
                if hit.exact is None and stands_in_name(unit, start_char, end_char, letter.names):
                    continue
                head_at = position + hit.head
                head_at += inserted is not None and inserted <= head_at
                tag = _open(unit, hit, spots, lowered, position, end, head_at)
                if tag is not None:
                    head = token_at(unit, spots[head_at][0])
                    whole = inserted is None
                    matches.append(
                        _match(unit, letter, hit, tag, head, start_char, end_char, whole)
                    )
            if matches:
                return end - position, matches
        return None

    def _ends(self, lowered: list[str], position: int) -> list[tuple[int, int | None, list[Hit]]]:
        """Where terms that open at a word end, longest first: the end, the place of a word in between
        that belongs to no term (None: there is none), and the terms."""
        ends: list[tuple[int, int | None, list[Hit]]] = []
        paths: list[tuple[_Node, int | None]] = [(self._root, None)]
        for at in range(position, len(lowered)):
            onward: list[tuple[_Node, int | None]] = []
            for node, inserted in paths:
                step = node.next.get(lowered[at])
                if step is not None:
                    onward.append((step, inserted))
                    if step.hits:
                        ends.append((at + 1, inserted, step.hits))
                if inserted is None and node is not self._root and _is_insertion(lowered[at]):
                    onward.append((node, at))
            if not onward:
                break
            paths = onward
        ends.sort(key=lambda end: (-end[0], end[1] is not None))
        return ends


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


_INSERTIONS = frozenset(
    ["again", "also", "always", "both", "ever", "further", "often", "still", "sometimes", "yet"]
)
_KEPT_TOGETHER = frozenset(["early", "family", "likely", "only"])


def _is_insertion(word: str) -> bool:
    """True for an adverb that may stand inside a term; its tag is looked at later."""
    return word in _INSERTIONS or (word.endswith("ly") and word not in _KEPT_TOGETHER)


def _insertable(unit: Unit, hit: Hit, start: int) -> bool:
    """True when the word at clean position `start` is an adverb, and the term one that it may part."""
    entry = hit.term.entry
    return (
        entry.pos != "ANY"
        and hit.exact is None
        and str(token_at(unit, start).tag_) in ("RB", "RBR", "RBS")
    )


def _open(
    unit: Unit, hit: Hit, spots: list[tuple[int, int]], lowered: list[str], start: int, end: int,
    head_at: int,
) -> str | None:  # fmt: skip
    """The tag the head word, which stands at `head_at`, is in when every gate is open, else None."""
    entry = hit.term.entry
    sentence = unit.sentence_at(spots[start][0])
    if spots[end - 1][1] > sentence.end:
        return None
    tag = str(token_at(unit, spots[head_at][0]).tag_)
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
    unit: Unit, letter: Analysis, hit: Hit, tag: str, head: Token, start: int, end: int, whole: bool
) -> Match:
    """The match of a term; where it is not `whole`, since a word stands inside it, its wordings are
    advice: an edit would lose that word."""
    rule, entry = hit.term.rule, hit.term.entry
    suggestions: list[Suggestion] = []
    verb = head if entry.pos == "VERB" else None
    for say in entry.say:
        base, head_index = split_head(say, entry.pos)
        wording = _inflected(base, entry.pos, tag, head_index, head)
        if wording is None:
            continue
        tail = entry.pos == "NOUN" and head_index < len(base.split()) - 1
        if not whole or not fits(unit, start, end, verb, wording, tail):
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
