"""What an editor offers to do about a finding: write a better wording, or let it stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lsprotocol import types

from plainletter.edits import apply_edits
from plainletter.engine import checker
from plainletter.errors import ReadError
from plainletter.fix.letter import fix_letter
from plainletter.lsp.check import Checked
from plainletter.lsp.diagnostics import diagnostic
from plainletter.lsp.source import Source
from plainletter.model import Block, Document, Edit, Finding, Span, Suggestion
from plainletter.refine import suppress
from plainletter.reporters.words import one_line

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.plainletter"
REASON = "[say why it may stay]"

_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Client:
    """What an editor can do: versions in its edits, and asking for the edit of an action later."""

    versions: bool = False
    later: bool = False


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """True when an editor that asks for the kinds `only`, or for all, is to get this kind."""
    if only is None:
        return True
    return any(kind == asked or kind.startswith(asked + ".") or not asked for asked in only)


def actions(
    checked: Checked, range: types.Range, only: Sequence[str] | None, client: Client
) -> list[types.CodeAction]:
    """What can be done about the findings that touch a range, best first."""
    found: list[types.CodeAction] = []
    if wanted(types.CodeActionKind.QuickFix.value, only):
        place = checked.source.well_formed(range)
        near = [
            finding
            for finding in checked.report.findings
            if _touches(checked.source.range(finding.span), place)
        ]
        for finding in near:
            found += _rewordings(finding, checked, client)
        found += _allowances(near, checked, client)
    if wanted(FIX_ALL, only) and _has_safe(checked):
        whole = types.CodeAction("Make all safe changes", kind=FIX_ALL)
        if client.later:
            letter = checked.letter
            whole.data = {"uri": letter.uri, "version": letter.version}
            found.append(whole)
        elif only is not None:
            # It takes several checks: too long for an editor that only wants to know what there is.
            edits = fix_all(checked)
            if edits:
                whole.edit = workspace_edit(checked, edits, client)
                found.append(whole)
    return found


def fix_all(checked: Checked) -> tuple[Edit, ...]:
    """The edits of the source that make all safe changes, as `plainletter fix` does; none where they
    cannot be made exactly."""
    source = checked.source
    try:
        data = source.data
        fix, copy = fix_letter(
            data, source.document, checker(checked.config), "safe", datetime.now(UTC),
            with_notes=False,
        )  # fmt: skip
    except ReadError:
        return ()
    written = source.edits(fix.edits)
    if written is None or apply_edits(source.readable, written) != copy.data.decode("utf-8-sig"):
        return ()
    return written


def workspace_edit(
    checked: Checked, written: Sequence[Edit], client: Client
) -> types.WorkspaceEdit:
    """Edits of the source as an editor takes them; bound to the version that was checked if it can."""
    letter, edits = checked.letter, checked.source.text_edits(written)
    if not client.versions:
        return types.WorkspaceEdit(changes={letter.uri: edits})
    identifier = types.OptionalVersionedTextDocumentIdentifier(letter.uri, letter.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, list(edits))])


def _touches(one: types.Range, two: types.Range) -> bool:
    return one.start <= two.end and two.start <= one.end


def _has_safe(checked: Checked) -> bool:
    return any(s.safe and s.edits for f in checked.report.findings for s in f.suggestions)


# -- better wordings ------------------------------------------------------------------------------


def _rewordings(finding: Finding, checked: Checked, client: Client) -> Iterator[types.CodeAction]:
    first = True
    for suggestion in finding.suggestions:
        written = _written(suggestion, checked.source)
        if written is None:
            continue
        yield types.CodeAction(
            _title(suggestion),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(finding, checked)],
            is_preferred=True if first and suggestion.safe else None,
            edit=workspace_edit(checked, written, client),
        )
        first = False


def _written(suggestion: Suggestion, source: Source) -> tuple[Edit, ...] | None:
    """The edits of the source that make a suggestion; None where they would make something else too."""
    if not suggestion.edits:
        return None
    written = source.edits(suggestion.edits)
    if written is None or not source.reads_as(written, suggestion.edits):
        return None
    return written


def _title(suggestion: Suggestion) -> str:
    text = one_line(suggestion.text)
    shown = text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"
    if any(edit.text and edit.text in suggestion.text for edit in suggestion.edits):
        return f"Write “{shown}”"
    return shown[:1].upper() + shown[1:]


# -- letting it stand -----------------------------------------------------------------------------


def _allowances(
    findings: Sequence[Finding], checked: Checked, client: Client
) -> Iterator[types.CodeAction]:
    """One action for each rule and paragraph, for all its findings there."""
    made: dict[Edit, types.CodeAction] = {}
    for finding in findings:
        place = allowance(finding, checked.source)
        if place is None:
            continue
        edit, whole = place
        marks = [diagnostic(finding, checked)]
        if edit in made:
            made[edit].diagnostics = [*(made[edit].diagnostics or ()), *marks]
            continue
        where = "letter" if whole else "paragraph"
        made[edit] = types.CodeAction(
            f"Let {finding.rule} stand in this {where}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=marks,
            edit=workspace_edit(checked, (edit,), client),
        )
    yield from made.values()


def allowance(finding: Finding, source: Source) -> tuple[Edit, bool] | None:
    """The edit of the source that puts a comment there which lets a finding stand, and whether it is for
    the whole letter; None where no place for one leaves the letter as it is."""
    blocks = _blocks(source.document)
    around = [k for k, block in enumerate(blocks) if block.span.contains(finding.span)]
    whole = finding.span == Span(0, 0) or not around
    if not blocks:
        return None
    index = 0 if whole else around[0]
    stands = source.span(blocks[index].span)
    if stands is None:
        return None
    verb = "allow-letter" if whole else "allow"
    comment = f"<!-- plainletter: {verb} {finding.rule} because {REASON} -->"
    line = source.plain.rfind("\n", 0, stands.start) + 1
    indent = source.plain[line : stands.start]
    indent = indent[: len(indent) - len(indent.lstrip(" \t"))]
    for at, text in (
        (line, f"{indent}{comment}\n"),
        (stands.start, f"{comment} "),
        (stands.start, comment),
        (stands.end, f" {comment}"),
    ):
        edit = Edit(Span(at, at), text)
        after = source.after((edit,))
        if after is not None and _lets_stand(finding, index, source.document, after):
            return edit, whole
    return None


def _blocks(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind != "markup"]


def _lets_stand(finding: Finding, index: int, before: Document, after: Document) -> bool:
    """True when a finding in the block of this number is let stand, and all else is as it was."""
    if _shape(before) != _shape(after) or len(before.problems) != len(after.problems):
        return False
    span = finding.span
    if span != Span(0, 0):
        moved = _blocks(after)[index].span.start - _blocks(before)[index].span.start
        span = Span(span.start + moved, span.end + moved)
    kept, _ = suppress([replace(finding, span=span)], after.allowances)
    return not kept


def _shape(document: Document) -> list[tuple[Any, ...]]:
    """What the blocks are and hold, wherever they stand."""
    return [
        (
            block.kind, block.level, block.marker, block.header, block.span.of(document.text),
            replace(block.place, line=None, column=None),
        )
        for block in _blocks(document)
    ]  # fmt: skip
