"""How an audit gets on, for a person who waits: a bar, the rate, the time left, and the problems so far."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Silence:
    """Shows nothing."""

    def begin(self, total: int) -> None:
        """Takes note of nothing."""

    def done(self, path: str, problem: str | None, *, fresh: bool) -> None:
        """Takes note of nothing."""


class _Rate(ProgressColumn):
    """Letters a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} letters/s" if speed else "")


class Bar:
    """A bar on standard error, gone when the audit is over."""

    def __init__(self, *, colour: bool) -> None:
        self.problems = 0
        self._progress = Progress(
            TextColumn("Checking"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[problems]}"),
            console=Console(stderr=True, no_color=not colour, markup=False, emoji=False),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, problems="")

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, total: int) -> None:
        """So many letters are to be looked at."""
        self._progress.update(self._task, total=total)

    def done(self, path: str, problem: str | None, *, fresh: bool) -> None:
        """A letter is done."""
        del path, fresh
        if problem is not None:
            self.problems += 1
        told = f"{self.problems} could not be checked" if self.problems else ""
        self._progress.update(self._task, advance=1, problems=told)
