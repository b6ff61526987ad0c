"""The summary of a run as a terminal shows it."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from plainletter.batch.summary import Coverage, Group, Summary
from plainletter.batch.templates import Templates
from plainletter.errors import unsteered

WIDTH = 100
_FIRST = 5
"""Letters, faults and lines that are shown; the dashboard and the exports hold more."""

_BANDS = {"good": "green", "fair": "yellow", "poor": "red"}


def write(
    summary: Summary, templates: Templates, stream: TextIO, *, colour: bool, database: str
) -> None:
    """Write the summary to a text stream."""
    console = Console(
        file=stream, width=WIDTH, no_color=not colour, force_terminal=colour, highlight=False,
        markup=False, emoji=False, soft_wrap=False,
    )  # fmt: skip
    _head(console, summary)
    if summary.checked:
        _scores(console, summary)
        _months(console, summary)
        _groups(console, "By team", summary.teams, summary.min_group)
        _faults(console, summary)
        _coverage(console, summary)
        _templates(console, templates)
        _weakest(console, summary)
    _troubles(console, summary)
    console.print(Text(f"The results are in {unsteered(database)}.", style="dim"))


def _head(console: Console, summary: Summary) -> None:
    run = summary.run
    left = summary.letters - summary.checked
    told = f"{_many(summary.letters, 'letter')}, {summary.words:,} words."
    if left:
        told += f" {left:,} could not be checked."
    console.print(Text(f"Run {run.run}: {told}", style="bold"))
    if summary.new_only:
        console.print("Only findings that are not in the baseline are told of.")


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _table(*columns: str) -> Table:
    table = Table(
        box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0)
    )
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if not number else "right", overflow="fold")
    return table


def _show(console: Console, table: Table) -> None:
    console.print(Padding(table, (0, 0, 0, 2)))


def _scores(console: Console, summary: Summary) -> None:
    _heading(console, "Scores (0 to 100, 100 is best)")
    table = _table("", "mean", "median", "good", "fair", "poor")
    for spread in summary.scores:
        if spread.mean is None:
            continue
        shares = [
            Text(f"{100 * many / spread.letters:.0f} %", style=style if many else "dim")
            for many, style in zip(
                (spread.good, spread.fair, spread.poor), _BANDS.values(), strict=True
            )
        ]
        table.add_row(spread.name, f"{spread.mean:.0f}", f"{spread.median:.0f}", *shares)
    _show(console, table)
    if summary.reading_age is not None:
        console.print(f"  The mean reading age is {summary.reading_age:.1f}; aim for 11 or less.")


def _months(console: Console, summary: Summary) -> None:
    shown = [group for group in summary.months if not group.hidden]
    if len(shown) > 1:
        _groups(console, "By month", summary.months[-12:], summary.min_group)


def _groups(console: Console, title: str, groups: tuple[Group, ...], least: int) -> None:
    if not groups:
        return
    _heading(console, title)
    table = _table("", "letters", "overall", "tone", "jargon", "content", "reading age")
    for group in groups:
        if group.hidden:
            continue
        table.add_row(
            Text(unsteered(group.name)), f"{group.letters:,}",
            *(f"{group.scores.get(name, 0):.0f}" for name in ("overall", "tone", "jargon", "content")),
            "" if group.reading_age is None else f"{group.reading_age:.1f}",
        )  # fmt: skip
    if table.row_count:
        _show(console, table)
    hidden = sum(group.hidden for group in groups)
    if hidden:
        told = f"{_many(hidden, 'group')} too small to show (--min-group is {least})."
        console.print(Text(f"  {told}", style="dim"))


def _faults(console: Console, summary: Summary) -> None:
    if not summary.faults:
        return
    _heading(console, "What goes wrong most")
    table = _table("", "letters", "times")
    for fault in summary.faults[: 2 * _FIRST]:
        table.add_row(
            Text.assemble(unsteered(fault.title), (f"  {unsteered(fault.rule)}", "dim")),
            f"{fault.letters:,}", f"{fault.findings:,}",
        )  # fmt: skip
    _show(console, table)


def _coverage(console: Console, summary: Summary) -> None:
    grave = [
        item for item in summary.coverage if item.asked and item.weight in ("law", "inspection")
    ]
    worst = sorted(grave, key=lambda item: (_said(item), item.item))[:_FIRST]
    if not worst:
        return
    _heading(console, "What letters leave out most (law and inspection)")
    table = _table("", "say it", "in part", "do not")
    for item in worst:
        table.add_row(
            Text.assemble(unsteered(item.title), (f"  {unsteered(item.item)}", "dim")),
            f"{item.present:,}", f"{item.partial:,}", f"{item.missing:,}",
        )  # fmt: skip
    _show(console, table)


def _said(item: Coverage) -> float:
    return (item.present + item.partial / 2) / item.asked


def _templates(console: Console, templates: Templates) -> None:
    if templates.template is None or templates.free is None:
        return
    _heading(console, "Template text and free text")
    table = _table("", "words", "readability", "tone", "jargon", "reading age")
    for name, kind in (("template", templates.template), ("free", templates.free)):
        table.add_row(
            name, f"{kind.share:.0%}", str(kind.readability), str(kind.tone), str(kind.jargon),
            f"{kind.reading_age:.1f}",
        )  # fmt: skip
    _show(console, table)
    for line in templates.lines[:_FIRST]:
        console.print()
        console.print(f"  Changing this one line improves {_many(line.letters, 'letter')}:")
        if line.text is None:
            rules = ", ".join(unsteered(title) for _, title in line.rules)
            console.print(f"    (name the folder to see it) {rules}")
            continue
        console.print(Padding(Text(unsteered(line.text)), (0, 0, 0, 4)))
        if line.better is not None:
            console.print(Padding(Text(unsteered(f"→ {line.better}"), style="green"), (0, 0, 0, 4)))
        if line.advice is not None:
            told = f"and: {line.advice}" if line.better is not None else f"→ {line.advice}"
            console.print(Padding(Text(unsteered(told), style="green"), (0, 0, 0, 4)))


def _weakest(console: Console, summary: Summary) -> None:
    _heading(console, "Letters to look at first")
    table = _table("", "overall", "errors", "warnings")
    for letter in summary.weakest[:_FIRST]:
        table.add_row(
            Text(unsteered(letter.path)),
            str(letter.overall),
            str(letter.errors),
            str(letter.warnings),
        )
    _show(console, table)


def _troubles(console: Console, summary: Summary) -> None:
    if not summary.troubles:
        return
    _heading(console, "Could not be checked, or not all of it")
    for trouble in summary.troubles[: 2 * _FIRST]:
        told = f"{unsteered(trouble.path)}: {unsteered(trouble.message)}"
        console.print(Padding(Text(told), (0, 0, 0, 2)))
    left = summary.troubles_left + max(len(summary.troubles) - 2 * _FIRST, 0)
    if left:
        console.print(f"  and {left:,} more: see the table letters in the database.")
    console.print()


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
