"""Acronyms a family may not know: never spelled out, or spelled out after first use.

An acronym counts as explained when its long form stands beside it in brackets, either way round, or
when a plain explanation follows it in the same sentence ("CAMHS, which is the NHS service for …") or at
the start of the next ("CAMHS is the NHS service for …", "That is …").
Each acronym is reported once, at its first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import is_ordinary
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.glossing import is_explained
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.grammar import token_at
from plainletter.wording.suggest import rewrite

_CANDIDATE = re.compile(
    r"(?<![\w@./&'-])(?:[A-Z](?:[A-Z]|&(?=[A-Z])|-(?=[A-Z]\b)){1,6}[a-z]?|[Ss]\.? ?\d{2}[A-Z]?)(?=s?\b)(?![\w@&]|\.\w|-\d)"
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}")
_ROMAN = re.compile(r"[IVXLC]+")


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """First uses of unexplained acronyms. Options: `known` need no explanation; `terms` are tables
    with `find`, and `say` (plain words) or `ask`."""
    known = frozenset(map(_key, rule.options.get("known", ())))
    initials = _initials(letter)
    terms: Mapping[str, Mapping[str, Any]] = {
        _key(form): term for term in rule.options.get("terms", ()) for form in term["find"]
    }
    labels = SCOPES[rule.scope]
    uses: dict[str, list[tuple[Unit, Sentence, re.Match[str]]]] = {}
    for unit in letter.units:
        if unit.block.label in labels:
            for match in _CANDIDATE.finditer(unit.text):
                if _is_acronym(match, unit, letter.names, known | initials, terms):
                    sentence = unit.sentence_at(match.start())
                    uses.setdefault(_key(_singular(match.group())), []).append(
                        (unit, sentence, match)
                    )
    for found in uses.values():
        unit, sentence, match = found[0]
        if is_explained(unit, sentence, match.start(), match.end()):
            continue
        span = unit.span(*match.span())
        yield Match(
            rule, span, sentence.span,
            _suggestions(terms, unit, match, letter),
            {"times": _times(len(found))},
        )  # fmt: skip


def _key(name: str) -> str:
    """An acronym without spaces and stops."""
    return re.sub(r"[ .]", "", name).upper()


def _singular(name: str) -> str:
    """An acronym without the small s of a plural."""
    return re.sub(r"(?<=[A-Z])s$", "", name)


def _initials(letter: Analysis) -> frozenset[str]:
    """The initials of the people in the letter, which are no acronyms."""
    return frozenset(
        "".join(word[0] for word in person.split() if word[0].isupper())
        for person in letter.anatomy.people
    )


def _is_acronym(
    match: re.Match[str], unit: Unit, names: frozenset[str], known: frozenset[str],
    terms: Mapping[str, Any],
) -> bool:  # fmt: skip
    text = match.group()
    single = _key(_singular(text))
    if single in known or text.lower() in names:
        return False
    if _POSTCODE.match(unit.text, match.start()) or _in_reference(unit, match):
        return False
    if _in_capital_line(unit, match):
        return False
    if single in terms or _key(text) in terms:
        return True
    if text[0] in "Ss" and any(char.isdigit() for char in text):
        return False  # A section number that no pack knows is a law's number, not an acronym.
    return not _ROMAN.fullmatch(text) and not is_ordinary(text.lower())


def _in_reference(unit: Unit, match: re.Match[str]) -> bool:
    """True for letters that are part of a code such as "REF/CS-2231"."""
    around = unit.text[max(match.start() - 1, 0) : match.end() + 2]
    return bool(re.search(r"[/\\_#]|\d[A-Z]|[A-Z]-?\d", around)) and match.group()[0] not in "Ss"


def _in_capital_line(unit: Unit, match: re.Match[str]) -> bool:
    """True inside a run of capital words, where nothing marks an acronym off."""
    around = unit.text[max(match.start() - 14, 0) : match.end() + 14]
    words = re.findall(r"[^\W\d_]{2,}", around)
    shouted = any(is_ordinary(word.lower()) for word in words if word != match.group())
    return len(words) > 2 and all(word.isupper() for word in words) and shouted


def _suggestions(
    terms: Mapping[str, Mapping[str, Any]], unit: Unit, match: re.Match[str], letter: Analysis
) -> tuple[Suggestion, ...]:
    text = match.group()
    term = terms.get(_key(text))
    if term is None:
        term = terms.get(_key(_singular(text)))
        if term is None:
            return (Suggestion("Write it out in full the first time, or use other words."),)
        # The wordings are for one; only the writer can put them in the plural.
        plain = [str(say) for say in term.get("say", ())] or [str(term.get("ask", ""))]
        return tuple(Suggestion(say) for say in plain if say)
    suggestions = []
    for say in term.get("say", ()):
        wording = _without_article(str(say), unit, match)
        if _leads_noun(unit, match):
            # "The FGC report" gets the long form alone, and no explanation in the middle.
            wording = _GLOSS.sub("", wording)
            if _CLAUSE.search(wording):
                suggestions.append(Suggestion(str(say)))
                continue
        suggestions.append(rewrite(unit, *match.span(), wording, letter.document.text))
    if term.get("ask"):
        suggestions.append(Suggestion(str(term["ask"])))
    return tuple(suggestions)


_GLOSS = re.compile(r" \([^()]+\)$")
_CLAUSE = re.compile(r" (?:at|for|from|in|of|that|to|when|where|which|who|with) ")
_DETERMINED = re.compile(
    r"(?:\b(?:the|a|an|our|your|his|her|their|my|its|this|that|each|every|any|no)|['s]'s?) $", re.I
)


def _without_article(wording: str, unit: Unit, match: re.Match[str]) -> str:
    """The wording without its article where another one stands before the acronym."""
    first, _, rest = wording.partition(" ")
    before = unit.text[max(match.start() - 8, 0) : match.start()]
    if first in ("the", "a", "an", "our", "your") and _DETERMINED.search(before):
        return rest
    return wording


def _leads_noun(unit: Unit, match: re.Match[str]) -> bool:
    """True where the acronym belongs to a noun behind it: "the FGC report", "the FGC's date"."""
    if unit.text.startswith("'", match.end()):
        return True
    token = token_at(unit, match.end() - 1)
    return token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"
