"""Annotations for GitHub Actions: one workflow command a line.

GitHub shows ten annotations of each kind a step and drops the rest without a word. So at most ten of each
are written, problems before findings and as many letters as can be before a second finding of one; where
something is left out, the last notice says how much.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TextIO

from plainletter.model import Finding, Level, Problem, Report
from plainletter.positions import Positions
from plainletter.reporters import Options
from plainletter.reporters.words import FILE_LINES, path_of, shown, suggested, told, visible, where

MOST = 10
"""Annotations of a kind that GitHub shows a step; fifty a job, which three kinds never reach."""

_KINDS: Mapping[Level, str] = {"error": "error", "warning": "warning", "advice": "notice"}


@dataclass(slots=True)
class _Kept:
    """The commands of one kind that may be written, letter by letter, and how many there were in all."""

    letters: list[list[str]] = field(default_factory=list)
    count: int = 0

    def add(self, commands: Sequence[str], count: int) -> None:
        """Keep a letter's first commands of this kind; `count` is how many it has."""
        self.count += count
        # Ten letters fill the room with their first finding each: of later ones none is written.
        if commands and len(self.letters) < MOST:
            self.letters.append(list(commands))

    def chosen(self, most: int) -> list[str]:
        """At most so many: the first of each letter, then the second; in the order of the letters."""
        ranked = [
            (at, rank) for rank, row in enumerate(zip_longest(*self.letters))
            for at, command in enumerate(row) if command is not None
        ]  # fmt: skip
        return [self.letters[at][rank] for at, rank in sorted(ranked[:most])]


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write the commands, once it is known which are the gravest: nothing before the last report."""
    problems = _Kept()
    findings: dict[Level, _Kept] = {level: _Kept() for level in _KINDS}
    for report in reports:
        problems.add([_problem(p, report) for p in report.problems[:MOST]], len(report.problems))
        positions = Positions(report.document.text) if report.document.format == "txt" else None
        every = shown(report, options)
        for level, kept in findings.items():
            own = [finding for finding in every if finding.level == level]
            count = sum(finding.level == level for finding in report.findings)
            kept.add([_finding(finding, report, positions) for finding in own[:MOST]], count)
    _write(problems, findings, stream)


def _write(problems: _Kept, findings: Mapping[Level, _Kept], stream: TextIO) -> None:
    unread = problems.chosen(MOST)
    lines = {
        "error": [*unread, *findings["error"].chosen(MOST - len(unread))],
        "warning": findings["warning"].chosen(MOST),
        "advice": findings["advice"].chosen(MOST),
    }
    counts = {level: kept.count for level, kept in findings.items()}
    counts["error"] += problems.count
    if any(counts[level] > len(lines[level]) for level in counts):
        lines["advice"] = findings["advice"].chosen(MOST - 1)
    left = {level: counts[level] - len(lines[level]) for level in counts}
    for commands in lines.values():
        stream.writelines(commands)
    if any(left.values()):
        stream.write(_command("notice", {"title": "There is more"}, _left(left)))


def _left(left: Mapping[Level, int]) -> str:
    names = {"error": "error", "warning": "warning", "advice": "piece of advice"}
    several = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}
    parts = [
        f"{many:,} {names[level] if many == 1 else several[level]}"
        for level, many in left.items() if many
    ]  # fmt: skip
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    verb = "is" if sum(left.values()) == 1 else "are"
    return f"{listed} {verb} not shown here. Use another --format to see everything."


def _problem(problem: Problem, report: Report) -> str:
    return _command("error", {**_file(report), "title": "Not checked"}, told(problem, report))


def _finding(finding: Finding, report: Report, positions: Positions | None) -> str:
    properties = _file(report)
    place = finding.place
    title = finding.rule
    if report.document.format in FILE_LINES and place.line is not None:
        properties |= _lines(finding, positions)
    else:
        title = f"{where(finding)}: {title}"
    lines = [finding.message]
    if finding.suggestions:
        lines.append(f"→ {suggested(finding)}")
    lines.append(finding.why)
    text = "\n".join(line for line in lines if line)
    return _command(_KINDS[finding.level], {**properties, "title": title}, text)


def _lines(finding: Finding, positions: Positions | None) -> dict[str, str]:
    """Line and column from and up to which, as far as they are known."""
    place = finding.place
    if positions is None or not len(finding.span):
        known = {"line": place.line, "col": place.column}
        return {name: str(value) for name, value in known.items() if value is not None}
    # The last character, not the one after it: a span may end at the end of a line.
    first, last = (positions.line_column(at) for at in (finding.span.start, finding.span.end - 1))
    if first.line != last.line:
        # GitHub refuses columns where there is more than one line.
        return {"line": str(first.line), "endLine": str(last.line)}
    return {"line": str(first.line), "col": str(first.column), "endColumn": str(last.column)}


def _file(report: Report) -> dict[str, str]:
    """The file to annotate; a text that is no file has none."""
    path = path_of(report)
    if report.path in ("", "-"):
        return {}
    return {"file": path.replace(os.sep, "/")}


def _command(kind: str, properties: Mapping[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
