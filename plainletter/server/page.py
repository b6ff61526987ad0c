"""The web page: a letter with its words marked, its scores, and better wordings to take with one click.

The service keeps nothing. The letter as it came and the changes made so far are in the page itself, and come
back with each click. How it looks stands in page.html and page.css; page.js makes it quicker to use, and
nothing needs it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from plainletter.config import Config
from plainletter.edits import composed, edited, moved_span
from plainletter.errors import ReadError, UsageError, WriteError
from plainletter.model import SCORES, Document, Edit, Finding, Report, Span
from plainletter.pages import environment
from plainletter.server.jobs import Answer
from plainletter.version import __version__

Step = tuple[Edit, ...]
"""Edits that are made together, in code points of the text as it is after the steps before."""

PROFILES = {
    "letter-before-proceedings": "a letter before proceedings",
    "letter-of-issue": "a letter of issue",
    "letter-to-family": "any other letter to a family",
    "plan": "a plan",
    "auto": "let plainletter decide",
}
"""Profiles as the page offers them."""

MOST_STEPS = 2000
"""Changes that one page takes; a letter of 10,000 words has fewer findings."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OPENDOCUMENT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a click sends: the letter as it came, the changes so far, and the one to make now.

    data, name: the letter. pasted: it is text from the page, not a file. steps: changes so far. accept: a
    wording to take. safe: take all safe wordings. undo: take the last change back. scores: those the page
    shows, so that it can tell how they move.
    """

    data: bytes
    name: str
    pasted: bool = True
    steps: tuple[Step, ...] = ()
    accept: Step = ()
    safe: bool = False
    undo: bool = False
    scores: Mapping[str, int] = field(default_factory=dict)


def empty_page(
    config: Config, *, error: str = "", text: str = "", state: Mapping[str, str] | None = None
) -> bytes:
    """The page without a letter; with `error`, what went wrong, and what was sent: a text, or the `state` of a
    letter that was worked on, to try once more."""
    view = {"error": error, "text": text, "state": state or {}, "letter": None}
    return _rendered({**_frame(config), **view})


def checked_page(turn: Turn, config: Config) -> Answer:
    """The page with a letter on it. A file that cannot be read gives a page that says so.

    Raises `UsageError` for an unknown profile, and for changes that do not fit the letter.
    """
    from plainletter.api import unchecked
    from plainletter.engine import checker
    from plainletter.model import Problem

    check = checker(config)
    try:
        turn, document = _opened(turn)
    except ReadError as error:
        report = unchecked(turn.name, config.profile, Problem("read", str(error), turn.name))
        return _answer(turn, report, config, (), "")
    steps = turn.steps[:-1] if turn.undo else turn.steps
    edits, current = _made(document, steps)
    note = ""
    if turn.safe:
        turn = replace(turn, accept=_safe(turn, document, edits, current, config))
        note = "" if turn.accept else "There is no safe change left to make."
    elif turn.accept and _refused(turn.data, document, composed(edits, turn.accept)):
        turn = replace(turn, accept=())
        note = "This wording was not put in. It stands in a part of the file that is locked, or in a field."
    if turn.accept:
        steps = (*steps, turn.accept)
        edits, current = _made(document, steps)
    report = check.check(replace(current, path=turn.name))
    return _answer(replace(turn, steps=steps), report, config, edits, note)


def reviewed_word(turn: Turn, config: Config) -> Answer:
    """The letter as a Word file (an OpenDocument one stays one) with the changes tracked, and comments on
    what is left. A letter that came as text becomes a plain Word file.

    Raises `ReadError` for a letter that cannot be read or written back.
    """
    from plainletter.engine import checker
    from plainletter.fix.letter import write_letter
    from plainletter.fix.rewrites import Fix
    from plainletter.readers import read_bytes
    from plainletter.review.plain_word import carried, word_from

    turn, document = _opened(turn)
    edits, current = _made(document, turn.steps)
    data = turn.data
    if document.format not in ("docx", "odt"):
        data = word_from(document)
        made = read_bytes(data, "letter.docx")
        there = carried(edits, document, made)
        if there is None:
            # Word reads its paragraphs otherwise, so it gets the words as they are now.
            data = word_from(current)
            made, there = read_bytes(data, "letter.docx"), ()
        document, edits = made, there
    check = checker(config)
    while True:
        after = check.check(edited(document, edits) if edits else document)
        fix = Fix(replace(after, document=document), after, (), edits, ())
        copy = write_letter(data, fix, check, datetime.now(UTC))
        if not copy.refused:
            break
        edits = tuple(edit for edit in edits if edit not in copy.refused)
    ending = "odt" if document.format == "odt" else "docx"
    name = f"{PurePath(turn.name).stem or 'letter'}.reviewed.{ending}"
    return Answer(copy.data, _OPENDOCUMENT if ending == "odt" else _WORD, name)


# -- The letter and its changes ------------------------------------------------------------------------


def _opened(turn: Turn) -> tuple[Turn, Document]:
    """The letter, read. An old Word file or a rich text becomes a Word file, which can hold changes."""
    from plainletter.readers import read_bytes
    from plainletter.review.copy import word_copy

    document = read_bytes(turn.data, turn.name)
    if document.format in ("doc", "rtf"):
        try:
            data, format = word_copy(turn.data, document)
        except WriteError:
            return turn, document  # Without LibreOffice; its words can still be checked.
        # Readers go by what is in a file, so it can keep its name.
        turn = replace(turn, data=data)
        document = read_bytes(data, f"{turn.name}.{format}")
    return turn, document


def _made(document: Document, steps: Sequence[Step]) -> tuple[tuple[Edit, ...], Document]:
    """All changes as edits of the letter as it came, and the letter with them."""
    edits: tuple[Edit, ...] = ()
    current = document
    for step in steps:
        _check_fits(step, current)
        edits = composed(edits, step)
        current = edited(current, step)
    return edits, current


def _check_fits(step: Step, document: Document) -> None:
    reached = 0
    for edit in sorted(step, key=lambda edit: edit.span):
        span = edit.span
        block = document.block_at(span.start) or document.block_at(max(span.start - 1, 0))
        if span.start < reached or block is None or not block.span.contains(span):
            raise UsageError("This change does not fit the letter. Check the letter once more.")
        reached = span.end


def _safe(
    turn: Turn, document: Document, edits: tuple[Edit, ...], current: Document, config: Config
) -> Step:
    """All safe changes that are left, but for those that the file cannot hold."""
    from plainletter.engine import checker
    from plainletter.fix.rewrites import fix_document

    closed: list[Span] = []
    while True:
        step = fix_document(current, checker(config), closed=closed).edits
        refused = _refused(turn.data, document, composed(edits, step)) if step else ()
        shut = [moved_span(edit.span, edits) for edit in refused]
        if not shut or all(span in closed for span in shut):
            return () if shut else step
        closed += shut


def _refused(data: bytes, document: Document, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of a letter that its file cannot hold."""
    if document.format not in ("docx", "odt"):
        return ()
    from plainletter.review.copy import reviewed

    try:
        return reviewed(data, document, edits, [], datetime.now(UTC)).refused
    except ReadError:
        return ()  # The download says what is wrong with the file.


