"""The files an audit is asked to write: the dashboard, and tables for other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from plainletter.batch.store import Store
from plainletter.batch.summary import Summary
from plainletter.batch.templates import Templates
from plainletter.errors import UsageError

TABLES = ("letters", "findings", "checklist", "measures", "problems")
"""Tables that can be exported; an .xlsx file holds all of them."""

SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class Export:
    """A table and the file it goes into."""

    table: str
    path: Path


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is to be written when the audit is over."""

    dashboard: Path | None
    exports: tuple[Export, ...]

    @classmethod
    def planned(cls, dashboard: Path | None, exports: Sequence[str], database: Path) -> Outputs:
        """The outputs that were asked for, as "FILE" or "TABLE:FILE".

        Raises `UsageError` before an hour's work for a file that could not be written after it: an unknown
        kind or table, a missing folder or library, one file named twice.
        """
        planned = tuple(_export(text) for text in exports)
        paths = [export.path for export in planned] + ([dashboard] if dashboard else [])
        taken = {os.path.realpath(database)}
        for path in paths:
            if path.is_dir():
                raise UsageError(f"{path}: is a folder. Name a file.")
            if not path.parent.is_dir():
                raise UsageError(f"{path}: there is no such folder. Make it first.")
            if os.path.realpath(path) in taken:
                raise UsageError(f"{path}: is named twice. Give each its own file.")
            taken.add(os.path.realpath(path))
        return cls(dashboard, planned)

    @property
    def paths(self) -> frozenset[str]:
        """The real paths of all that is written."""
        files = [export.path for export in self.exports]
        return frozenset(
            map(os.path.realpath, [*files, self.dashboard] if self.dashboard else files)
        )

    def write(self, store: Store, summary: Summary, templates: Templates) -> None:
        """Write all of them, each whole or not at all. Raises `WriteError`, `StoreError`."""
        if self.dashboard is not None:
            from plainletter.batch.dashboard import page
            from plainletter.review.files import write_whole

            write_whole(self.dashboard, page(summary, templates).encode("utf-8"))
        for export in self.exports:
            from plainletter.batch.export import write_table

            write_table(store, summary, export.table, export.path)


def _export(text: str) -> Export:
    table, colon, rest = text.partition(":")
    # A single letter before the colon is a drive of Windows.
    if not colon or (len(table) == 1 and table not in TABLES):
        table, rest = "letters", text
    elif table not in TABLES:
        raise UsageError(
            f"--export {text}: there is no table “{table}”. Choose: {', '.join(TABLES)}."
        )
    path = Path(rest)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"--export {text}: name a file that ends in {', '.join(SUFFIXES)}.")
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise UsageError(f"--export {text}: Parquet needs pyarrow. Install plainletter[arrow].")
    return Export(table, path)
