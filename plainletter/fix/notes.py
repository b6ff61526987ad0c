"""What is left for the writer, as comments: findings with their advice, and what the letter does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plainletter.edits import original_span
from plainletter.fix.rewrites import Fix
from plainletter.model import ChecklistItem, Document, Finding, Report, Span
from plainletter.packs.schema import RequireRule, RuleSpec
from plainletter.review.word import Note

_MOST_WORDINGS = 3


def notes(fix: Fix, rules: Mapping[str, RuleSpec]) -> Iterator[Note]:
    """The comments for a reviewed copy; their spans are those of the letter as it was read. They tell what
    is left once the changes are accepted.

    A finding becomes a comment on its own words. What the letter does not say becomes a comment near the
    last thing it says before that in the order of the checklist, or at the top; what belongs to the same
    place is one comment.
    """
    missing = {id for id, rule in rules.items() if isinstance(rule, RequireRule)}
    refused = {(one.finding.rule, one.finding.text): one.reason for one in fix.refused}
    document = fix.after.document
    for finding in fix.notes:
        if finding.rule not in missing:
            reason = refused.get((finding.rule, finding.text), "")
            place = original_span(_words(finding.span, document), fix.edits)
            yield Note(place, _lines(finding, reason))
    for place, lines in _gaps(fix.after):
        yield Note(original_span(place, fix.edits), lines)


def _lines(finding: Finding, reason: str) -> tuple[str, ...]:
    lines = [f"{finding.message} {finding.why}".strip()]
    wordings = [s.text for s in finding.suggestions if s.edits][:_MOST_WORDINGS]
    advice = [s.text for s in finding.suggestions if not s.edits]
    if wordings:
        lines.append("Better: " + " or: ".join(f"“{wording}”" for wording in wordings))
    lines += advice
    if reason.startswith("it could change"):
        lines.append(f"Please choose yourself: {reason}.")
    lines.append(f"[{finding.rule}]")
    return tuple(lines)


def _gaps(report: Report) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """What the letter does not say, each place with its lines."""
    places: dict[Span, list[ChecklistItem]] = {}
    order = {item.id: k for k, item in enumerate(report.checklist)}
    for item in report.checklist:
        if item.status in ("missing", "partial"):
            places.setdefault(_place(item, order, report), []).append(item)
    for place, items in sorted(places.items()):
        told = ["The letter does not say this yet:"]
        told += [
            f"{item.title}{' (only in part)' if item.status == 'partial' else ''}. {item.message} [{item.id}]"
            for item in items
        ]  # fmt: skip
        yield place, tuple(told)


def _place(item: ChecklistItem, order: Mapping[str, int], report: Report) -> Span:
    """Where a statement would go: where it is said in part, else behind what stands before it in the
    checklist, else the top of the letter."""
    document = report.document
    if item.evidence:
        return _words(item.evidence[-1], document)
    for other in reversed(report.checklist[: order[item.id]]):
        if other.evidence and other.id[0] == item.id[0]:
            return _last_word(other.evidence[-1], document)
    first = next((b for b in document.blocks if b.label == "salutation"), None)
    if first is None:
        first = next((b for b in document.blocks if b.scored), None)
    return first.span if first is not None else Span(0, 0)


def _last_word(span: Span, document: Document) -> Span:
    block = document.block_at(max(span.end - 1, span.start))
    end = block.span.end if block is not None else span.end
    text = document.text
    start = max(text.rfind(" ", 0, end - 1), text.rfind("\n", 0, end - 1)) + 1
    return Span(max(start, block.span.start if block is not None else 0), end)


def _words(span: Span, document: Document) -> Span:
    """The span itself, or the first words of the letter where it is empty."""
    if len(span):
        return span
    block = next((b for b in document.blocks if b.span.end > span.start), None)
    return block.span if block is not None else span
