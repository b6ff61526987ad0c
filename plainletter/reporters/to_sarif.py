"""SARIF 2.1.0: findings as code hosts and editors take them in.

Lines and columns are given where they are those of the file: a Word file has none, and its place is told in
words. Offsets of characters are not: they would count the file's own line ends, which a document no longer
has. Where the text of the document stands (code points) is among each result's properties.

Of the letter there is nothing but what the messages and suggestions quote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from plainletter.errors import visible_json
from plainletter.model import Finding, Level, Problem, Report, Span, Suggestion
from plainletter.positions import Positions
from plainletter.reporters import Options
from plainletter.reporters.words import FILE_LINES, is_of_all, path_of, shown, sound, told, where
from plainletter.version import __version__

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Mapping[Level, str] = {"error": "error", "warning": "warning", "advice": "note"}
_GRAVITY: Mapping[Level, int] = {"error": 2, "warning": 1, "advice": 0}

Shape = dict[str, Any]
"""A JSON object."""


@dataclass(slots=True)
class _Rule:
    """A rule that something was found by: its place in the list, its first finding, its gravest level."""

    index: int
    first: Finding
    level: Level


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write one run. Results come report by report; rules, letters and problems follow them, since all
    are known only then. Rules stand in the order in which something was found by them."""
    rules: dict[str, _Rule] = {}
    letters: dict[str, Shape] = {}
    notifications: list[Shape] = []
    head = _json({"$schema": SCHEMA, "version": "2.1.0"})
    stream.write(head[:-1] + ', "runs": [{"columnKind": "unicodeCodePoints", "results": [')
    separator = "\n"
    for report in reports:
        letter = {"uri": _uri(path_of(report))}
        letters.setdefault(letter["uri"], {"location": letter, "roles": ["analysisTarget"]})
        notifications += (_notification(problem, report, letter) for problem in report.problems)
        positions = Positions(report.document.text) if report.document.format == "txt" else None
        for finding in shown(report, options):
            rule = rules.setdefault(finding.rule, _Rule(len(rules), finding, finding.level))
            rule.level = max(rule.level, finding.level, key=_GRAVITY.__getitem__)
            result = _result(finding, rule.index, letter, report, positions)
            stream.write(separator + _json(result))
            separator = ",\n"
    invocation: Shape = {"executionSuccessful": not notifications}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    driver = {
        "name": "plainletter",
        "version": __version__,
        "language": "en-GB",
        "rules": [_rule(rule) for rule in rules.values()],
    }
    rest: Shape = {
        "artifacts": list(letters.values()),
        "invocations": [invocation],
        "tool": {"driver": driver},
    }
    if options.ruleset:
        rest["properties"] = {"ruleset": options.ruleset}
    stream.write("\n], " + _json(rest)[1:] + "]}\n")


def _json(shape: Shape) -> str:
    return visible_json(sound(json.dumps(shape, ensure_ascii=False)))


def _uri(path: str) -> str:
    """The reference to a file, relative where its path is."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        path = sound(path)  # No file has such a name.
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return quote(pure.as_posix().encode("utf-8", "surrogateescape"), safe="/")


def _rule(rule: _Rule) -> Shape:
    """What a rule is. Only what the report says of it is known here: a name made of its id, its reason
    and its source."""
    finding = rule.first
    _, _, name = finding.rule.rpartition(".")
    in_words = name.replace("-", " ")
    return {
        "id": finding.rule,
        "name": name,
        "shortDescription": {"text": f"{finding.category.capitalize()}: {in_words}"},
        "fullDescription": {"text": finding.why or in_words},
        "help": {"text": f"{finding.why}\nSource: {finding.source}".strip()},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"category": finding.category, "tags": [finding.category]},
    }


def _result(
    finding: Finding, index: int, letter: Shape, report: Report, positions: Positions | None
) -> Shape:
    physical: Shape = {"artifactLocation": letter}
    region = _region(finding, report, positions)
    if region:
        physical["region"] = region
    result: Shape = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": physical, "message": {"text": where(finding)}}],
    }
    if finding.key:
        result["partialFingerprints"] = {"plainletterKey/v1": finding.key}
    if positions is not None:
        fixes = [_fix(s, letter, positions) for s in finding.suggestions if s.edits]
        if fixes:
            result["fixes"] = fixes
    result["properties"] = {
        "category": finding.category,
        "start": finding.span.start,
        "end": finding.span.end,
        "place": finding.place.to_dict(),
        "suggestions": [suggestion.text for suggestion in finding.suggestions],
    }
    return result


def _region(finding: Finding, report: Report, positions: Positions | None) -> Shape | None:
    """Where in the file, as far as it is known; None is the whole file."""
    span, place = finding.span, finding.place
    if report.document.format not in FILE_LINES or place.line is None or is_of_all(finding):
        return None
    if positions is not None:
        return _lines(span, positions)
    region = {"startLine": place.line}
    if place.column is not None:
        region["startColumn"] = place.column
        pieces = report.document.source.pieces(span)
        if len(pieces) == 1 and pieces[0][1].how == "copied" and "\n" not in finding.text:
            region["endColumn"] = place.column + len(span)
    return region


def _lines(span: Span, positions: Positions) -> Shape:
    start, end = positions.line_column(span.start), positions.line_column(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(suggestion: Suggestion, letter: Shape, positions: Positions) -> Shape:
    replacements = [
        {
            "deletedRegion": _lines(edit.span, positions),
            "insertedContent": {"text": edit.text},
        }
        for edit in sorted(suggestion.edits, key=lambda edit: edit.span)
    ]
    return {
        "description": {"text": suggestion.text},
        "artifactChanges": [{"artifactLocation": letter, "replacements": replacements}],
        "properties": {"safe": suggestion.safe},
    }


def _notification(problem: Problem, report: Report, letter: Shape) -> Shape:
    return {
        "descriptor": {"id": f"problem.{problem.stage}"},
        "level": "error",
        "message": {"text": told(problem, report)},
        "locations": [{"physicalLocation": {"artifactLocation": letter}}],
    }
