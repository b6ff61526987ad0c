"""Orders to tidy up, turn up or change: an imperative that a letter gives with no please, no reason and no
help ("Sort the bedrooms out."), and rows of one-word orders ("Turn up. Listen. Change.")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, imperatives, lower
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.addressee import matched
from plainletter.kinds.gates import any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_REACH = 6
"""Words after the verb in which its company is looked for."""
_ROW = 2
"""How many orders of up to three words make a row."""


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Imperatives that stand bald in their paragraph.

    Options: `orders`, verbs, each alone or with a colon and words of which one must follow close
    ("sort:out/it"); `in-a-row`, verbs of one-word orders, two of which next to each other make a row;
    `softened`, expressions that, anywhere in the paragraph or the line that leads into its list, keep it
    silent; `ask`.
    """
    options = rule.options
    orders: dict[str, frozenset[str]] = {}
    for entry in options["orders"]:
        verb, _, company = entry.partition(":")
        orders[verb] = frozenset(company.split("/")) - {""}
    row = frozenset(options["in-a-row"])
    softened = gates(options["softened"])
    advice = tuple(Suggestion(ask) for ask in options["ask"])
    labels = SCOPES[rule.scope]
    lead_in = ""
    for unit in letter.units:
        listed = unit.block.label == "list" or unit.block.kind == "list_item"
        if not listed:
            lead_in = unit.text
        text = unit.text + lead_in * listed
        if unit.block.label not in labels or any_match(softened, text):
            continue
        short: list[Sentence] = []
        for sentence in unit.sentences:
            if _is_short(sentence.tokens, row):
                short.append(sentence)
                continue
            if len(short) >= _ROW:
                yield _row(rule, unit, short, advice)
            short = []
            for verb in imperatives(sentence.tokens):
                if not _is_order(verb, orders):
                    continue
                start, end = verb.idx, verb.idx + len(verb)
                softer = rewrite(unit, start, end, f"please {lower(verb)}", letter.document.text)
                yield matched(rule, unit, sentence, [verb], (softer, *advice))
        if len(short) >= _ROW:
            yield _row(rule, unit, short, advice)


def _row(
    rule: DetectorRule, unit: Unit, short: list[Sentence], advice: tuple[Suggestion, ...]
) -> Match:
    span = unit.span(short[0].start, short[-1].end)
    return Match(rule, span, short[0].span, advice)


def _is_short(sentence: Span, row: frozenset[str]) -> bool:
    words = [token for token in sentence if token.is_alpha]
    return 0 < len(words) <= 3 and lower(words[0]) in row


def _is_order(verb: Token, orders: dict[str, frozenset[str]]) -> bool:
    company = orders.get(lower(verb))
    if company is None or has_negation(verb) or not verb.text[0].isupper():
        return False
    after = verb.doc[verb.i + 1 : verb.i + 1 + _REACH]
    near = {lower(token) for token in after}
    return not company or bool(company & near)
