"""Which suggestions are put into a letter, and what the letter says with them in it.

The rule for rewrites that overlap, stated once: of two that share a character the one that begins first
stays, of two that begin at the same place the longer; the other becomes advice.

A rewrite is taken only where nothing speaks against it: the meaning guard lets it pass, it stands in running
text and not in quoted words, names of laws or blanks, and the letter with it raises no finding that was not
there before and loses no statement that the law needs. What a rewrite lays open is rewritten too, so that
fixing a fixed letter changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from plainletter.edits import apply_edits, composed, edited, moved_span, original_span
from plainletter.engine import Checker
from plainletter.fix.guard import meaning_changed, only_explains
from plainletter.letter import Anatomy, anatomy
from plainletter.model import Document, Edit, Finding, Report, Span, Suggestion

Scope = Literal["safe", "all"]
"""safe: only suggestions that can never change the meaning; all: every first wording that passes the guard."""

SHUT = "it stands in a field, or in something else that must not be changed"

_ROUNDS = 5
"""How often what a rewrite lays open is looked at again. Two were enough for every letter tried."""

_STATUSES = ("not_checked", "missing", "partial", "present")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A suggestion that is put into the letter, and what was found there."""

    finding: Finding
    suggestion: Suggestion

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of the letter's text, in order."""
        return _in_order(self.suggestion.edits)


def _in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _edits_of(rewrites: Iterable[Rewrite]) -> tuple[Edit, ...]:
    """All edits of rewrites that do not overlap, in order."""
    return _in_order(edit for rewrite in rewrites for edit in rewrite.edits)


@dataclass(frozen=True, slots=True)
class Refused:
    """A suggestion with a wording that is left to the writer, and why, as the end of a sentence."""

    finding: Finding
    suggestion: Suggestion
    reason: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A letter and what becomes of it.

    before, after: the reports on the letter as it is and with all rewrites in it.
    rewrites: what was taken, in the order of the text; spans are those of the letter as it is.
    edits: all changes of the letter's text, in order, none overlapping. What a rewrite laid open is in
        here too, joined to it.
    refused: wordings that were not taken.
    """

    before: Report
    after: Report
    rewrites: tuple[Rewrite, ...]
    edits: tuple[Edit, ...]
    refused: tuple[Refused, ...]

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings that stay for the writer; spans are those of the text of `after`."""
        return self.after.findings

    @property
    def text(self) -> str:
        """The letter's text with all rewrites in it."""
        return apply_edits(self.before.document.text, self.edits)


def fix_document(
    document: Document,
    checker: Checker,
    scope: Scope = "safe",
    *,
    skip: Iterable[str] = (),
    closed: Sequence[Span] = (),
) -> Fix:
    """Put the rewrites of `scope` into a letter. `skip` are keys of findings to leave alone, `closed`
    stretches of the text that cannot be changed."""
    before = checker.check(document)
    barred = frozenset(skip)
    first = _round(document, before, checker, scope, barred, closed)
    edits, current, after = first.edits, first.document, first.report
    for _ in range(_ROUNDS):
        shut = [moved_span(span, edits) for span in closed]
        more = _round(current, after, checker, scope, barred, shut)
        if not more.edits:
            break
        edits = composed(edits, more.edits)
        current, after = more.document, more.report
    return Fix(before, after, first.rewrites, edits, first.refused)


def fix_with(
    document: Document, before: Report, checker: Checker, rewrites: Sequence[Rewrite]
) -> Fix:
    """The fix that holds just these rewrites, which a person has chosen and which do not overlap."""
    edits = _edits_of(rewrites)
    after = checker.check(edited(document, edits)) if edits else before
    return Fix(before, after, tuple(rewrites), edits, ())


def caution(finding: Finding, suggestion: Suggestion, letter: Anatomy) -> str:
    """What the meaning guard has against a wording; "" for nothing."""
    return _reason_against(finding, suggestion, letter, "all")


def overlaps(one: Suggestion, two: Suggestion) -> bool:
    """True when the edits of two suggestions share a character or a place."""
    return any(a.span.overlaps(b.span) for a in one.edits for b in two.edits)


@dataclass(frozen=True, slots=True)
class _Round:
    """What one look at a letter gives: its rewrites, and the letter with them and what is found there."""

    rewrites: tuple[Rewrite, ...]
    refused: tuple[Refused, ...]
    edits: tuple[Edit, ...]
    document: Document
    report: Report


