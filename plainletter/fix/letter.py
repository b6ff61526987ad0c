"""A letter fixed and written back: the rewrites that its file can hold, and comments on the rest."""

from __future__ import annotations

from datetime import datetime

from plainletter.engine import Checker
from plainletter.fix.notes import notes
from plainletter.fix.rewrites import Fix, Rewrite, Scope, fix_document, fix_with
from plainletter.model import Document, Edit, Span
from plainletter.review.copy import Copy, reviewed


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


def fix_chosen(document: Document, fix: Fix, checker: Checker, refused: tuple[Edit, ...]) -> Fix:
    """The fix without the rewrites whose edits the file cannot hold."""
    kept = [rewrite for rewrite in fix.rewrites if not _holds(rewrite, refused)]
    return fix_with(document, fix.before, checker, kept)


def _holds(rewrite: Rewrite, refused: tuple[Edit, ...]) -> bool:
    return any(edit.span.overlaps(other.span) for edit in rewrite.edits for other in refused)
