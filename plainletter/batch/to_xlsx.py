"""All tables of a run as an Excel workbook, with a sheet in front that sums them up.

Every cell is written by its type: a text is never a formula, a link or a number. Rows go to the disk as
they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from textwrap import wrap
from typing import Any, BinaryIO

from plainletter.batch.export import Column, Table
from plainletter.batch.summary import Group, Summary
from plainletter.cells import Row, is_formula
from plainletter.errors import visible
from plainletter.model import SCORES
from plainletter.review.files import whole_file
from plainletter.swept import private_folder

ROWS = 1_048_576
"""Rows that a sheet can hold."""

TEXT_MOST = 32_767
"""UTF-16 units that a cell can hold."""

CUT = " … [cut]"
"""Stands at the end of a text that was too long for a cell."""

_NARROWEST, _WIDEST = 9, 48
_LABEL, _COLUMN = 52, 13
_LINE = 15
"""Widths of columns in characters, and the height of a line in points."""

_FITTING = 16
"""Columns that can still be read where they are put on one page."""

_AS_TEXT = 49  # The number of the built-in format "@".


def write_xlsx(tables: Sequence[Table], summary: Summary, path: Path, *, most: int = ROWS) -> None:
    """Write the workbook, whole or not at all; a table of more than `most` rows, headings included, goes on
    in a sheet of its own. Raises `WriteError`, `StoreError`."""
    with (
        whole_file(path) as file,
        # What the library puts aside while it works holds the same data: it stays in the folder too.
        private_folder(path.parent) as (aside, _),
    ):
        book = _Book(file, str(aside), summary)
        try:
            _write_summary(book, summary)
            for table in tables:
                _write_table(book, table, most)
        except BaseException:
            book.abandon()
            raise
        book.finish()


class _Sink:
    """The file as the zip library sees it. It tells of no error, and from the first one on takes whatever
    comes: the library writes once more when it is cleared away, where nobody can catch what that raises."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self.error: OSError | None = None
        self.closed = False

    def write(self, data: bytes) -> int:
        if self.error is None and not self.closed:
            try:
                self._file.write(data)
            except OSError as error:
                self.error = error
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 0:
            self._at = offset
        if self.error is None and not self.closed:
            try:
                self._at = self._file.seek(offset, whence)
            except OSError as error:
                self.error = error
        return self._at

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass


class _Book:
    """A workbook with the few formats it uses."""

    def __init__(self, file: BinaryIO, aside: str, summary: Summary) -> None:
        from xlsxwriter import Workbook

        self._sink = _Sink(file)
        self.book: Any = Workbook(
            self._sink,
            {
                "constant_memory": True, "tmpdir": aside, "strings_to_formulas": False,
                "strings_to_numbers": False, "strings_to_urls": False, "use_zip64": True,
            },
        )  # fmt: skip
        self.book.set_properties(
            {
                "title": f"Audit of letters, run {summary.run.run}",
                # When it was made would differ each time; when the run ended does not.
                "created": _ended(summary),
            }
        )
        add = self.book.add_format
        head = {
            "bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E9EEF3",
        }  # fmt: skip
        self.head = add(head)
        self.head_right = add({**head, "align": "right"})
        # Room for the button of the filter.
        self.head_figure = add({**head, "align": "right", "indent": 2})
        self.title = add({"bold": True, "font_size": 16})
        self.section = add({"bold": True, "font_size": 12})
        self.note = add({"italic": True, "font_color": "#444444"})
        self.plain = add()
        self.right = add({"align": "right"})
        self.day = add({"num_format": "d mmm yyyy", "align": "left"})
        self.text = add({"num_format": _AS_TEXT})
        # The mark that makes Excel keep it a text when somebody edits the cell and leaves it.
        self.quoted = add({"num_format": _AS_TEXT, "quote_prefix": True})
        self.whole = add({"num_format": "#,##0"})
        self.number = add({"num_format": "0.0"})
        self.share = add({"num_format": "0.0%"})
        # Excel needs no telling; others would show 1 and 0.
        self.flag = add({"num_format": '"TRUE";"TRUE";"FALSE"', "align": "center"})
        self.whole_left = add({"num_format": "#,##0", "align": "left"})
        self.number_left = add({"num_format": "0.0", "align": "left"})

    def finish(self) -> None:
        """Put the sheets together."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.book.close()
        except FileCreateError as error:
            raise (
                error.args[0] if isinstance(error.args[0], OSError) else OSError(*error.args)
            ) from None
        finally:
            self.abandon()
        if self._sink.error is not None:
            raise self._sink.error

    def abandon(self) -> None:
        """Let go of all files."""
        self._sink.closed = True
        for sheet in self.book.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()

    def sheet(self, name: str) -> Any:
        """A new sheet, set up for paper."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def put(self, sheet: Any, row: int, column: int, value: Any, form: Any = None) -> None:
        """Write a value by its type; nothing for None. `form` is for numbers, or text of our own."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.flag)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, form)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, form)
        else:
            text = _fitting(value)
            if is_formula(text):
                form = self.quoted
            sheet.write_string(row, column, text, form or self.text)

    def form(self, column: Column) -> Any:
        """The format of a column's numbers."""
        if column.kind == "whole":
            return self.whole
        return self.share if column.unit.startswith("share") else self.number


