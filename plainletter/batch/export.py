"""Tables of a run for other programs, row by row: CSV, JSON Lines, Parquet and, in `to_xlsx`, Excel.

Rows come in the order of paths and of places in the letter, so that the same results give the same bytes;
no writer holds more than some of them.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

from plainletter.batch.known import NEW
from plainletter.batch.store import Store
from plainletter.batch.summary import Summary
from plainletter.cells import Row, csv_rows
from plainletter.errors import UsageError, visible_json
from plainletter.model import SCORES
from plainletter.review.files import whole_file

Kind = Literal["text", "whole", "number", "flag"]

_BATCH = 4096
"""Rows of a row group in Parquet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `unit` is that of a measure, "" elsewhere."""

    name: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run. `rows` reads them from the store as they are asked for, from the first; close it
    before the store, where not all were taken."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Generator[Row, None, None]]


def write_table(store: Store, summary: Summary, table: str, path: Path) -> None:
    """Write a table of the summary's run; the suffix of `path` says how (.csv, .jsonl, .parquet, .xlsx).

    An .xlsx file holds all tables and the summary, whatever `table` says. Where the summary is of new
    findings only, so is the table of findings, and `temp.known` has to be there. The file is written whole
    or not at all. Raises `WriteError`, `StoreError`, and `UsageError` for an unknown table or suffix.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from plainletter.batch.to_xlsx import write_xlsx

        write_xlsx(tables(store, summary), summary, path)
        return
    write = _WRITERS.get(suffix)
    chosen = next((made for made in tables(store, summary) if made.name == table), None)
    if write is None or chosen is None:
        raise UsageError(f"{path}: there is no table “{table}” or no such kind of file.")
    with whole_file(path) as file:
        write(chosen, file)


def tables(store: Store, summary: Summary) -> tuple[Table, ...]:
    """All tables of the summary's run. Raises `StoreError`."""
    run = summary.run.run
    return (
        _letters(store, run),
        _findings(store, run, new_only=summary.new_only),
        _checklist(store, run),
        _measures(store, run),
        _problems(store, run),
    )


# Writers


def _write_csv(table: Table, file: BinaryIO) -> None:
    file.write(codecs.BOM_UTF8)  # Without it Excel takes the file for the machine's old code page.
    with closing(table.rows()) as rows:
        csv_rows((column.name for column in table.columns), rows, codecs.getwriter("utf-8")(file))


def _write_jsonl(table: Table, file: BinaryIO) -> None:
    names = [column.name for column in table.columns]
    with closing(table.rows()) as rows:
        for row in rows:
            shape = dict(zip(names, row, strict=True))
            file.write(visible_json(json.dumps(shape, ensure_ascii=False)).encode("utf-8") + b"\n")


