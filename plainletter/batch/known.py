"""What an earlier report or audit knew already, and whether a run fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from plainletter.baseline import load_baseline
from plainletter.batch.store import Run, Store
from plainletter.config import FailOn
from plainletter.errors import UsageError
from plainletter.model import LEVELS

_SQLITE = b"SQLite format 3\x00"


def know(store: Store, baseline: Path, run: Run) -> bool:
    """Put the keys of findings that stand in a baseline into the table `temp.known` of an open store.

    The baseline is a JSON report of `check`, or a results database, of which the newest finished run
    counts; where it is the store itself, the newest before `run`. Raises `UsageError` for a file that is
    neither.
    """
    db = store.db
    with store.faults():
        db.execute("CREATE TEMP TABLE IF NOT EXISTS known (key TEXT PRIMARY KEY) WITHOUT ROWID")
        db.execute("DELETE FROM temp.known")
        if _is_database(baseline):
            _from_database(store, baseline, run)
        else:
            keys = load_baseline(baseline)
            with store.transaction():
                db.executemany("INSERT INTO temp.known VALUES (?)", ((key,) for key in keys))
    return True


def refuse_unusable(baseline: Path) -> None:
    """Raise `UsageError` for a file that could not be a baseline, before an hour's work."""
    if not _is_database(baseline):
        load_baseline(baseline)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise UsageError(f"{path}: the baseline cannot be read ({error.strerror}).") from None


def _from_database(store: Store, path: Path, run: Run) -> None:
    insert = (
        "INSERT OR IGNORE INTO temp.known SELECT key FROM {0}letters JOIN {0}findings USING (result)"
        " WHERE run = ?"
    )
    if Path(store.path).resolve() == path.resolve():
        runs = [r for r in store.runs() if r.state == "finished" and r.run < run.run]
        if not runs:
            raise UsageError(f"{path}: there is no earlier run in it to compare with.")
        with store.transaction():
            store.db.execute(insert.format("main."), (runs[-1].run,))
        return
    with Store.open(path, create=False) as other:
        last = other.last_run(finished=True)
    if last is None:
        raise UsageError(f"{path}: the baseline holds no finished run.")
    try:
        store.db.execute("ATTACH DATABASE ? AS base", (str(path),))
        with store.transaction():
            store.db.execute(insert.format("base."), (last.run,))
        store.db.execute("DETACH DATABASE base")
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path}: the baseline cannot be read ({error}).") from None


def failing(
    store: Store, run: Run, fail_on: FailOn, fail_under: float | None, *, known: bool
) -> bool:
    """True when a letter of the run has a finding at or above `fail_on` (and not in `temp.known`, where
    that is filled), or an overall score under `fail_under`."""
    if fail_on != "never":
        levels = LEVELS[LEVELS.index(fail_on) :]
        marks = ", ".join("?" * len(levels))
        new = " AND key NOT IN (SELECT key FROM temp.known)" if known else ""
        if store.one(
            "SELECT 1 FROM letters JOIN findings USING (result)"
            f" WHERE run = ? AND level IN ({marks}){new} LIMIT 1",
            run.run, *levels,
        ):  # fmt: skip
            return True
    return fail_under is not None and bool(
        store.one(
            "SELECT 1 FROM letters JOIN scores USING (result)"
            " WHERE run = ? AND name = 'overall' AND value < ? LIMIT 1", run.run, fail_under,
        )
    )  # fmt: skip
