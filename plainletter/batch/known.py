"""What an earlier report or audit knew already, and whether a run fails."""

from __future__ import annotations

from pathlib import Path

from plainletter.baseline import load_baseline, load_baseline_by_letter
from plainletter.batch.store import Run, Store
from plainletter.config import FailOn
from plainletter.errors import UsageError
from plainletter.model import LEVELS

_SQLITE = b"SQLite format 3\x00"

NEW = " AND NOT EXISTS (SELECT 1 FROM temp.known WHERE known.path = letters.path AND known.key = findings.key)"
"""SQL that leaves only findings of a letter that the baseline does not have in the same letter."""


def refuse_unusable(baseline: Path) -> None:
    """Raise `UsageError` for a file that could not be a baseline, before an hour's work."""
    if _is_database(baseline):
        with Store.open(baseline, create=False):
            return
    load_baseline(baseline)


def know(store: Store, baseline: Path, run: Run) -> bool:
    """Put the findings that stand in a baseline, each with its letter, into the table `temp.known` of an
    open store.

    The baseline is a JSON report of `check`; or another results database, of which the newest finished run
    counts; or the store itself, of which the newest earlier run counts that asked for the same and passed,
    so that what has got worse stays worse until it is mended. Where there is none yet, the run is its own
    baseline. Returns False in that case. Raises `UsageError` for a file that is none of these.
    """
    with store.faults():
        store.db.execute("DROP TABLE IF EXISTS temp.known")
        store.db.execute(
            "CREATE TEMP TABLE known (path TEXT, key TEXT, PRIMARY KEY (path, key)) WITHOUT ROWID"
        )
    if not _is_database(baseline):
        _from_report(store, baseline, run)
        return True
    if Path(store.path).resolve() != baseline.resolve():
        _from_database(store, baseline)
        return True
    earlier = store.baseline_run(run)
    with store.transaction():
        store.db.execute(_INSERT.format("main."), ((earlier or run).run,))
    return earlier is not None


_INSERT = (
    "INSERT OR IGNORE INTO temp.known SELECT path, key FROM {0}letters JOIN {0}findings USING (result)"
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
                        ((letter, key) for key in told[name]),
                    )


def _from_database(store: Store, path: Path) -> None:
    with Store.open(path, create=False) as other:
        last = other.last_run(finished=True)
    if last is None:
        raise UsageError(f"{path}: the baseline holds no finished run.")
    with store.faults():
        store.db.execute("ATTACH DATABASE ? AS base", (str(path),))
        try:
            with store.transaction():
                store.db.execute(_INSERT.format("base."), (last.run,))
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
