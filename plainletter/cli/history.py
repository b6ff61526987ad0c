"""`plainletter history`: the runs of an audit, and whether letters got better or worse between two of them."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from plainletter.cli.audit import DATABASE
from plainletter.errors import ExitCode, UsageError, unsteered, visible_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from plainletter.batch.history import Comparison, History, ItemChange, RuleChange, RunRow

WIDTH = 80

_COLUMNS = (
    "run", "finished", "version", "ruleset", "profile", "letters", "checked", "problems", "overall",
    "readability", "tone", "jargon", "content", "good", "fair", "poor", "errors", "reading_age",
)  # fmt: skip


def history(
    database: Annotated[
        Path, typer.Argument(metavar="DATABASE", help="The results of plainletter audit.")
    ] = DATABASE,
    before: Annotated[
        int | None,
        typer.Option("--from", metavar="RUN", help="Compare this run. [default: the one before]"),
    ] = None,
    after: Annotated[
        int | None, typer.Option("--to", metavar="RUN", help="With this run. [default: the last]")
    ] = None,
    format: Annotated[
        Literal["terminal", "json", "csv"],
        typer.Option("--format", help="How to print it; csv is the table of runs alone."),
    ] = "terminal",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it to this file.")
    ] = None,
    min_group: Annotated[
        int,
        typer.Option("--min-group", metavar="N", min=1, help="Show no figures of smaller teams."),
    ] = 5,
    fail_if_worse: Annotated[
        bool,
        typer.Option(
            "--fail-if-worse",
            help="Exit with 1 where changed letters have a lower mean, or any has more errors.",
        ),
    ] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> int:
    """List the runs of an audit, and compare the last two, or the two that are named.

    With --fail-if-worse, only letters that are in both runs and were changed count: new letters and new
    rules make nothing worse. Exit code 3 where that cannot be said: no letter is in both runs, or one can
    no longer be checked.
    """
    if output is not None and os.path.realpath(output) == os.path.realpath(database):
        raise UsageError(f"{output}: is the database itself. Name another file.")
    from plainletter.batch.history import history as compare
    from plainletter.batch.store import Store

    with Store.open(database, create=False) as store:
        made = compare(store, before, after, min_group=min_group)
    _put(made, format, output, no_color)
    return _judged(made.comparison) if fail_if_worse else ExitCode.CLEAN


def _judged(told: Comparison) -> int:
    if not told.compared:
        _say("No letter could be checked in both runs, so nobody can say whether any got worse.")
        return ExitCode.UNCHECKED
    if told.lost:
        _say(f"{_many(told.lost, 'letter')} could be checked before, and not now.")
        return ExitCode.UNCHECKED
    if told.got_worse:
        parts = []
        if told.changed_by < 0:
            mean = told.changed_by / told.changed
            parts.append(f"the mean overall score of changed letters fell by {-mean:.1f}")
        if told.more_errors:
            parts.append(f"{_many(told.more_errors, 'letter')} got more errors")
        told_too = "" if told.same_rules else " Part of it may come from the rules, which changed."
        _say(f"Letters got worse: {' and '.join(parts)}.{told_too}")
        return ExitCode.FINDINGS
    return ExitCode.CLEAN


def _say(message: str) -> None:
    typer.echo(f"plainletter: {unsteered(message)}", err=True)


def _put(made: History, format: str, output: Path | None, no_color: bool) -> None:
    if output is None:
        colour = not (no_color or os.environ.get("NO_COLOR")) and sys.stdout.isatty()
        _write(made, format, sys.stdout, colour=colour)
        return
    from plainletter.review.files import write_whole

    held = io.StringIO(newline="")
    _write(made, format, held, colour=False)
    # As the exports have it: without the mark, Excel takes the file for another code page.
    write_whole(output, held.getvalue().encode("utf-8-sig" if format == "csv" else "utf-8"))


def _write(made: History, format: str, stream: TextIO, *, colour: bool) -> None:
    if format == "json":
        shape = {"schema": "plainletter.history/1", **made.to_dict()}
        stream.write(visible_json(json.dumps(shape, ensure_ascii=False, indent=2)) + "\n")
    elif format == "csv":
        from plainletter.cells import csv_rows

        csv_rows(_COLUMNS, (_cells(run) for run in made.runs), stream, end="\n")
    else:
        _Page(stream, colour=colour).write(made)


def _cells(run: RunRow) -> tuple[Any, ...]:
    return tuple(
        run.scores.get(name) if not hasattr(run, name) else getattr(run, name) for name in _COLUMNS
    )


class _Page:
    """The history as a terminal shows it."""

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        from rich.console import Console

        self.console: Console = Console(
            file=stream, width=WIDTH, no_color=not colour, force_terminal=colour, highlight=False,
            markup=False, emoji=False,
        )  # fmt: skip

    def write(self, made: History) -> None:
        """All of it."""
        self._runs(made.runs)
        told = made.comparison
        dates = {run.run: run.finished[:10] for run in made.runs}
        self._heading(
            f"Run {told.before} ({dates[told.before]}) and run {told.after} ({dates[told.after]})"
        )
        self._letters(told)
        self._rules("Found more often", told, told.rules_more, "red")
        self._rules("Found less often", told, told.rules_less, "green")
        self._items("Said by more letters", told, told.items_more, "green")
        self._items("Said by fewer letters", told, told.items_less, "red")
        self._worst(told)
        self._teams(told, made.min_group)

    def _heading(self, text: str) -> None:
        from rich.text import Text

        self.console.print()
        self.console.print(Text(text, style="bold"))

    def _line(self, text: str, style: str = "") -> None:
        from rich.padding import Padding
        from rich.text import Text

        self.console.print(Padding(Text(text, style=style), (0, 0, 0, 2), expand=False))

    def _show(self, table: Table) -> None:
        from rich.padding import Padding

        self.console.print(Padding(table, (0, 0, 0, 2), expand=False))

    def _runs(self, runs: tuple[RunRow, ...]) -> None:
        from rich.text import Text

        self.console.print(Text("Runs", style="bold"))
        table = _table("run", "date", "letters", "problems", "errors each", "reading age")
        for run in runs:
            table.add_row(
                str(run.run), run.finished[:10], f"{run.letters:,}", f"{run.problems:,}",
                _figure(run.errors), _figure(run.reading_age),
            )  # fmt: skip
        self._show(table)
        self._heading("Scores (means, 0 to 100; 100 is best)")
        names = ("overall", "readability", "tone", "jargon", "content")
        table = _table("run", *names, "good", "fair", "poor")
        for run in runs:
            shares = (run.good, run.fair, run.poor)
            table.add_row(
                str(run.run), *(_figure(run.scores.get(name)) for name in names),
                *("–" if share is None else f"{share:.0%}" for share in shares),
            )  # fmt: skip
        self._show(table)

    def _letters(self, told: Comparison) -> None:
        if not told.same_scope:
            self._line(
                "The two runs were asked for other folders or options. Letters of the same path are taken"
                " for the same.", "yellow",
            )  # fmt: skip
        if not told.same_rules or not told.same_version:
            what = "The rules or settings" if told.same_version else "plainletter and its rules"
            self._line(
                f"{what} changed between these runs. Part of the difference may come from that, and not"
                " from the letters.", "yellow",
            )  # fmt: skip
        if told.by_rules and told.by_rules_gain is not None:
            self._line(
                f"{_many(told.by_rules, 'letter')} {_are(told.by_rules)} the same, word for word. The"
                f" rules alone moved the mean overall score there by {told.by_rules_gain:+.1f}."
            )
        self._line(
            f"{_many(told.both, 'letter')} {_are(told.both)} in both runs; {told.new:,} {_are(told.new)}"
            f" new, {told.gone:,} {_are(told.gone)} gone."
        )
        if told.lost:
            self._line(
                f"{_many(told.lost, 'letter')} could be checked before, and not now.", "bold red"
            )
        if told.mean_before is None or told.mean_after is None:
            self._line("None of them could be checked in full both times.")
            return
        left = told.both - told.compared
        self._line(
            f"Of {told.compared:,} that could be compared: {told.better:,} better, {told.worse:,} worse,"
            f" {told.same:,} with the same overall score."
            + (f" {left:,} could not be compared." if left else "")
        )
        gain = round(told.mean_after - told.mean_before, 1)
        self._line(
            f"Their mean overall score was {told.mean_before:.1f} and is {told.mean_after:.1f}"
            f" ({gain:+.1f}).", "green" if gain > 0 else "red" if gain < 0 else "",
        )  # fmt: skip
        if told.more_errors:
            self._line(
                f"{_many(told.more_errors, 'changed letter')} {'has' if told.more_errors == 1 else 'have'}"
                " more errors than before.", "red",
            )  # fmt: skip

    def _rules(
        self, title: str, told: Comparison, changes: tuple[RuleChange, ...], style: str
    ) -> None:
        if not changes:
            return
        self._heading(f"{title} (times for each 100 letters)")
        table = _table(
            "", "level", f"run {told.before}", f"run {told.after}", "change", first_wide=True
        )
        for change in changes:
            table.add_row(
                _named(change.title, change.rule), change.level, f"{change.before:.1f}",
                f"{change.after:.1f}", _change(change.after - change.before, style),
            )  # fmt: skip
        self._show(table)

    def _items(
        self, title: str, told: Comparison, changes: tuple[ItemChange, ...], style: str
    ) -> None:
        if not changes:
            return
        self._heading(f"{title} (share of letters)")
        table = _table(
            "", "needed by", f"run {told.before}", f"run {told.after}", "change", first_wide=True
        )
        for change in changes:
            table.add_row(
                _named(change.title, change.item), change.weight, f"{change.before:.1%}",
                f"{change.after:.1%}", _change(100 * (change.after - change.before), style),
            )  # fmt: skip
        self._show(table)

    def _worst(self, told: Comparison) -> None:
        if not told.worst:
            return
        from rich.text import Text

        self._heading("Changed letters that got worse most")
        table = _table("", "overall", "errors", first_wide=True)
        for letter in told.worst:
            table.add_row(
                Text(unsteered(letter.path)), f"{letter.before} → {letter.after}",
                f"{letter.errors_before} → {letter.errors_after}",
            )  # fmt: skip
        self._show(table)

    def _teams(self, told: Comparison, least: int) -> None:
        from rich.text import Text

        if not told.teams:
            return
        self._heading("Mean overall score by team")
        table = _table("", f"run {told.before}", f"run {told.after}", first_wide=True)
        for team in told.teams:
            if not team.hidden:
                table.add_row(Text(unsteered(team.team)), _figure(team.before), _figure(team.after))
        if table.row_count:
            self._show(table)
        hidden = sum(team.hidden for team in told.teams)
        if hidden:
            self._line(
                f"{_many(hidden, 'team')} {_are(hidden)} too small to show (--min-group is {least}).",
                "dim",
            )


def _table(*columns: str, first_wide: bool = False) -> Table:
    from rich.table import Table

    table = Table(
        box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0)
    )
    for number, column in enumerate(columns):
        wide = first_wide and not number
        table.add_column(
            column, justify="left" if wide else "right", overflow="fold", no_wrap=not wide
        )
    return table


def _named(title: str, id: str) -> Any:
    from rich.text import Text

    title, id = unsteered(title), unsteered(id)
    return Text(title) if title == id else Text.assemble(title, (f"  {id}", "dim"))


def _change(value: float, style: str) -> Any:
    from rich.text import Text

    return Text(f"{value:+.1f}", style=style)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
