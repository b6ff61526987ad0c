"""What an earlier report or audit knew already, and whether a run fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from plainletter.baseline import load_baseline_by_letter
from plainletter.batch.result import Result
from plainletter.batch.store import Run, Store
from plainletter.config import FailOn
from plainletter.errors import UsageError
from plainletter.model import LEVELS

_SQLITE = b"SQLite format 3\x00"

NEW = " AND NOT EXISTS (SELECT 1 FROM temp.known WHERE known.path = letters.path AND known.key = findings.key)"
"""SQL that leaves only findings of a letter that the baseline does not have in the same letter."""


def be_comparable(store: Store, baseline: Path) -> Compare | None:
    """Prepare for a database as the baseline of a run. Where its hashes have other salts than the store's,
    letters have to be checked again to be compared; what does it is given then, for `Audit`."""
    if not _is_database(baseline) or Path(store.path).resolve() == baseline.resolve():
        return None
    with Store.open(baseline, create=False) as other:
        if store.take_salts_of(other):
            return None
        salts, last = other.salts, other.last_run(finished=True)
    if last is None:
        raise UsageError(_NO_RUN.format(baseline))
    for table in ("known", "base"):
        _make_table(store, table)
    _from_database(store, baseline, "base")

    def compare(path: str, result: Result) -> None:
        there = {key for (key,) in store.rows("SELECT key FROM temp.base WHERE path = ?", path)}
        store.db.executemany(
            "INSERT OR IGNORE INTO temp.known VALUES (?, ?)",
            (
                (path, store.salts.text(finding.key))
                for finding in result.findings if salts.text(finding.key) in there
            ),
        )  # fmt: skip

    return compare


Compare = Callable[[str, Result], None]
"""Puts the findings of a letter, by its path, that a baseline has too into `temp.known`."""

_NO_RUN = "{}: the baseline holds no finished run."


def refuse_unusable(baseline: Path) -> None:
    """Raise `UsageError` for a file that could not be a baseline, before an hour's work."""
    if _is_database(baseline):
        with Store.open(baseline, create=False):
            return
    load_baseline_by_letter(baseline)


def know(store: Store, baseline: Path, run: Run, *, compared: bool = False) -> bool:
    """Put the findings that stand in a baseline, each with its letter, into the table `temp.known` of an
    open store.

    The baseline is a JSON report of `check`; or another results database, of which the newest finished run
    counts; or the store itself, of which the newest earlier run counts that asked for the same and passed,
    so that what has got worse stays worse until it is mended. Where there is none yet, the run is its own
    baseline. Returns False in that case. Raises `UsageError` for a file that is none of these.

    compared: the table was filled while the letters were checked; see `be_comparable`.
    """
    if compared:
        return True
    _make_table(store, "known")
    if not _is_database(baseline):
        _from_report(store, baseline, run)
        return True
    if Path(store.path).resolve() != baseline.resolve():
        _from_database(store, baseline, "known")
        return True
    earlier = store.baseline_run(run)
    with store.transaction():
        store.db.execute(_INSERT.format("main.", "known"), ((earlier or run).run,))
    return earlier is not None


def _make_table(store: Store, table: str) -> None:
    """An empty temporary table for findings, each with its letter."""
    with store.faults():
        store.db.execute(f"DROP TABLE IF EXISTS temp.{table}")
        store.db.execute(
            f"CREATE TEMP TABLE {table} (path TEXT, key TEXT, PRIMARY KEY (path, key)) WITHOUT ROWID"
        )


_INSERT = (
    "INSERT OR IGNORE INTO temp.{1} SELECT path, key FROM {0}letters JOIN {0}findings USING (result)"
    " WHERE run = ?"
)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise UsageError(f"{path}: the baseline cannot be read ({error.strerror}).") from None


def _from_report(store: Store, path: Path, run: Run) -> None:
    """A report names letters as they were given; the store by their path below the folder."""
    told = {name.replace("\\", "/"): keys for name, keys in load_baseline_by_letter(path).items()}
    ends: dict[str, list[str]] = {}
    for name in told:
        ends.setdefault(name.rsplit("/", 1)[-1], []).append(name)
    letters = [
        letter for (letter,) in store.rows("SELECT path FROM letters WHERE run = ?", run.run)
    ]
    with store.transaction():
        for letter in letters:
            for name in ends.get(letter.rsplit("/", 1)[-1], ()):
                if name == letter or name.endswith(f"/{letter}") or letter.endswith(f"/{name}"):
                    store.db.executemany(
                        "INSERT OR IGNORE INTO temp.known VALUES (?, ?)",
                        ((letter, store.salts.text(key)) for key in told[name]),
                    )


def _from_database(store: Store, path: Path, table: str) -> None:
    with Store.open(path, create=False) as other:
        last, salts = other.last_run(finished=True), other.salts
    if last is None:
        raise UsageError(_NO_RUN.format(path))
    if table == "known" and store.salts != salts:
        raise UsageError(
            f"{path}: its hashes have another salt, so they can only be compared with the letters at hand. "
            "Name their folder too."
        )
    with store.faults():
        store.db.execute("ATTACH DATABASE ? AS base", (str(path),))
        try:
            with store.transaction():
                store.db.execute(_INSERT.format("base.", table), (last.run,))
        finally:
            store.db.execute("DETACH DATABASE base")


def failing(
    store: Store, run: Run, fail_on: FailOn, fail_under: float | None, *, known: bool
) -> bool:
    """True when a letter of the run has a finding at or above `fail_on` (and not in `temp.known`, where
    that is filled), or an overall score under `fail_under`."""
    if fail_on != "never":
        levels = LEVELS[LEVELS.index(fail_on) :]
        marks = ", ".join("?" * len(levels))
        if store.one(
            "SELECT 1 FROM letters JOIN findings USING (result)"
            f" WHERE run = ? AND level IN ({marks}){NEW if known else ''} LIMIT 1",
            run.run, *levels,
        ):  # fmt: skip
            return True
    return fail_under is not None and bool(
        store.one(
            "SELECT 1 FROM letters JOIN scores USING (result)"
            " WHERE run = ? AND name = 'overall' AND value < ? LIMIT 1", run.run, fail_under,
        )
    )  # fmt: skip
