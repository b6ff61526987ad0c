"""The results database: one SQLite file, written by one audit at a time.

A letter's result and the mark that it is done are one transaction, so that a kill loses only what had not
been told as done. The journal is SQLite's ordinary one, which works on network drives too; while an audit
runs it keeps the file locked.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from plainletter.batch.migrations import APPLICATION_ID, MIGRATIONS
from plainletter.batch.result import Result
from plainletter.errors import StoreError, UsageError
from plainletter.model import LEVELS
from plainletter.packs.advice import general_advice
from plainletter.packs.load import builtin_profiles
from plainletter.packs.schema import RequireRule, RuleSpec
from plainletter.salts import Salts, shared_salt

State = Literal["running", "stopped", "checked", "finished"]

BUSY_SECONDS = 5.0
"""How long to wait for another program that has the database open."""

_PARTS = ("scores", "measures", "findings", "checklist", "sentences", "problems")
"""Tables that hold parts of a result."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a run: its path as the database has it, and what is known of it from elsewhere."""

    path: str
    team: str | None = None
    author: str | None = None
    month: str | None = None
    details: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run of an audit. Times are ISO 8601 in UTC; `finished` is None until it is."""

    run: int
    state: State
    started: str
    finished: str | None
    ruleset: str
    version: str
    profile: str
    letters: int
    problems: int
    with_text: bool = False

    @property
    def complete(self) -> bool:
        """True when all its letters are done."""
        return self.state in ("checked", "finished")


class Store:
    """An open results database. Use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.db = connection
        self.path = path
        self._inode = -1
        self._salts: Salts | None = None

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Store:
        """Open a results database to write to, or make a new one; without `create`, open one to read.

        Raises `UsageError` for a file that is no such database, is of a newer plainletter or cannot be
        written; `StoreError` where another program has it open, or the disk is full or fails.
        """
        if not create and not path.is_file():
            raise UsageError(f"{path}: there is no such database. Check the name.")
        if path.is_dir():
            raise UsageError(f"{path}: is a folder. Name a file for the results.")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no such folder. Make it first.")
        try:
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise UsageError(f"{path}: cannot be opened ({error}).") from None
        store = cls(connection, str(path))
        try:
            with store.faults():
                store._set_up(create=create)
            store._inode = Path(path).stat().st_ino
        except BaseException:
            connection.close()
            raise
        return store

    def _set_up(self, *, create: bool) -> None:
        db = self.db
        # Sorting for a summary stays in memory: nothing is written but the file that was named.
        db.execute("PRAGMA temp_store = MEMORY")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        mark = db.execute("PRAGMA application_id").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if mark != APPLICATION_ID and not empty:
            raise UsageError(
                f"{self.path}: is a database of another program. Name another file for the results."
            )
        if version > len(MIGRATIONS):
            raise UsageError(
                f"{self.path}: was made by a newer plainletter. Update plainletter, or name another file."
            )
        if not create:
            if empty:
                raise UsageError(f"{self.path}: is empty. Name the database of an audit.")
            if version == len(MIGRATIONS):
                return  # To read it needs no right to write.
        # From here on the file is ours until it is closed.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        try:
            for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
                for statement in _statements(step):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute("INSERT OR IGNORE INTO about VALUES ('salt', ?)", (secrets.token_hex(16),))
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what was not committed is gone."""
        self.db.close()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turns what SQLite raises into one clear line."""
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", None) or ""
            raise _told(self.path, name, error) from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; raises `StoreError`."""
        with self.faults():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # A full disk has rolled it back already.
                    self.db.execute("ROLLBACK")
                raise

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query as they come; raises `StoreError`."""
        with self.faults():
            cursor = self.db.execute(query, values)
            try:
                yield from cursor
            finally:
                with suppress(
                    sqlite3.ProgrammingError
                ):  # Left half-read when the store was closed.
                    cursor.close()

    def first(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query; None where there is none. Raises `StoreError`."""
        with self.faults():
            cursor = self.db.execute(query, values)
            row: tuple[Any, ...] | None = cursor.fetchone()
            cursor.close()
            return row

    def one(self, query: str, *values: Any) -> Any:
        """The first column of a query's first row; None where there is no row."""
        row = self.first(query, *values)
        return None if row is None else row[0]

    # Paths

    def choose_paths(self, *, hashed: bool) -> bool:
        """Whether this database holds hashed paths; once begun so, it stays so.

        Raises `UsageError` where paths are to be hashed and there are plain ones in it.
        """
        was = self.one("SELECT value FROM about WHERE name = 'paths'")
        if was is None:
            with self.transaction():
                told = "hashed" if hashed else "plain"
                self.db.execute("INSERT INTO about VALUES ('paths', ?)", (told,))
            return hashed
        if hashed and was == "plain":
            raise UsageError(
                f"{self.path}: holds paths as they are. Name another file for --pseudonymise."
            )
        return bool(was == "hashed")

    def pseudonym(self, name: str) -> str:
        """A name that stands for `name` in this database and in no other."""
        return self.salts.text(name)

    @property
    def salts(self) -> Salts:
        """What its hashes are salted with."""
        if self._salts is None:
            told: str = self.one("SELECT value FROM about WHERE name = 'salt'")
            self._salts = Salts(tuple(told.split()))
        return self._salts

    def _put_salts(self, salts: Salts) -> None:
        """Change the salts of a database that holds nothing yet; call it inside a transaction."""
        told = " ".join(salts.salts)
        self.db.execute("UPDATE about SET value = ? WHERE name = 'salt'", (told,))
        self._salts = salts

    def take_salts_of(self, other: Store) -> bool:
        """Have the hashes of another database, so that they can be compared. False where there are hashes
        with other salts in this one already."""
        if self.salts != other.salts and self.last_run() is None:
            with self.transaction():
                self._put_salts(other.salts)
        return self.salts == other.salts

    # Runs

    def begin_run(
        self, scope: str, ruleset: str, version: str, profile: str, *, with_text: bool = False
    ) -> Run:
        """Go on with the last run, where it asked for the same and did not finish, or begin a new one."""
        last = self.last_run()
        with self.transaction():
            self.db.execute("UPDATE runs SET state = 'stopped' WHERE state = 'running'")
            same = last is not None and last.state != "finished" and last.ruleset == ruleset
            if last is not None and same and self.scope_of(last.run) == scope:
                self.db.execute("UPDATE runs SET state = 'running' WHERE run = ?", (last.run,))
                number = last.run
            else:
                number = (last.run if last else 0) + 1
                asked, _, shard = scope.partition(":")
                if last is None and shard:
                    self._put_salts(Salts((shared_salt(asked),)))
                self.db.execute(
                    "INSERT INTO runs (run, state, started, scope, ruleset, version, profile, with_text)"
                    " VALUES (?, 'running', ?, ?, ?, ?, ?, ?)",
                    (number, _now(), scope, ruleset, version, profile, with_text),
                )
        return self.get_run(number)

    def scope_of(self, run: int) -> str:
        """A hash of what a run asked for; behind a colon its shard, as N/M."""
        scope: str = self.one("SELECT scope FROM runs WHERE run = ?", run)
        return scope

    def get_run(self, number: int) -> Run:
        """A run by its number; raises `UsageError` where there is none."""
        row = self.first(
            "SELECT run, state, started, finished, ruleset, version, profile, letters, problems,"
            " with_text FROM runs WHERE run = ?", number,
        )  # fmt: skip
        if row is None:
            raise UsageError(f"{self.path}: there is no run {number} in it.")
        return replace(Run(*row[:-1]), with_text=bool(row[-1]))

    def last_run(self, *, finished: bool = False) -> Run | None:
        """The newest run, or the newest finished one; None where there is none."""
        where = "WHERE state = 'finished'" if finished else ""
        number = self.one(f"SELECT max(run) FROM runs {where}")
        return None if number is None else self.get_run(number)

    def runs(self) -> list[Run]:
        """All runs, the oldest first."""
        return [
            self.get_run(run) for (run,) in list(self.rows("SELECT run FROM runs ORDER BY run"))
        ]

    def end_run(self, run: int, state: State, *, sweep: bool) -> Run:
        """Settle a run's figures; with `sweep`, also forget results that no run needs."""
        with self.transaction():
            self.db.execute(
                "UPDATE runs SET state = ?, finished = ?,"
                " letters = (SELECT count(*) FROM letters WHERE letters.run = runs.run),"
                " problems = (SELECT count(*) FROM letters"
                "             WHERE letters.run = runs.run AND problem IS NOT NULL) WHERE run = ?",
                (state, None if state == "stopped" else _now(), run),
            )
            if sweep:
                self._forget_orphans()
        return self.get_run(run)

    def finish_run(self, run: int, *, passed: bool) -> None:
        """Mark a run as finished: the last thing an audit does, so that one that is killed before goes on.

        Raises `StoreError` also where the file has been moved or deleted since it was opened.
        """
        self._refuse_moved()
        with self.transaction():
            self.db.execute(
                "UPDATE runs SET state = 'finished', passed = ? WHERE run = ?", (passed, run)
            )

    def _refuse_moved(self) -> None:
        try:
            same = Path(self.path).stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StoreError(
                f"{self.path}: was moved or deleted during the audit. Put it back, then run it again."
            )

    def baseline_run(self, before: Run) -> Run | None:
        """The newest finished run before this one that asked for the same, held letters and passed; None
        where there is none."""
        number = self.one(
            "SELECT max(run) FROM runs WHERE run < ? AND state = 'finished' AND passed AND letters > 0"
            " AND scope = (SELECT scope FROM runs WHERE run = ?)", before.run, before.run,
        )  # fmt: skip
        return None if number is None else self.get_run(number)

    def _forget_orphans(self) -> None:
        orphan = "result NOT IN (SELECT result FROM letters WHERE result IS NOT NULL)"
        for table in (*_PARTS, "results"):
            self.db.execute(f"DELETE FROM {table} WHERE {orphan}")

    # Letters and results

    def has_result(self, id: str, *, with_text: bool) -> bool:
        """True when a letter need not be checked again. A result with a problem is no answer: what was
        in the way may be gone."""
        found = self.one(
            "SELECT 1 FROM results WHERE result = ? AND (text IS NOT NULL OR NOT ?)"
            " AND NOT EXISTS (SELECT 1 FROM problems WHERE problems.result = results.result)",
            self.salts.text(id), with_text,
        )  # fmt: skip
        return found is not None

    def put_result(self, result: Result) -> None:
        """Write a result; call it inside a transaction."""
        db, salts = self.db, self.salts
        id = salts.text(result.id)
        for table in (*_PARTS, "results"):
            db.execute(f"DELETE FROM {table} WHERE result = ?", (id,))
        counts = {level: sum(f.level == level for f in result.findings) for level in LEVELS}
        db.execute(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id, salts.text(result.content), result.ruleset, result.version, result.format, result.profile,
                result.words, len(result.sentences), result.paragraphs, result.month or None,
                counts["error"], counts["warning"], counts["advice"], result.text,
            ),
        )  # fmt: skip
        _many(db, "scores", ((id, s.name, s.value, s.band) for s in result.scores))
        _many(
            db, "measures",
            ((id, m.name, m.value, m.unit, m.limit, m.passed) for m in result.measures),
        )  # fmt: skip
        _many(
            db, "findings",
            (
                (id, n, f.rule, f.category, f.level, salts.text(f.key), f.start, f.end, f.sentence, f.suggested,
                 f.text, f.message, f.suggestion)
                for n, f in enumerate(result.findings)
            ),
        )  # fmt: skip
        _many(db, "checklist", ((id, c.item, c.status, c.weight) for c in result.checklist))
        _many(
            db, "sentences",
            (
                (id, n, salts.number(s.line), s.start, s.end, s.words, s.reading_age)
                for n, s in enumerate(result.sentences)
            ),
        )  # fmt: skip
        _many(db, "problems", ((id, n, p.stage, p.message) for n, p in enumerate(result.problems)))

    def put_letter(self, run: int, letter: Letter, result: str | None, problem: str | None) -> None:
        """Mark a letter of a run as done; call it inside the transaction that writes its result."""
        details = json.dumps(letter.details, ensure_ascii=False) if letter.details else None
        result = self.salts.text(result) if result is not None else None
        self.db.execute(
            "INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?,"
            " coalesce(?, (SELECT month FROM results WHERE result = ?)), ?, ?)",
            (run, letter.path, result, letter.team, letter.author, letter.month, result, details,
             problem),
        )  # fmt: skip

    def put_rules(self, rules: Mapping[str, RuleSpec]) -> None:
        """Write what the rules and items of the checklist are about."""
        with self.transaction():
            self.db.execute("DELETE FROM rules")
            self.db.execute("DELETE FROM items")
            _many(
                self.db, "rules",
                (
                    (rule.id, rule.category, rule.level, rule.title, rule.why,
                     general_advice(rule), rule.source,
                     rule.item if isinstance(rule, RequireRule) else None)
                    for rule in rules.values()
                ),
            )  # fmt: skip
            _many(
                self.db, "items",
                (
                    (rule.item, profile.id, rule.title, rule.weight)
                    for profile in builtin_profiles().values()
                    for rule in rules.values()
                    if isinstance(rule, RequireRule) and rule.item in profile.checklist
                    and (not rule.profiles or profile.id in rule.profiles)
                ),
            )  # fmt: skip

    def merge(self, paths: Sequence[Path]) -> Run:
        """Put the newest runs of all shards of one audit together as a new run; raises what
        `refuse_strangers` raises."""
        refuse_strangers(paths)
        run: Run | None = None
        for path in paths:
            with self.faults():
                self.db.execute("ATTACH DATABASE ? AS other", (str(path),))
            try:
                run = self._merge_attached(run)
            finally:
                with self.faults():
                    self.db.execute("DETACH DATABASE other")
        assert run is not None
        return self.end_run(run.run, "checked", sweep=True)

    def _is_on_top_of(self, salts: str) -> bool:
        return " ".join(self.salts.salts[:-1]) == salts

    def _salted_columns(self, table: str) -> str:
        names = [name for _, name, *_ in self.rows(f"PRAGMA main.table_info({table})")]
        return ", ".join(f'{_SALTED[n]}("{n}")' if n in _SALTED else f'"{n}"' for n in names)

    def _merge_attached(self, run: Run | None) -> Run:
        theirs: int = self.one("SELECT max(run) FROM other.runs")
        with self.transaction():
            if run is None:
                last = self.last_run()
                number = (last.run if last else 0) + 1
                scope: str = self.one("SELECT scope FROM other.runs WHERE run = ?", theirs)
                self.db.execute(
                    "INSERT INTO runs SELECT ?, 'running', started, NULL, ?, ruleset, version, profile,"
                    " 0, 0, with_text, NULL FROM other.runs WHERE run = ?",
                    (number, scope.partition(":")[0], theirs),
                )  # fmt: skip
                self.db.execute("INSERT OR IGNORE INTO about VALUES ('paths', 'plain')")
                theirs_salts: str = self.one("SELECT value FROM other.about WHERE name = 'salt'")
                if last is None:
                    self._put_salts(Salts((*theirs_salts.split(), secrets.token_hex(16))))
                elif not self._is_on_top_of(theirs_salts):
                    raise UsageError(
                        f"{self.path}: was not made from shards of this audit, so their hashes cannot be "
                        "compared. Name a new file with --database."
                    )
            else:
                number = run.run
            own = Salts(self.salts.salts[-1:])
            self.db.create_function("salted", 1, lambda v: None if v is None else own.text(v))
            self.db.create_function("salted_number", 1, own.number)
            for table in ("results", *_PARTS):
                self.db.execute(
                    f"INSERT OR REPLACE INTO main.{table} SELECT {self._salted_columns(table)}"
                    f" FROM other.{table}"
                    " WHERE result IN (SELECT result FROM other.letters WHERE run = ?)", (theirs,),
                )  # fmt: skip
            for table in ("rules", "items"):
                self.db.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM other.{table}")
            self.db.execute(
                "INSERT INTO main.letters SELECT ?, path, salted(result), team, author, month, details, problem"
                " FROM other.letters WHERE run = ?", (number, theirs),
            )  # fmt: skip
        return self.get_run(number)


