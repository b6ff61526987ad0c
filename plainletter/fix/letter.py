"""A letter fixed and written back: the rewrites that its file can hold, and comments on the rest."""

from __future__ import annotations

from datetime import datetime

from plainletter.engine import Checker
from plainletter.fix.notes import notes
from plainletter.fix.rewrites import Fix, Rewrite, Scope, fix_document, fix_with
from plainletter.model import Document, Edit, Span
from plainletter.review.copy import reviewed
from plainletter.review.package import Copy


def fix_letter(
    data: bytes,
    document: Document,
    checker: Checker,
    scope: Scope,
    when: datetime,
    *,
    with_notes: bool = True,
) -> tuple[Fix, Copy]:
    """Fix the letter `data`, which was read as `document`, and write the reviewed copy.

    What the file cannot hold as a change (words in a field, for one) is left as it is. Raises `ReadError`
    for a file that cannot be written back without loss.
    """
    closed: list[Span] = []
    while True:
        fix = fix_document(document, checker, scope, closed=closed)
        copy = write_letter(data, fix, checker, when, with_notes=with_notes)
        if not copy.refused:
            return fix, copy
        closed += [edit.span for edit in copy.refused]


def write_letter(
    data: bytes, fix: Fix, checker: Checker, when: datetime, *, with_notes: bool = True
) -> Copy:
    """The reviewed copy of a letter with the rewrites of `fix` in it."""
    comments = list(notes(fix, checker.ruleset.rules)) if with_notes else []
    return reviewed(data, fix.before.document, fix.edits, comments, when)


def write_chosen(
    data: bytes, fix: Fix, checker: Checker, when: datetime, *, with_notes: bool = True
) -> tuple[Fix, Copy]:
    """The reviewed copy of a letter whose rewrites a person has chosen; those that the file cannot hold are
    left out of the fix."""
    copy = write_letter(data, fix, checker, when, with_notes=with_notes)
    if not copy.refused:
        return fix, copy
    kept = [rewrite for rewrite in fix.rewrites if not _holds(rewrite, copy.refused)]
    fix = fix_with(fix.before.document, fix.before, checker, kept)
    return fix, write_letter(data, fix, checker, when, with_notes=with_notes)


def _holds(rewrite: Rewrite, refused: tuple[Edit, ...]) -> bool:
    return any(edit.span.overlaps(other.span) for edit in rewrite.edits for other in refused)
