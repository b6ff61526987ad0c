"""A child's name that belongs to no one else in the letter: perhaps a paragraph from another family's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Unit
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.remembered import remembered

_NAME = r"(?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)"
_NOT_AFTER = r"(?<!\bMr )(?<!\bMrs )(?<!\bMs )(?<!\bMiss )(?<!\bDr )(?<![A-Z][a-z] )"
_AS_A_CHILD = tuple(
    re.compile(expression)
    for expression in (
        rf"{_NOT_AFTER}\b{_NAME}'s (?:school|nursery|teacher|class|bedroom|bedtime|attendance|behaviour|weight|injur\w+|bruis\w+"
        r"|needs|safety|development|health visitor|clothes|room|head teacher|coat|uniform|speech|teeth|birth)\b(?! (?:nurses?|meals|runs|places))",
        rf"\b(?:worried about|keep|keeping|harm to|hurt|care of|caring for|looking after|look after|harming|safety of|welfare of|for) {_NAME}(?= (?:safe|well|and (?:his|her)|is|to be|at home)\b|[.,;])",
        rf"{_NOT_AFTER}\b{_NAME}(?:,| \()(?: ?(?:who is|aged))? ?(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?:\)|,| (?:months|weeks|years))",
        rf"\b[Yy]our (?:(?:older|younger|eldest|youngest|little|baby) )?(?:son|daughter|child|baby|boy|girl),? {_NAME}\b",
        rf"{_NOT_AFTER}\b{_NAME} (?:told|said to) (?:his|her) (?:teacher|class teacher|school|head)\b",
        rf"{_NOT_AFTER}\b{_NAME} (?:was|has been|were) (?:late for school|not at school|found (?:alone|outside)|seen (?:alone|outside|with)|hurt|taken to hospital|born|weighed)\b",
    )
)
_RELATED = re.compile(
    r"(?:cousin|friend|friends|neighbour|uncle|aunt|aunty|auntie|nan|grandad|grandma|granny|partner|worker|teacher|dad|mum|nurse|husband|wife"
    r"|brother|sister|called|named|dog|cat|with|and|or|,),? $"
)
_LATER = re.compile(r",? (?:and|or) [A-Z]")


@remembered(4096)
def _as_children(text: str) -> tuple[tuple[str, int], ...]:
    """The names that a text uses as a child's, and where."""
    return tuple(
        (match.group("name"), match.start("name"))
        for expression in _AS_A_CHILD
        for match in expression.finditer(text)
    )


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use of a name that is used as a child's, all in one paragraph that names no child of this
    letter. The letter's children are those in its subject or heading, and those that are spoken of as
    children in `options.paragraphs` paragraphs; without one nothing is said."""
    labels = SCOPES[rule.scope]
    as_child: dict[str, list[tuple[Unit, int]]] = defaultdict(list)
    for unit in letter.units:
        if unit.block.label in labels:
            for name, start in _as_children(unit.text):
                as_child[name].append((unit, start))
    homes = {name: _homes(name, letter) for name in as_child}
    least = int(rule.options["paragraphs"])
    text = letter.document.text
    top = {
        word
        for block in letter.document.blocks
        if block.label in ("subject", "heading", "salutation", "address", "reference", "signoff")
        for word in re.findall(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?", block.span.of(text))
    }
    children = {name for name, places in homes.items() if name in top or len(places) >= least}
    if not children:
        return
    workers = {word for person in letter.anatomy.people for word in person.split()}
    for name, uses in sorted(as_child.items()):
        if name in children or name in top or len(homes[name]) != 1:
            continue
        unit, start = min(uses, key=lambda use: use[1])
        if any(re.search(rf"\b{child}\b", unit.text) for child in children):
            continue
        if name in workers or _is_related(unit, name):
            continue
        span = unit.span(start, start + len(name))
        ask = Suggestion(str(rule.options["ask"]).replace("NAME", name))
        yield Match(rule, span, unit.sentence_at(start).span, (ask,))


def _homes(name: str, letter: Analysis) -> list[int]:
    """The blocks of the letter that hold a name."""
    text = letter.document.text
    word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return [k for k, block in enumerate(letter.document.blocks) if word.search(block.span.of(text))]


def _is_related(unit: Unit, name: str) -> bool:
    """True when the paragraph says who this is, or names it beside somebody else."""
    return any(
        _RELATED.search(unit.text[: match.start()]) or _LATER.match(unit.text, match.end())
        for match in re.finditer(rf"\b{re.escape(name)}\b", unit.text)
    )
