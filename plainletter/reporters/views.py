"""What pages show of a letter: its report as plain values, ready for a template.

Of the letter itself there is what messages and suggestions quote; its text, with the words marked by category,
only where the options ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from plainletter.model import CATEGORIES, Block, Finding, Level, Report, Score, Span, Status, Weight
from plainletter.priorities import priorities
from plainletter.reporters import Options
from plainletter.reporters.to_terminal import is_wide, place_name
from plainletter.reporters.words import (
    LEVELS,
    is_of_all,
    one_line,
    path_of,
    shown,
    told,
    visible,
    where,
)

SCORE_NAMES = {
    "overall": "Overall",
    "readability": "Easy to read",
    "tone": "Tone",
    "jargon": "No jargon",
    "content": "Says what it should",
}
"""What scores are called on the page, so that it is plain what 100 stands for."""

_STATUSES: Mapping[Status, str] = {
    "missing": "no",
    "partial": "in part",
    "not_checked": "not checked",
    "present": "yes",
}
"""In the order of the page: what there is to do comes first."""

_WEIGHTS: Mapping[Weight, str] = {
    "law": "the law",
    "guidance": "national guidance",
    "inspection": "inspectors",
    "advice": "experts",
    "good": "good practice",
}
_LOOKS: Mapping[Level, str] = {"error": "error", "warning": "warning-level", "advice": "advice"}
_DRIVERS = 4

View = dict[str, Any]
"""What a part of the template shows."""

Numbered = Sequence[tuple[int, Finding]]
"""Findings with the numbers they have on the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the letter: its category where it is marked, and the numbers of the finding that marks it
    (0 for none) and of those that end with it. `leads` says that it is the first of that finding, `changed`
    that its words were put in."""

    text: str
    category: str
    numbers: tuple[int, ...]
    number: int = 0
    leads: bool = False
    changed: bool = False


def _name(report: Report) -> str:
    """What a letter is called in a heading."""
    if report.path in ("", "-"):
        return "the letter"
    return _cut(PurePath(report.path).name or report.path)


def _cut(text: str, most: int = 160) -> str:
    """A path on one line, cut in the middle where it is too long: its end tells most."""
    line = one_line(text)
    if len(line) <= most:
        return line
    tail = most * 2 // 3
    return f"{line[: most - tail - 1]}…{line[-tail:]}"


def _points(points: float) -> str:
    if abs(points) < 0.5:
        return "less than a point"
    return f"{points:+.0f}".replace("-", "−")


# -- A letter ------------------------------------------------------------------------------------------


def letter_view(report: Report, id: str, options: Options, changed: Sequence[Span] = ()) -> View:
    """What a page shows of a letter; `id` begins the names of its parts, `changed` are stretches of the
    text that stand there instead of others."""
    errors = sum(finding.level == "error" for finding in report.findings)
    every = shown(report, options)
    # Those about the whole letter first, then as they stand in it.
    ordered = sorted(every, key=lambda finding: (not is_of_all(finding), finding.span.start))
    numbered = list(enumerate(ordered, 1))
    statuses = [item.status for item in report.checklist]
    row: View = {
        "id": id,
        "name": _name(report),
        "path": _cut(path_of(report)),
        "profile": one_line(report.profile.replace("-", " ")),
        "profile_id": report.profile,
        "words": report.words,
        "problems": len(report.problems),
        "overall": report.scores["overall"],
        "errors": errors,
        "others": len(report.findings) - errors,
        "missing": statuses.count("missing"),
    }
    return {
        **row,
        "row": row,
        "it": "plan" if report.profile == "plan" else "letter",
        "problems": [one_line(told(problem, report)) for problem in report.problems],
        "first": [one_line(priority.text) for priority in priorities(report)]
        if report.words
        else [],
        "scores": [_score(name, score) for name, score in report.scores.items()],
        "age": _age(report),
        "groups": _groups(report, id, numbered, options),
        "left": len(report.findings) - len(every),
        "to_say": _checklist(report, lambda status: status != "present"),
        "says": _checklist(report, lambda status: status == "present"),
        "asked": len(statuses) - statuses.count("not_checked"),
        "unasked": statuses.count("not_checked"),
        **_text(report, numbered, options, changed),
    }


def _score(name: str, score: Score) -> View:
    return {
        "id": name,
        "name": SCORE_NAMES.get(name, one_line(name)),
        "value": score.value,
        "band": score.band,
        "reasons": [(one_line(reason.text), _points(reason.points)) for reason in score.reasons],
    }


def _age(report: Report) -> View | None:
    age = report.measures.get("reading_age")
    if age is None:
        return None
    ends = [report.measures.get(f"reading_age_{end}") for end in ("low", "high")]
    spread = ""
    if ends[0] is not None and ends[1] is not None:
        spread = f"It may be from {ends[0].value:.0f} to {ends[1].value:.0f}."
    limit = f"{age.limit:.0f}" if age.limit is not None else ""
    return {"value": f"{age.value:.0f}", "limit": limit, "spread": spread}


def _checklist(report: Report, wanted: Callable[[Status], bool]) -> list[View]:
    order = list(_STATUSES)
    items = [item for item in report.checklist if wanted(item.status)] if report.words else []
    return [
        {
            "id": one_line(item.id),
            "title": one_line(item.title),
            "status": _STATUSES[item.status],
            "weight": _WEIGHTS[item.weight],
            "message": one_line(item.message),
        }
        for item in sorted(items, key=lambda item: order.index(item.status))
    ]


# -- Findings ------------------------------------------------------------------------------------------


def _groups(report: Report, id: str, numbered: Numbered, options: Options) -> list[View]:
    """The findings by paragraph."""
    groups: list[View] = []
    explained: set[str] = set()
    for number, finding in numbered:
        name = _group_name(report, finding, options)
        if not groups or groups[-1]["name"] != name:
            groups.append({"name": name, "findings": []})
        own = where(finding)
        groups[-1]["findings"].append(
            {
                "id": f"{id}-{number}",
                "number": number,
                "look": _LOOKS[finding.level],
                "level": LEVELS[finding.level].capitalize(),
                "category": finding.category,
                "spot": "" if name.startswith(own) else own,
                "message": one_line(finding.message),
                "better": [one_line(s.text) for s in finding.suggestions if s.edits],
                "todo": [one_line(s.text) for s in finding.suggestions if not s.edits],
                "why": one_line(finding.why),
                "source": one_line(finding.source).rstrip("."),
                "again": finding.rule in explained,
                "finding": finding,
            }
        )
        explained.add(finding.rule)
    return groups


def _group_name(report: Report, finding: Finding, options: Options) -> str:
    block = report.document.block_at(finding.span.start)
    if block is None or is_of_all(finding):
        return where(finding)
    section = ""
    if options.with_text:
        # The heading above it is the letter's own words.
        above = [
            other for other in report.document.blocks
            if other.label == "heading" and other.span.start <= finding.span.start
        ]  # fmt: skip
        section = one_line(above[-1].span.of(report.document.text)) if above else ""
    return place_name(replace(finding, place=block.place), section)


# -- The letter's own text -----------------------------------------------------------------------------


def _text(report: Report, numbered: Numbered, options: Options, changed: Sequence[Span]) -> View:
    """The letter with its words marked, where the options ask for it."""
    if not options.with_text or not report.document.text:
        return {"blocks": [], "kinds": [], "sentences": []}
    blocks = [block for block in report.document.blocks if block.kind != "markup"]
    sentences = [driver for driver in report.drivers if driver.kind == "sentence"]
    used = {f.category for _, f in numbered if len(f.span) and not is_wide(f)}
    return {
        "blocks": [
            {
                "look": _block_look(block),
                "marker": one_line(block.marker),
                "pieces": _pieces(report.document.text, block.span, numbered, changed),
            }
            for block in blocks
        ],
        "kinds": [category for category in CATEGORIES if category in used],
        "sentences": [one_line(driver.text) for driver in sentences[:_DRIVERS]],
    }


def _block_look(block: Block) -> str:
    if block.kind == "heading" or block.bold:
        return "head"
    if block.kind == "list_item":
        return "item"
    return "aside" if block.kind in ("furniture", "note") else ""


def _pieces(text: str, block: Span, numbered: Numbered, changed: Sequence[Span]) -> list[Piece]:
    """A block's text cut where marks begin and end. Where marks overlap, the shortest is seen; the number
    of each stands where it ends, and of one about the whole paragraph at the paragraph's end."""
    inside = [(n, f) for n, f in numbered if len(f.span) and f.span.overlaps(block)]
    narrow = [(n, f) for n, f in inside if not is_wide(f)]
    new = [span for span in changed if len(span) and span.overlaps(block)]
    edges = {block.start, block.end}
    for span in (*(finding.span for _, finding in narrow), *new):
        edges |= {max(span.start, block.start), min(span.end, block.end)}
    pieces: list[Piece] = []
    for start, end in pairwise(sorted(edges)):
        piece = Span(start, end)
        covering = [(n, f) for n, f in narrow if f.span.contains(piece)]
        number, mark = min(covering, key=lambda one: len(one[1].span), default=(0, None))
        ended = [n for n, f in narrow if f.span.end == end]
        if not piece.of(text).strip():
            number = 0  # A link needs a word to stand on.
        if end == block.end:
            ended += [n for n, f in inside if is_wide(f) and f.span.start >= block.start]
        pieces.append(
            Piece(
                visible(piece.of(text)),
                mark.category if mark is not None else "",
                tuple(sorted(ended)),
                number,
                leads=all(other.number != number for other in pieces),
                changed=any(span.contains(piece) for span in new),
            )
        )
    return pieces
