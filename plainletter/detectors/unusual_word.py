"""Words that many readers would not know and that no pack has an entry for.

The list they come from is `wordlists/words/unusual.txt`. Each is reported once a letter, at its first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import unusual
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.glossing import is_explained
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.packs.terms import Terms, builtin_terms
from plainletter.wording.grammar import fits, token_at, with_pronoun
from plainletter.wording.inflect import inflect
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_BEFORE_CODE = frozenset("@/\\_#&.0123456789")
_CODE_FOLLOWS = re.compile(r"[@/\\_&\d]|\.\w")
_CAPITAL_FOLLOWS = re.compile(r" (?!I\b)[A-Z]")
_CLASSES = {"VB": "VERB", "NN": "NOUN", "JJ": "ADJ", "RB": "ADV"}


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use of each unusual word that nothing there explains. Options: `everyday` are words that
    everybody knows however rare they are; `easier` has a table for each part of speech (VERB, NOUN, ADJ,
    ADV), from words to wordings that mean the same everywhere, in base form and best first; `ask` is
    advice where there is none."""
    labels = SCOPES[rule.scope]
    everyday = frozenset(rule.options.get("everyday", ()))
    terms = builtin_terms()
    uses: dict[str, list[tuple[Unit, Sentence, int, int]]] = {}
    for unit in letter.units:
        if unit.block.label not in labels or unit.block.header:
            continue
        for hit in _WORD.finditer(unit.text):
            start, end = hit.span()
            base = unusual(hit.group())
            if base is None or everyday & {base, hit.group().lower()}:
                continue
            sentence = unit.sentence_at(start)
            if _is_plain_word(unit, sentence, start, end, letter) and not _has_entry(
                terms, base, sentence, start - sentence.start, end - sentence.start
            ):
                uses.setdefault(base, []).append((unit, sentence, start, end))
    for base, found in uses.items():
        unit, sentence, start, end = found[0]
        if is_explained(letter, unit, sentence, start, end):
            continue
        yield Match(
            rule, unit.span(start, end), sentence.span,
            tuple(_suggestions(rule.options, letter, unit, base, start, end)),
            {"times": _times(len(found))},
        )  # fmt: skip


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


def _is_plain_word(unit: Unit, sentence: Sentence, start: int, end: int, letter: Analysis) -> bool:
    """True for a verb, noun, adjective or adverb of the writer's own: no name, code or quoted word."""
    word = unit.text[start:end]
    if word[0].isupper():
        opens = start <= sentence.start + 1 and not word.isupper()
        if not opens or word.lower() in letter.names or _CAPITAL_FOLLOWS.match(unit.text, end):
            return False
    if (start and unit.text[start - 1] in _BEFORE_CODE) or _CODE_FOLLOWS.match(unit.text, end):
        return False
    if _class(token_at(unit, start)) is None and _class(token_at(unit, end - 1)) is None:
        return False
    return not letter.quoted(unit.span(start, end))


def _class(token: Token) -> str | None:
    return _CLASSES.get(str(token.tag_)[:2])


def _has_entry(terms: Terms, base: str, sentence: Sentence, start: int, end: int) -> bool:
    """True for a word that a pack deals with, alone or as part of the longer term that stands there."""
    text = sentence.text.lower()
    word = text[start:end]
    if any(form in terms.words for form in (word, base, *base.split("-"))):
        return True
    for phrase in {*terms.phrases.get(word, ()), *terms.phrases.get(base, ())}:
        at = text.find(phrase)
        while at >= 0:
            if at <= start and end <= at + len(phrase):
                return True
            at = text.find(phrase, at + 1)
    return False


def _suggestions(
    options: Mapping[str, Any], letter: Analysis, unit: Unit, base: str, start: int, end: int
) -> Iterator[Suggestion]:
    token = token_at(unit, start)
    kind = _class(token) or ""
    offered = False
    for say in options.get("easier", {}).get(kind, {}).get(base, ()):
        offered = True
        yield _suggestion(letter, unit, token, kind, say, start, end)
    if not offered:
        yield Suggestion(str(options["ask"]))


def _suggestion(
    letter: Analysis, unit: Unit, token: Token, kind: str, say: str, start: int, end: int
) -> Suggestion:
    """The wording in the form of the word found; advice without an edit where it does not fit."""
    verb = token if kind == "VERB" else None
    head = len(say.split()) - 1 if kind == "NOUN" else 0
    wording = inflect(say, str(token.tag_), head) if kind in ("VERB", "NOUN") else say
    # "He often spoke out of spite": words that take an adverb's place may have to stand elsewhere.
    placed = kind == "ADV" and " " in say
    if wording is None or placed or not fits(unit, start, end, verb, wording, False):
        return Suggestion(say)
    if verb is not None:
        end, wording = with_pronoun(unit, end, wording)
    return rewrite(unit, start, end, wording, letter.document.text)