def _round(
    document: Document, before: Report, checker: Checker, scope: Scope, skip: Collection[str],
    closed: Sequence[Span],
) -> _Round:  # fmt: skip
    letter, barred = anatomy(document), set(skip)
    while True:
        rewrites, refused = _choose(before, letter, scope, barred, closed)
        edits = _edits_of(rewrites)
        if not edits:
            return _Round((), tuple(refused), (), document, before)
        changed = edited(document, edits)
        after = checker.check(changed)
        worse, wide = _worse(before, after, edits, rewrites)
        if wide and not worse:
            worse = {_culprit(document, before, checker, rewrites)}
        if not worse:
            return _Round(tuple(rewrites), tuple(refused), edits, changed, after)
        barred |= worse


def _culprit(
    document: Document, before: Report, checker: Checker, rewrites: Sequence[Rewrite]
) -> str:
    """The key of the rewrite with which the letter as a whole gets worse: the last of the shortest row of
    rewrites, from the first on, that makes it so."""
    good, bad = 0, len(rewrites)
    while bad - good > 1:
        middle = (good + bad) // 2
        some = rewrites[:middle]
        edits = _edits_of(some)
        if any(_worse(before, checker.check(edited(document, edits)), edits, some)):
            bad = middle
        else:
            good = middle
    return rewrites[bad - 1].finding.key


def _choose(
    report: Report, letter: Anatomy, scope: Scope, barred: Collection[str], closed: Sequence[Span]
) -> tuple[list[Rewrite], list[Refused]]:
    taken: list[Rewrite] = []
    refused: list[Refused] = []
    reached = -1
    for finding in sorted(report.findings, key=lambda f: (f.span.start, -f.span.end)):
        suggestion = next((s for s in finding.suggestions if s.edits), None)
        if suggestion is None:
            continue
        reason = _reason_against(finding, suggestion, letter, scope)
        edits = _in_order(suggestion.edits)
        if not reason and any(e.span.overlaps(span) for e in edits for span in closed):
            reason = SHUT
        if not reason and edits[0].span.start < reached:
            reason = "it overlaps a change just before it"
        if not reason and finding.key in barred:
            reason = "with it the letter would raise a new finding"
        if reason:
            refused.append(Refused(finding, suggestion, reason))
            continue
        reached = max(edits[-1].span.end, finding.span.end)
        taken.append(Rewrite(finding, suggestion))
    return taken, refused


def _reason_against(finding: Finding, suggestion: Suggestion, letter: Anatomy, scope: Scope) -> str:
    if scope == "safe" and not suggestion.safe:
        return "only you can say whether it fits"
    document = letter.document
    for edit in suggestion.edits:
        block = document.block_at(edit.span.start)
        if block is None or not block.span.contains(edit.span):
            return "it is not in one paragraph"
        shut = (*letter.quotations, *letter.citations, *letter.placeholders, *document.placeholders)
        if any(edit.span.overlaps(span) for span in shut if len(span)):
            return "it stands in a quotation, the name of a law or a blank"
    text = document.text
    if all(only_explains(edit.span.of(text), edit.text) for edit in suggestion.edits):
        return ""
    whole = Span(
        min(edit.span.start for edit in suggestion.edits),
        max(edit.span.end for edit in suggestion.edits),
    )
    old = whole.of(text)
    new = apply_edits(
        old,
        [Edit(Span(e.span.start - whole.start, e.span.end - whole.start), e.text)
         for e in suggestion.edits],
    )  # fmt: skip
    changed = meaning_changed(old, new, letter.names, opens=whole.start == finding.sentence.start)
    return f"it could change {changed}" if changed else ""


def _worse(
    before: Report, after: Report, edits: Sequence[Edit], rewrites: Sequence[Rewrite]
) -> tuple[set[str], bool]:
    """The keys of rewrites with which something new is found, or something that was said is lost, in
    their own sentence; and whether the letter is worse in another way."""
    blamed: set[str] = set()
    wide = False
    for finding in after.findings:
        span, sentence = (
            original_span(finding.span, edits),
            original_span(finding.sentence, edits),
        )
        if any(
            other.rule == finding.rule and (other.span.overlaps(span) or not len(span))
            for other in before.findings
        ):
            continue
        near = {r.finding.key for r in rewrites if _touches(r, sentence)}
        blamed |= near
        wide = wide or not near
    was = {item.id: item for item in before.checklist}
    for item in after.checklist:
        old = was.get(item.id)
        if old is not None and _STATUSES.index(item.status) < _STATUSES.index(old.status):
            near = {r.finding.key for r in rewrites if any(_touches(r, e) for e in old.evidence)}
            blamed |= near
            wide = wide or not near
    return blamed, wide


def _touches(rewrite: Rewrite, span: Span) -> bool:
    return any(
        span.start <= edit.span.end and edit.span.start <= span.end for edit in rewrite.edits
    )