_SALTED = {"result": "salted", "content": "salted", "key": "salted", "line": "salted_number"}
"""Columns that hold salted hashes, and the SQL function that puts one salt more on them."""


def refuse_strangers(paths: Sequence[Path]) -> None:
    """Raise `UsageError` where databases are not all the shards of one audit, or have hashed paths, each
    with a salt of its own."""
    found: dict[int, Path] = {}
    first: tuple[str, str, str] | None = None
    for path in paths:
        with Store.open(path, create=False) as other:
            run = other.last_run()
            if run is None or not run.complete:
                raise UsageError(f"{path}: there is no finished run in it.")
            if other.one("SELECT value FROM about WHERE name = 'paths'") == "hashed":
                raise UsageError(f"{path}: has hashed paths, which cannot be put together.")
            scope, _, shard = other.scope_of(run.run).partition(":")
        number, _, many = shard.partition("/")
        if not shard:
            raise UsageError(f"{path}: is no shard. Make shards with --shard 1/2 and --shard 2/2.")
        first = first or (scope, run.ruleset, many)
        if first != (scope, run.ruleset, many):
            raise UsageError(f"{path}: is no part of the same audit as {paths[0]}.")
        if int(number) in found:
            raise UsageError(f"{path}: is the same shard as {found[int(number)]}.")
        found[int(number)] = path
    if first is not None:
        missing = sorted(set(range(1, int(first[2]) + 1)) - set(found))
        if missing:
            raise UsageError(f"Shard {missing[0]}/{first[2]} is missing. Name all shards.")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. Not `executescript`, which commits what came before."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _many(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _told(path: str, name: str, error: sqlite3.Error) -> StoreError | UsageError:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(
            f"{path}: another program has it open. Close it there, or wait for the other audit."
        )
    if name.startswith("SQLITE_FULL"):
        return StoreError(
            f"{path}: the disk is full. Make room, then run the same command; it goes on from there."
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return UsageError(f"{path}: cannot be written. Name a file in a folder of yours.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return UsageError(f"{path}: is no results database, or damaged. Name another file.")
    return StoreError(f"{path}: the results cannot be kept ({error}).")
