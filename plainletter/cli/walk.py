"""`plainletter fix --interactive`: one finding after the other, with everything undoable until written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from plainletter.fix.rewrites import Rewrite, caution, fix_with, overlaps
from plainletter.letter import Anatomy, anatomy

if TYPE_CHECKING:
    from plainletter.engine import Checker
    from plainletter.fix.rewrites import Fix
    from plainletter.model import Document, Finding, Suggestion

_KEYS = (
    "a take it, n next wording, s skip, l let it stand in this letter, u undo, "
    "w write and stop, q stop without writing"
)
_DEFAULT_REASON = "Looked at and left on purpose."


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was decided about a finding: a wording to put in, or a reason to let it stand, or neither."""

    finding: Finding
    taken: Suggestion | None = None
    because: str = ""


def walk(
    document: Document, checker: Checker
) -> tuple[Fix, tuple[tuple[str, str, str], ...]] | None:
    """Ask about each finding that marks words. The fix with all that was taken, and what is allowed in
    this letter as (rule, text, reason); None where nothing is to be written."""
    report, letter = checker.check(document), anatomy(document)
    findings = [finding for finding in report.findings if len(finding.span)]
    answers: list[_Answer] = []
    at = 0
    while at < len(findings):
        answer = _ask(findings[at], at, len(findings), letter, answers)
        if answer == "quit":
            return None
        if answer == "write":
            break
        if answer == "undo":
            if answers:
                answers.pop()
                at -= 1
            else:
                typer.echo("  There is nothing to undo.")
            continue
        assert isinstance(answer, _Answer)
        answers.append(answer)
        at += 1
    taken = [
        Rewrite(a.finding, a.taken)
        for a in answers if a.taken is not None
    ]  # fmt: skip
    allowed = tuple((a.finding.rule, a.finding.text, a.because) for a in answers if a.because)
    return fix_with(document, report, checker, taken), allowed


def _ask(
    finding: Finding, number: int, count: int, letter: Anatomy, answers: list[_Answer],
) -> _Answer | str:  # fmt: skip
    """The answer to one finding, or "undo", "write" or "quit"."""
    wordings = [s for s in finding.suggestions if s.edits]
    advice = [s.text for s in finding.suggestions if not s.edits]
    _show(finding, number, count, letter.document, advice)
    shown = 0
    while True:
        if wordings:
            told = caution(finding, wordings[shown], letter)
            careful = f"  (careful: {told})" if told else ""
            typer.echo(f"  → {_plain(wordings[shown].text)}{careful}")
        try:
            key = input("  [a n s l u w q ?] ").strip().lower()[:1]
        except EOFError:
            return "quit"
        if key == "a" and wordings:
            earlier = [a.taken for a in answers if a.taken is not None]
            if any(overlaps(wordings[shown], other) for other in earlier):
                typer.echo("  It overlaps a change you have taken. Undo that one first.")
                continue
            return _Answer(finding, wordings[shown])
        if key == "a":
            typer.echo("  There is no wording to take here; only you can write it.")
        elif key == "n" and wordings:
            shown = (shown + 1) % len(wordings)
        elif key == "s":
            return _Answer(finding)
        elif key == "l":
            because = input(f"  Why? [{_DEFAULT_REASON}] ").strip()
            return _Answer(finding, because=because or _DEFAULT_REASON)
        elif key in ("u", "w", "q"):
            return {"u": "undo", "w": "write", "q": "quit"}[key]
        else:
            typer.echo(f"  {_KEYS}")


def _show(finding: Finding, number: int, count: int, document: Document, advice: list[str]) -> None:
    sentence = finding.sentence.of(document.text)
    start = finding.span.start - finding.sentence.start
    end = finding.span.end - finding.sentence.start
    marked = sentence
    if 0 <= start <= end <= len(sentence):
        marked = f"{sentence[:start]}[{sentence[start:end]}]{sentence[end:]}"
    typer.echo(f"\n{number + 1} of {count}  {_plain(marked)}")
    typer.echo(f"  {_plain(finding.message)} {_plain(finding.why)}  [{finding.rule}]")
    for text in advice:
        typer.echo(f"  {_plain(text)}")


def _plain(text: str) -> str:
    """One line without control characters: a letter must not steer the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
