"""What several reporters say of a finding or problem, and how they keep strange characters from doing
harm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plainletter.errors import one_line as one_line
from plainletter.errors import visible as visible
from plainletter.model import Finding, Level, Problem, Report, Span
from plainletter.reporters import Options, gravest
from plainletter.reporters.to_terminal import place_name

LEVELS: Mapping[Level, str] = {
    "error": "must fix",
    "warning": "please look",
    "advice": "advice",
}

FILE_LINES = frozenset({"txt", "md", "html"})
"""Formats where the line of a place is a line of the file. A mail has lines too, but those of its text,
which the file holds in another form."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def sound(text: str) -> str:
    """`text` as UTF-8 can hold it: "�" for each lone surrogate, as the names of old files have them."""
    return _SURROGATE.sub("\ufffd", text)


def path_of(report: Report) -> str:
    """The path of a letter as given, or what stands for it."""
    return report.path or "text"


def shown(report: Report, options: Options) -> Sequence[Finding]:
    """The findings to show: all, or as many of the gravest as are asked for."""
    if options.max_findings:
        return gravest(report.findings, options.max_findings)
    return report.findings


def is_of_all(finding: Finding) -> bool:
    """True for a finding about the whole letter, such as what it does not say."""
    return finding.span == Span(0, 0)


def where(finding: Finding) -> str:
    """Where a finding stands, in words."""
    return "The whole letter" if is_of_all(finding) else place_name(finding)


def suggested(finding: Finding) -> str:
    """All suggestions in one line, best first; nothing where there is none."""
    return " · ".join(suggestion.text for suggestion in finding.suggestions)


def told(problem: Problem, report: Report) -> str:
    """What could not be checked, and where in the letter if it is known; the path is left out."""
    message = problem.message.removeprefix(f"{report.path}: ") if report.path else problem.message
    message = message[:1].upper() + message[1:]
    named = ("", "text", report.path)
    if problem.where in named or problem.where in message:
        return message
    return f"{message} ({problem.where})"