def _write_parquet(table: Table, file: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    schema = pa.schema([(column.name, types[column.kind]) for column in table.columns])
    with closing(table.rows()) as rows, pq.ParquetWriter(file, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            writer.write_batch(
                pa.record_batch(
                    [
                        pa.array(cells, field.type)
                        for cells, field in zip(zip(*batch, strict=True), schema, strict=True)
                    ],
                    schema=schema,
                )
            )


_WRITERS: dict[str, Callable[[Table, BinaryIO], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
}


# Tables. The joins are CROSS JOINs, which SQLite takes in the order written: letters by path, then the
# parts of each. So no more than the rows of one letter are sorted and held.

_LETTER = (Column("path", "text"), Column("team", "text"), Column("month", "text"))


def _letters(store: Store, run: int) -> Table:
    head = [Column(name, "text") for name in ("path", "team", "author", "month")]
    body = [Column("format", "text"), Column("profile", "text")]
    body += [Column(name, "whole") for name in ("words", "sentences", "paragraphs", *SCORES)]
    counted = ("errors", "warnings", "advice", "missing")
    tail = [*(Column(name, "whole") for name in counted), Column("problem", "text")]
    # None found in a letter of which nothing could be read is not none at all.
    counts = ", ".join(f"CASE WHEN words > 0 THEN {name} END" for name in counted)
    taken = {column.name for column in (*head, *body, *tail)}
    # The counts of words and sentences are measures too: one column is enough.
    units = dict(
        store.rows(
            "SELECT DISTINCT name, unit FROM letters CROSS JOIN measures"
            " ON measures.result = letters.result WHERE run = ?", run,
        )
    )  # fmt: skip
    measures = sorted(units.keys() - {"words", "sentences"})
    figures = [Column(_free(name, "measure", taken), "number", units[name]) for name in measures]
    keys = sorted(
        key
        for (key,) in store.rows(
            "SELECT DISTINCT key FROM letters CROSS JOIN json_each(letters.details) WHERE run = ?",
            run,
        )
    )
    facts = [Column(_free(key, "metadata", taken), "text") for key in keys]

    def rows() -> Generator[Row, None, None]:
        for path, team, author, month, details, *shown, problem, result in store.rows(
            "SELECT path, team, author, month, (SELECT details FROM letters WHERE letters.run ="
            " letter_overview.run AND letters.path = letter_overview.path),"
            f" format, profile, words, sentences, paragraphs, {', '.join(SCORES)}, {counts},"
            " problem, result"
            " FROM letter_overview WHERE run = ? ORDER BY path", run,
        ):  # fmt: skip
            known = json.loads(details) if details else {}
            found = dict(store.rows("SELECT name, value FROM measures WHERE result = ?", result))
            yield (
                path, team, author, month, *(known.get(key) for key in keys), *shown[: len(body)],
                *(found.get(name) for name in measures), *shown[len(body) :], problem,
            )  # fmt: skip

    return Table("letters", (*head, *facts, *body, *figures, *tail), rows)


def _free(name: str, kind: str, taken: set[str]) -> str:
    """A name for a column that no other has, for programs that know no capitals either."""
    wanted = name.strip() or kind
    while wanted.lower() in taken:
        wanted = f"{kind}_{wanted}"
    taken.add(wanted.lower())
    return wanted


def _findings(store: Store, run: int, *, new_only: bool) -> Table:
    # Another run may have asked for the text of the same letters: this one did not.
    names = ("text", "message", "suggestion") if store.get_run(run).with_text else ()
    texts = "".join(f", findings.{name}" for name in names)
    new = NEW if new_only else ""

    def rows() -> Generator[Row, None, None]:
        for *shown, suggested in store.rows(
            "SELECT letters.path, letters.team, letters.month, findings.rule,"
            " coalesce((SELECT title FROM rules WHERE rules.rule = findings.rule), findings.rule),"
            f' findings.category, findings.level, findings.start, findings."end", sentence{texts},'
            " suggested FROM letters CROSS JOIN findings ON findings.result = letters.result"
            f" WHERE run = ?{new} ORDER BY letters.path, findings.number", run,
        ):  # fmt: skip
            yield (*shown[:10], bool(suggested), *shown[10:])

    columns = (
        *_LETTER,
        *(Column(name, "text") for name in ("rule", "title", "category", "level")),
        *(Column(name, "whole") for name in ("start", "end", "sentence")),
        Column("suggested", "flag"),
        *(Column(name, "text") for name in names),
    )
    return Table("findings", columns, rows)


def _checklist(store: Store, run: int) -> Table:
    def rows() -> Generator[Row, None, None]:
        yield from store.rows(
            "SELECT path, team, letters.month, checklist.item,"
            " coalesce((SELECT title FROM items WHERE items.item = checklist.item"
            " AND items.profile = results.profile), checklist.item), weight, status"
            " FROM letters CROSS JOIN results ON results.result = letters.result"
            " CROSS JOIN checklist ON checklist.result = letters.result"
            " WHERE run = ? ORDER BY letters.path, checklist.item", run,
        )  # fmt: skip

    names = ("item", "title", "weight", "status")
    return Table("checklist", (*_LETTER, *(Column(name, "text") for name in names)), rows)


def _measures(store: Store, run: int) -> Table:
    def rows() -> Generator[Row, None, None]:
        for *shown, passed in store.rows(
            'SELECT path, team, month, name, value, unit, "limit", passed FROM letters'
            " CROSS JOIN measures ON measures.result = letters.result"
            " WHERE run = ? ORDER BY letters.path, measures.name", run,
        ):  # fmt: skip
            yield (*shown, None if passed is None else bool(passed))

    columns = (
        *_LETTER, Column("measure", "text"), Column("value", "number"), Column("unit", "text"),
        Column("limit", "number"), Column("passed", "flag"),
    )  # fmt: skip
    return Table("measures", columns, rows)


def _problems(store: Store, run: int) -> Table:
    def rows() -> Generator[Row, None, None]:
        # A letter that could not be read has no result, and its problem stands with the letter.
        yield from store.rows(
            "SELECT path, coalesce(stage, 'read'), coalesce(message, letters.problem) FROM letters"
            " LEFT JOIN problems ON problems.result = letters.result WHERE run = ?"
            " AND (letters.problem IS NOT NULL OR message IS NOT NULL)"
            " ORDER BY letters.path, problems.number", run,
        )  # fmt: skip

    return Table("problems", tuple(Column(n, "text") for n in ("path", "stage", "message")), rows)