def _fitting(text: str) -> str:
    """`text` as a cell can hold it."""
    text = visible(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # The library would take it for marked-up text, and write it as it is.
    if _units(text) <= TEXT_MOST:
        return text
    room = TEXT_MOST - len(CUT)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    """How many UTF-16 units it has."""
    return len(text) + sum(char > "\uffff" for char in text)


def _ended(summary: Summary) -> datetime:
    when = datetime.fromisoformat(summary.run.finished or summary.run.started)
    return when.astimezone(UTC).replace(tzinfo=None)


# Sheets of tables


def _write_table(book: _Book, table: Table, most: int) -> None:
    with closing(table.rows()) as rows:
        following = next(rows, None)
        number = 0
        while not number or following is not None:
            number += 1
            sheet = book.sheet(table.name if number == 1 else f"{table.name} {number}")
            head = () if following is None else (following,)
            _fill(book, sheet, table.columns, chain(head, islice(rows, most - 2)))
            following = next(rows, None)


def _fill(book: _Book, sheet: Any, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    forms = [book.form(column) for column in columns]
    headings = [column.name.replace("_", " ") for column in columns]
    # Two more than the longest word: the button of the filter stands beside it.
    narrow = [max(_NARROWEST, *(len(word) + 2 for word in heading.split())) for heading in headings]
    lines = (len(wrap(heading, width)) for heading, width in zip(headings, narrow, strict=True))
    sheet.set_row(0, _LINE * max(lines))
    for at, heading in enumerate(headings):
        text = columns[at].kind == "text"
        book.put(sheet, 0, at, heading, book.head if text else book.head_figure)
    widths = list(narrow)
    number = 0
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                widths[at] = max(widths[at], min(len(value), _WIDEST))
                book.put(sheet, number, at, value)
            else:
                book.put(sheet, number, at, value, forms[at])
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width + 1)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    if len(columns) <= _FITTING:
        sheet.fit_to_pages(1, 0)


# The summary


class _Page:
    """A sheet that is filled from the top down."""

    def __init__(self, book: _Book, name: str) -> None:
        self.book = book
        self.sheet = book.sheet(name)
        self.sheet.hide_gridlines(2)
        self.sheet.fit_to_pages(1, 0)
        self.row = 0

    def line(self, *cells: tuple[Any, Any]) -> None:
        """One row of values with their formats."""
        for column, (value, form) in enumerate(cells):
            self.book.put(self.sheet, self.row, column, value, form)
        self.row += 1

    def note(self, text: str) -> None:
        """A sentence over the width of the page."""
        self.line((text, self.book.note))

    def section(self, title: str, headings: Sequence[str]) -> None:
        """The head of a small table, after an empty row."""
        self.row += 1
        self.line((title, self.book.section))
        self.sheet.set_row(self.row, _LINE * max(len(wrap(h, _COLUMN)) for h in headings))
        self.line((headings[0], self.book.head), *((h, self.book.head_right) for h in headings[1:]))


def _write_summary(book: _Book, summary: Summary) -> None:
    page = _Page(book, "summary")
    page.sheet.set_column(0, 0, _LABEL)
    page.sheet.set_column(1, 8, _COLUMN)
    _head(page, summary)
    if summary.checked:
        _scores(page, summary)
        _faults(page, summary)
        _coverage(page, summary)
        _groups(page, "By team", "team", summary.teams)
        _groups(page, "By month", "month", summary.months)
    if summary.teams or summary.months:
        page.row += 1
        page.note(
            f"A team or month of fewer than {summary.min_group} letters shows no figures. Sometimes one"
            " more shows none, so that nobody can work them out."
        )
    page.row += 1
    page.note("The other sheets have a row for each letter. Share them with care.")


def _head(page: _Page, summary: Summary) -> None:
    book, run = page.book, summary.run
    page.sheet.set_row(0, 24)
    page.line((f"Audit of letters, run {run.run}", book.title))
    facts: list[tuple[str, Any, Any]] = [
        ("State", "finished" if run.complete else run.state, book.plain),
        ("Date", _ended(summary), book.day),
        ("Letters", summary.letters, book.whole_left),
        ("Letters that could be checked", summary.checked, book.whole_left),
        ("Letters with a problem", run.problems, book.whole_left),
        ("Words", summary.words, book.whole_left),
        ("Mean reading age, years", summary.reading_age, book.number_left),
        ("Profile", run.profile, book.plain),
        ("Version of plainletter", run.version, book.plain),
        ("Rules", run.ruleset, book.plain),
    ]
    for name, value, form in facts:
        page.line((name, book.plain), (value, form))
    if summary.new_only:
        page.note("Only findings that are not in the baseline are listed.")


def _scores(page: _Page, summary: Summary) -> None:
    book = page.book
    page.section(
        "Scores, 0 to 100; 100 is best",
        ("Score", "Letters", "Mean", "Median", "Good", "Fair", "Poor"),
    )
    for spread in summary.scores:
        if spread.letters:
            shares = (many / spread.letters for many in (spread.good, spread.fair, spread.poor))
            page.line(
                (spread.name.capitalize(), book.plain), (spread.letters, book.whole), (spread.mean, book.number),
                (spread.median, book.number), *((share, book.share) for share in shares),
            )  # fmt: skip


def _faults(page: _Page, summary: Summary) -> None:
    if not summary.faults:
        return
    book = page.book
    page.section(
        "Most frequent findings",
        ("Finding", "Level", "Category", "Letters", "Share", "Findings"),
    )
    for fault in summary.faults:
        page.line(
            (fault.title, book.plain), (fault.level, book.right), (fault.category, book.right),
            (fault.letters, book.whole), (fault.letters / summary.checked, book.share),
            (fault.findings, book.whole),
        )  # fmt: skip


def _coverage(page: _Page, summary: Summary) -> None:
    items = [item for item in summary.coverage if item.asked or item.not_checked]
    if not items:
        return
    book = page.book
    page.section(
        "What letters say",
        (
            "Statement",
            "Needed by",
            "Say it",
            "In part",
            "Do not",
            "Share",
            "Not checked",
        ),
    )
    for item in items:
        page.line(
            (f"{item.item} {item.title}", book.plain), (item.weight, book.right),
            (item.present, book.whole), (item.partial, book.whole), (item.missing, book.whole),
            (item.present / item.asked if item.asked else None, book.share),
            (item.not_checked, book.whole),
        )  # fmt: skip


def _groups(page: _Page, title: str, name: str, groups: Sequence[Group]) -> None:
    if not groups:
        return
    book = page.book
    page.section(
        title,
        (name.capitalize(), "Letters", *(s.capitalize() for s in SCORES), "Reading age", "Errors each"),
    )  # fmt: skip
    for group in groups:
        if group.hidden:
            page.line((group.name, book.plain), ("too few", book.right))
            continue
        page.line(
            (group.name, book.plain), (group.letters, book.whole),
            *((group.scores.get(score), book.number) for score in SCORES),
            (group.reading_age, book.number), (group.errors, book.number),
        )  # fmt: skip
