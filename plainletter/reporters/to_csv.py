"""One row for each finding and each problem, for spreadsheets.

The table begins with a byte-order mark and has lines that end in "\\r\\n", as the tables of an audit have:
without the mark Excel takes the curly quotes of the messages for other characters. Every cell is
harmless to a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from plainletter.cells import Row, csv_rows
from plainletter.model import Report
from plainletter.reporters import Options
from plainletter.reporters.words import path_of, shown, suggested, told

_PLACES = ("line", "column", "page", "paragraph", "table", "row", "cell")
COLUMNS = (
    "path", "rule", "category", "level", "message", "suggestion", *_PLACES, "start", "end", "key",
    "why", "source", "problem",
)  # fmt: skip
"""What each row holds. A row has either a rule or a problem."""


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write the rows of each report as it comes: problems first, then findings in the letter's order."""
    stream.write("\ufeff")
    csv_rows(COLUMNS, _rows(reports, options), stream)


def _rows(reports: Iterable[Report], options: Options) -> Iterator[Row]:
    for report in reports:
        path = path_of(report)
        for problem in report.problems:
            empty = (None,) * (len(COLUMNS) - 2)
            yield (path, *empty, told(problem, report))
        for finding in shown(report, options):
            place = (getattr(finding.place, name) for name in _PLACES)
            yield (
                path, finding.rule, finding.category, finding.level, finding.message,
                suggested(finding), *place, finding.span.start, finding.span.end, finding.key,
                finding.why, finding.source, None,
            )  # fmt: skip
