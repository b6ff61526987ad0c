"""Tables as comma-separated values that no spreadsheet takes for anything but what they say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any

from plainletter.errors import visible

Row = tuple[Any, ...]
"""Values in the order of a table's columns: str, int, float, bool or None."""

# Spreadsheets take such a cell for a formula; some pass over spaces and quotes before it, and take full-width
# signs for the plain ones.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200d\u00ad\"“”]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")


def csv_rows(columns: Iterable[str], rows: Iterable[Row], out: Any, *, end: str = "\r\n") -> None:
    """Write rows as CSV to anything with `write(str)`; no cell of text can pass for a formula,
    or steer the terminal that shows it."""
    # All text is quoted: a program that parts cells at semicolons must not find one inside.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator=end)
    writer.writerow([harmless(visible(name)) for name in columns])
    for row in rows:
        writer.writerow(
            [harmless(visible(cell)) if isinstance(cell, str) else cell for cell in row]
        )


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """True where a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None
