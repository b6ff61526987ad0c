"""Terms that must stay, since the family's solicitor needs them, but want plain words at first use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.glossing import is_explained
from plainletter.kinds.match import Match
from plainletter.kinds.phrase import split_words
from plainletter.model import Edit, Span, Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.grammar import token_at


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use in running text of each term that nothing there explains. Options: `terms` are
    tables with `find` (the forms of the term), `gloss` (plain words for a bracket behind it), `not-in`
    (longer terms that hold it) and `explained-by` (words that, in the same sentence or the next two,
    show that it is explained in other ways)."""
    labels = SCOPES[rule.scope]
    for term in rule.options["terms"]:
        expression = re.compile(
            "|".join(
                rf"\b{_spaced(form)}\b" for form in sorted(term["find"], key=len, reverse=True)
            ),
            re.IGNORECASE,
        )
        told = tuple(str(words).lower() for words in term.get("explained-by", ()))
        longer = tuple(re.compile(rf"\b{_spaced(form)}\b", re.I) for form in term.get("not-in", ()))
        match = _first_unexplained(
            letter, rule, labels, expression, longer, str(term["gloss"]), told
        )
        if match is not None:
            yield match


_NUMBERED = re.compile(r"(?:\(\w{1,3}\))+")
"""What a section's number goes on with: the "(2)(a)" of "section 31(2)(a)"."""


def _spaced(form: str) -> str:
    return r"[ -]".join(re.escape(word) for word in split_words(form) if word != "-")


def _first_unexplained(
    letter: Analysis, rule: DetectorRule, labels: frozenset[str], expression: re.Pattern[str],
    longer: tuple[re.Pattern[str], ...], gloss: str, told: tuple[str, ...],
) -> Match | None:  # fmt: skip
    for unit in letter.units:
        if unit.block.label not in labels:
            continue
        for k, sentence in enumerate(unit.sentences):
            inside = [m.span() for wide in longer for m in wide.finditer(sentence.text)]
            for hit in expression.finditer(sentence.text):
                if any(start <= hit.start() and hit.end() <= end for start, end in inside):
                    continue
                start, end = sentence.start + hit.start(), sentence.start + hit.end()
                number = _NUMBERED.match(unit.text, end)
                end = number.end() if number else end
                near = " ".join(s.text.lower() for s in unit.sentences[k : k + 3])
                if any(words in near for words in told) or is_explained(unit, sentence, start, end):
                    return None
                suggestion = _explain(unit, sentence, start, end, gloss, letter)
                return Match(rule, unit.span(start, end), sentence.span, (suggestion,))
    return None


def _explain(
    unit: Unit, sentence: Sentence, start: int, end: int, gloss: str, letter: Analysis
) -> Suggestion:
    """The gloss behind the term: in brackets, or behind a colon in the brackets that are there; without
    an edit where the term belongs to a noun behind it ("a care order hearing")."""
    span = unit.span(start, end)
    wording = f"{span.of(letter.document.text)} ({gloss})"
    last = token_at(unit, end - 1)
    if unit.text.startswith("'", end) or (last.dep_ == "compound" and last.head.i > last.i):
        return Suggestion(wording)
    before = sentence.text[: start - sentence.start]
    letters = _LETTERS.match(unit.text, end)
    if letters is not None:
        place = unit.span(end, letters.end() - 1)
        return Suggestion(wording, (Edit(Span(place.end, place.end), f": {gloss}"),))
    inside = before.rfind("(") > before.rfind(")")
    text = f": {gloss}" if inside else f" ({gloss})"
    return Suggestion(wording, (Edit(Span(span.end, span.end), text),))


_LETTERS = re.compile(r" \([A-Z][A-Za-z&]{1,7}\)")
"""The short form that stands in brackets behind a term."""
