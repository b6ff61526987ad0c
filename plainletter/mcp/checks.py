"""Checks for assistants, in a process of their own: a letter that hangs or kills its reader takes nothing
with it but its own answer, and a check that nobody waits for is ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import TimeoutError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from plainletter.api import check_text, explained
from plainletter.config import Config
from plainletter.errors import PlainletterError, ReadError, printable
from plainletter.limits import Limits
from plainletter.mcp.shapes import (
    CheckAnswer,
    Finding,
    First,
    Item,
    Problem,
    Reason,
    Score,
    Suggestion,
)
from plainletter.model import Report
from plainletter.priorities import priorities
from plainletter.reporters import gravest
from plainletter.workers import Workers

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to check. `file` is where to read it, "" for the text itself; `name` is what it is called."""

    config: Config
    text: str = ""
    file: str = ""
    name: str = ""


class Checks:
    """Runs jobs in `jobs` processes, none for longer than `seconds`. Processes start with the first job."""

    def __init__(self, jobs: int, seconds: float) -> None:
        self.jobs = jobs
        self.seconds = seconds
        self._workers = Workers(jobs)

    def stop(self) -> None:
        """End the processes; what is being checked is dropped."""
        self._workers.close()

    async def run(self, job: Callable[..., Found], *args: Any) -> Found:
        """Run a job and wait for it; a wait that is cancelled ends its process.

        Raises `PlainletterError` where the job took too long or its process came to an end, and what the
        job raises.
        """
        from pebble import ProcessExpired

        limits = Limits(seconds=self.seconds)
        try:
            return await asyncio.wrap_future(self._workers.submit(limits, job, *args))
        except TimeoutError:
            raise PlainletterError(
                f"The check took more than {self.seconds:g} seconds and was ended; nothing was checked. "
                "Split the letter, or save it anew."
            ) from None
        except (ProcessExpired, RuntimeError):
            raise PlainletterError(
                "The letter could not be checked: its reader came to an end. Save it anew."
            ) from None


def checked(letter: Letter, max_findings: int) -> CheckAnswer:
    """The answer to a check, with the gravest findings only; 0 is all.

    Raises `ReadError` where nothing of the letter could be read, and `UsageError`, `ConfigError` or
    `PackError` for wrong rules and settings.
    """
    config = letter.config
    if letter.file:
        report = explained(lambda: _report_on_file(letter), letter.name, config.profile)
    else:
        report = explained(lambda: check_text(letter.text, config=config), "", config.profile)
    if report.document.format == "unknown":
        (problem,) = report.problems
        told = problem.message
        if letter.file:
            told = told.replace(printable(letter.file), printable(letter.name))
            told = told.replace(letter.file, letter.name)
        raise ReadError(told if letter.file else f"The text cannot be checked: {told}")
    return _answer(replace(report, path=letter.name), max_findings)


def _report_on_file(letter: Letter) -> Report:
    from plainletter.allowances import SIDECAR_SUFFIX, with_sidecar
    from plainletter.engine import checker
    from plainletter.readers import file_bytes, read_bytes

    within = letter.config.limits
    document = read_bytes(file_bytes(letter.file, within), letter.name, within)
    path = Path(letter.file)
    # A link beside a letter could lead out of the folders that may be read.
    if not path.with_name(path.name + SIDECAR_SUFFIX).is_symlink():
        document = with_sidecar(document, path)
    return checker(letter.config).check(document)


def _answer(report: Report, max_findings: int) -> CheckAnswer:
    shown = gravest(report.findings, max_findings) if max_findings else report.findings
    age = report.measures.get("reading_age")
    return CheckAnswer(
        path=report.path,
        profile=report.profile,
        words=report.words,
        checked=not report.problems,
        problems=tuple(Problem(p.stage, p.message) for p in report.problems),
        scores={
            name: Score(s.value, s.band, tuple(Reason(r.text, r.points) for r in s.reasons))
            for name, s in report.scores.items()
            if report.words
        },
        reading_age=age.value if age is not None and report.words else None,
        first=tuple(First(p.text, p.score, p.gain) for p in priorities(report) if report.words),
        findings=tuple(
            Finding(
                f.rule, f.category, f.level, f.message, f.why, f.source, f.text, f.place.to_dict(),
                tuple(Suggestion(s.text, s.safe) for s in f.suggestions),
            )
            for f in shown
        ),
        findings_in_all=len(report.findings),
        checklist=tuple(
            Item(
                i.id, i.title, i.status, i.weight,
                i.message if i.status in ("missing", "partial") else "",
            )
            for i in report.checklist
        ),
    )  # fmt: skip