# -- What the page shows -------------------------------------------------------------------------------


def _answer(turn: Turn, report: Report, config: Config, edits: Sequence[Edit], note: str) -> Answer:
    from plainletter.reporters import Options
    from plainletter.reporters.views import letter_view

    options = Options(with_text=True)
    view = letter_view(report, "f", options, _places(edits))
    _add_choices(view, report)
    for score in view["scores"]:
        score["was"] = turn.scores.get(score["id"], score["value"])
    state = {
        "content": base64.b64encode(turn.data).decode(),
        "name": turn.name,
        "pasted": "1" if turn.pasted else "",
        "steps": json.dumps([[_listed(edit) for edit in step] for step in turn.steps]),
        "scores": json.dumps({name: score.value for name, score in report.scores.items()}),
    }
    view.update(
        state=state,
        changes=len(turn.steps),
        safe=not (turn.safe and note)
        and any(s.safe and s.edits for f in report.findings for s in f.suggestions),
        status=note or _moved(turn, report),
        now=report.document.text,
        odt=report.document.format == "odt",
    )
    if turn.pasted:
        view["name"] = "Your letter"
    text = report.document.text if turn.pasted else ""
    return Answer(
        _rendered({**_frame(config), "error": "", "text": text, "state": {}, "letter": view}),
        "text/html; charset=utf-8",
    )


def _places(edits: Sequence[Edit]) -> list[Span]:
    """Where the new words stand once the edits are put in."""
    places, moved = [], 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start = edit.span.start + moved
        places.append(Span(start, start + len(edit.text)))
        moved += len(edit.text) - len(edit.span)
    return places


def _add_choices(view: dict[str, Any], report: Report) -> None:
    """Give each finding the wordings that a click can put in, with what speaks against each."""
    from plainletter.fix.rewrites import caution
    from plainletter.letter import anatomy
    from plainletter.reporters.words import one_line

    letter = anatomy(report.document)
    for group in view["groups"]:
        for own in group["findings"]:
            finding: Finding = own["finding"]
            own["choices"] = [
                {
                    "text": one_line(suggestion.text),
                    "accept": json.dumps([_listed(edit) for edit in suggestion.edits]),
                    "caution": caution(finding, suggestion, letter),
                }
                for suggestion in finding.suggestions
                if suggestion.edits
            ]


def _listed(edit: Edit) -> list[Any]:
    return [edit.span.start, edit.span.end, edit.text]


def _moved(turn: Turn, report: Report) -> str:
    """How things stand, in a sentence that is read out."""
    from plainletter.reporters.views import SCORE_NAMES

    if not report.words:
        return "The letter could not be checked."
    if not turn.scores:
        value = report.scores["overall"].value
        many = len(report.findings)
        things = "One thing" if many == 1 else f"{many} things" if many else "Nothing"
        return f"Checked. Overall score {value} out of 100. {things} to look at."
    moves = [
        f"{SCORE_NAMES[name]}: {turn.scores[name]} to {report.scores[name].value}"
        for name in SCORES
        if turn.scores.get(name, report.scores[name].value) != report.scores[name].value
    ]
    told = "; ".join(moves) or "No score moved"
    if turn.undo:
        return f"Taken back. {told}."
    return f"{'Changed' if turn.accept else 'Checked again'}. {told}."


def _frame(config: Config) -> dict[str, Any]:
    profile = config.profile
    profiles = PROFILES if profile in PROFILES else {**PROFILES, profile: profile}
    return {"version": __version__, "profiles": profiles, "profile": profile}


def _rendered(view: dict[str, Any]) -> bytes:
    page = environment().get_template("server/page.html").render(view)
    return page.encode("utf-8", "replace")
