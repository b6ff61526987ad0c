"""Terms that must stay, since the family's solicitor needs them, but want plain words at first use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.glossing import around, in_word_list, is_explained, is_whole
from plainletter.kinds.match import Match
from plainletter.model import Edit, Label, Span, Suggestion
from plainletter.packs.literals import Need, WordIndex, any_of_words, bits
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.grammar import token_at


@dataclass(frozen=True, eq=False)  # No slots: what is compiled is kept once a letter has needed it.
class _Term:
    """One term: all its forms, the longer names that are none of it, and what shows it explained."""

    key: str
    table: Mapping[str, Any]
    gloss: str
    plural: str
    covers: tuple[str, ...]

    @cached_property
    def forms(self) -> re.Pattern[str]:
        forms = sorted(map(str, self.table["find"]), key=len, reverse=True)
        found = "|".join(rf"\b{_spaced(form)}(?!\w)" for form in forms)
        return re.compile(found, re.IGNORECASE)

    @cached_property
    def foreign(self) -> re.Pattern[str] | None:
        return _either([rf"\b{_spaced(str(form))}\b" for form in self.table.get("not-in", ())])

    @cached_property
    def told(self) -> re.Pattern[str] | None:
        told = [rf"(?<!\w){re.escape(str(w))}" for w in self.table.get("explained-by", ())]
        return _either([*told, *map(str, self.table.get("shown-by", ()))])

    @cached_property
    def anywhere(self) -> re.Pattern[str] | None:
        return _either(list(map(str, self.table.get("anywhere", ()))))


@dataclass(frozen=True, slots=True)
class _Use:
    """A term where it stands: clean positions in its unit."""

    term: _Term
    unit: Unit
    sentence: Sentence
    start: int
    end: int


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use in running text of each term that nothing explains. Options: `terms` are tables with

    find: the forms of the term; the last word of each may also stand in the plural, and a hyphen may
      be a space. The first form is the term's name. Of terms inside one another the longest counts.
    gloss: plain words for a bracket behind it; `plural`: the same for the plural.
    not-in: longer names that hold it and are something else.
    explained-by: words that show that it is explained in other ways, in the sentence before, the same
      or one of the next two; `shown-by`: the same as expressions.
    anywhere: expressions that explain it wherever in the letter they stand; so a text that is no whole
      letter is not asked for it.
    covers: names of terms that need no words of their own where this one has stood.
    """
    labels = SCOPES[rule.scope]
    done: set[str] = set()
    for use in _uses(letter, rule, labels | {"heading", "subject"}):
        term = use.term
        if term.key in done:
            continue
        explained = _explained(letter, use)
        if not explained and (
            use.unit.block.label not in labels or letter.quoted(use.unit.span(use.start, use.end))
        ):
            continue  # A heading is no place for an explanation, nor are somebody's own words.
        done.update((term.key, *term.covers))
        if not explained:
            span = use.unit.span(use.start, use.end)
            yield Match(rule, span, use.sentence.span, (_explain(use, letter),))


@lru_cache(maxsize=64)
def _terms(rule: DetectorRule) -> tuple[_Term, ...]:
    return tuple(_term(table) for table in rule.options["terms"])


@lru_cache(maxsize=64)
def _index(rule: DetectorRule) -> WordIndex:
    return WordIndex(_needed(table["find"]) for table in rule.options["terms"])


def _needed(forms: Sequence[str]) -> Need | None:
    """A piece of each form, since a hyphen may be a space: one of them is in every use."""
    longest = (max(re.split(r"[ -]", form), key=len).lower() for form in forms)
    return any_of_words(longest)


def _term(table: Mapping[str, Any]) -> _Term:
    gloss = str(table["gloss"])
    covers = tuple(table.get("covers", ()))
    return _Term(str(table["find"][0]), table, gloss, str(table.get("plural", gloss)), covers)


