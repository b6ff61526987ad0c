"""What was timed as a table, for a terminal or for the README."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.peers.tools import PLAINLETTER, Peer


@dataclass(frozen=True, slots=True)
class Times:
    """Medians, in seconds of the wall clock.

    one: a process that checks the first letter.
    many: kind of letters to a process that checks the first letter and all of that kind.
    alone: a new process checks the first letter, as a person would have it checked.
    """

    one: float
    many: Mapping[str, float]
    alone: float

    def rate(self, kind: str, letters: int) -> float:
        """Letters a second once the process has started; 0 where that is too quick to be told."""
        taken = self.many[kind] - self.one
        return letters / taken if taken > 0 else 0.0


Result = Times | str
"""Times of a tool, or why there are none."""


def cells(result: Times, ours: Times, letters: int) -> list[str]:
    """The figures of a tool, each with its ratio to plainletter's: above 1 it is quicker."""
    found = []
    for kind in result.many:
        rate, standard = result.rate(kind, letters), ours.rate(kind, letters)
        found += [f"{rate:.1f}", f"{rate / standard:.2f}"] if rate and standard else ["?", "?"]
    return [*found, f"{result.alone:.2f}", f"{ours.alone / result.alone:.2f}"]


def text_table(results: Mapping[Peer, Result], letters: int) -> str:
    """For a terminal: what was timed, what follows from it, and below it what each tool does."""
    ours = results[PLAINLETTER]
    assert isinstance(ours, Times)
    wide = max(len(peer.name) for peer in results)
    kinds = list(ours.many)
    heads = ["first", *kinds, *(word for kind in kinds for word in (f"{kind}/s", "ratio")), "cold"]
    lines = [f"{'':{wide}}" + "".join(f" {head:>11}" for head in [*heads, "ratio"])]
    for peer, result in results.items():
        if isinstance(result, str):
            lines.append(f"{peer.name:{wide}}  skipped: {result}")
            continue
        seconds = [f"{result.one:.2f}", *(f"{result.many[kind]:.2f}" for kind in kinds)]
        figures = [*seconds, *cells(result, ours, letters)]
        lines.append(f"{peer.name:{wide}}" + "".join(f" {figure:>11}" for figure in figures))
    lines.append("")
    lines += [f"{peer.name:{wide}}  {peer.does}; not: {peer.lacks}" for peer in results]
    return "\n".join(lines)


def markdown_table(results: Mapping[Peer, Result], letters: int) -> str:
    """For the README: letters a second and seconds, each with its ratio in brackets."""
    ours = results[PLAINLETTER]
    assert isinstance(ours, Times)
    heads = ["tool", *ours.many, "one letter, cold", "what it does", "what it does not"]
    lines = [row(heads), "|---" * len(heads) + "|"]
    for peer, result in results.items():
        if isinstance(result, str):
            figures = [f"skipped: {result}", *[""] * len(ours.many)]
        else:
            figures = pairs(cells(result, ours, letters))
        lines.append(row([peer.name, *figures, peer.does, peer.lacks]))
    return "\n".join(lines)


def row(columns: list[str]) -> str:
    """A line of a table in Markdown."""
    return "| " + " | ".join(column.replace("|", "\\|") for column in columns) + " |"


def pairs(figures: list[str]) -> list[str]:
    """Each figure with its ratio; the last is in seconds."""
    *rates, alone = zip(figures[::2], figures[1::2], strict=True)
    return [*(f"{rate}/s ({ratio})" for rate, ratio in rates), f"{alone[0]} s ({alone[1]})"]
