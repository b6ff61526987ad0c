"""A better wording to a `Suggestion`: capital kept, a/an agreed, spaces right, quotes in the letter's style."""

from __future__ import annotations

import re

from plainletter.analysis.units import Unit
from plainletter.model import Edit, Suggestion
from plainletter.wording.articles import indefinite_article
from plainletter.wording.casing import match_case, match_quotes

_ARTICLE = re.compile(r"(?:(?<=\W)|^)(an?)( ['\"(]?)$", re.IGNORECASE)


def rewrite(
    unit: Unit, start: int, end: int, wording: str, source: str, *, safe: bool = False
) -> Suggestion:
    """Put `wording` in the place of the unit's clean text from `start` to `end`.

    `source` is the document's text, from which the style of quotation marks is taken. An empty wording
    deletes the words and the space after them, and gives their capital to the next word.
    """
    sentence = unit.sentence_at(start)
    opens_sentence = start <= sentence.start
    if not wording:
        return _delete(unit, start, end, opens_sentence, safe)
    found = unit.text[start:end]
    wording = match_case(found, wording, sentence_start=opens_sentence)
    wording = match_quotes(source, wording)
    edits = [Edit(unit.span(start, end), wording)]
    article = _article_edit(unit, start, end, wording)
    if article is not None:
        edits.insert(0, article)
    return Suggestion(wording, tuple(edits), safe)


def _delete(unit: Unit, start: int, end: int, opens_sentence: bool, safe: bool) -> Suggestion:
    text = unit.text
    after = end
    while after < len(text) and text[after] in " ,":
        after += 1
    if after < len(text) and text[after].isalnum():
        kept = text[after].upper() if opens_sentence else text[after]
        edit = Edit(unit.span(start, after + 1), kept)
        return Suggestion("leave it out", (edit,), safe)
    before = start
    while before and text[before - 1] == " ":
        before -= 1
    return Suggestion("leave it out", (Edit(unit.span(before, end), ""),), safe)


def _article_edit(unit: Unit, start: int, end: int, wording: str) -> Edit | None:
    """The edit that makes an `a` or `an` before the new words agree with them, if one is needed."""
    match = _ARTICLE.search(unit.text[max(start - 5, 0) : start])
    if match is None:
        return None
    article = match.group(1)
    right: str = indefinite_article(wording + unit.text[end:])
    if article.lower() == right:
        return None
    if article[0].isupper():
        right = right.capitalize()
    at = start - len(match.group(0))
    return Edit(unit.span(at, at + len(article)), right)