def _either(expressions: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(expressions), re.IGNORECASE) if expressions else None


_NO_PLURAL = re.compile(r"(?:s|\d|ing|y)$|\b[A-Z]", re.ASCII)
_NUMBERED = re.compile(r"(?:\(\w{1,3}\))*(?: of the (?:Children|1989) Act(?: 1989)?)?")
"""What a section's number goes on with: the "(2)(a)" of "section 31(2)(a)", and its Act."""


def _spaced(form: str) -> str:
    spaced = r"[ -]".join(re.escape(word) for word in re.split(r"[ -]", form) if word)
    return spaced if _NO_PLURAL.search(form) else f"{spaced}s?"


def _uses(letter: Analysis, rule: DetectorRule, labels: frozenset[Label]) -> Iterator[_Use]:
    """Every use of every term in order; of those inside one another only the longest."""
    likely: list[list[_Term]] = [[] for _ in letter.units]
    meeting = _index(rule).meeting([unit.text for unit in letter.units])
    for term, units in zip(_terms(rule), meeting, strict=True):
        for k in bits(units):
            likely[k].append(term)
    for unit, near in zip(letter.units, likely, strict=True):
        if unit.block.label not in labels:
            continue
        hits: list[tuple[int, int, _Term]] = []
        for term in near:
            taken = [m.span() for m in term.foreign.finditer(unit.text)] if term.foreign else []
            for match in term.forms.finditer(unit.text):
                start, end = match.span()
                if not any(low <= start and end <= high for low, high in taken):
                    hits.append((start, end, term))
        reached = 0
        for start, end, term in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if end <= reached:
                continue
            reached = end
            if unit.text[end - 1].isdigit():
                number = _NUMBERED.match(unit.text, end)
                end = number.end() if number else end
            sentence = unit.sentence_at(start)
            if sentence.start <= start and end <= sentence.end:
                yield _Use(term, unit, sentence, start, end)


def _explained(letter: Analysis, use: _Use) -> bool:
    term = use.term
    if is_explained(letter, use.unit, use.sentence, use.start, use.end):
        return True
    if term.told is not None:
        near = " ".join(sentence.text for sentence in around(letter, use.unit, use.sentence))
        if term.told.search(near):
            return True
    if term.anywhere is not None and (
        not is_whole(letter) or any(term.anywhere.search(unit.text) for unit in letter.units)
    ):
        return True
    return in_word_list(letter, term.forms)


def _explain(use: _Use, letter: Analysis) -> Suggestion:
    """The gloss behind the term: in brackets, or behind a colon in the brackets that are there; without
    an edit where the term belongs to a noun behind it ("a care order hearing")."""
    unit, end = use.unit, use.end
    span = unit.span(use.start, end)
    words = span.of(letter.document.text)
    plural = words.endswith("s") and not use.term.key.endswith("s")
    gloss = use.term.plural if plural else use.term.gloss
    wording = f"{words} ({gloss})"
    last = token_at(unit, end - 1)
    if unit.text[end : end + 1] in ("'", "-") or (last.dep_ == "compound" and last.head.i > last.i):
        return Suggestion(wording)
    letters = _LETTERS.match(unit.text, end)
    if letters is not None:
        place = unit.span(end, letters.end() - 1)
        return Suggestion(wording, (Edit(Span(place.end, place.end), f": {gloss}"),))
    if unit.text.startswith(" (", end):
        place = unit.span(end, end + 2)
        return Suggestion(wording, (Edit(Span(place.end, place.end), f"{gloss}; "),))
    before = use.sentence.text[: use.start - use.sentence.start]
    inside = before.rfind("(") > before.rfind(")")
    text = f": {gloss}" if inside else f" ({gloss})"
    return Suggestion(wording, (Edit(Span(span.end, span.end), text),))


_LETTERS = re.compile(r" \([A-Z][A-Za-z&]{1,7}\)")
"""The short form that stands in brackets behind a term."""
