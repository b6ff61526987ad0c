"""One run of an audit: finds letters, has those checked that are new or changed, keeps what came of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from plainletter.batch.engines import Engine
from plainletter.batch.known import Compare
from plainletter.batch.metadata import Metadata
from plainletter.batch.places import Found, Search, storable
from plainletter.batch.result import Result
from plainletter.batch.store import Letter, Run, Store
from plainletter.batch.work import Task, identify, unread
from plainletter.config import Config
from plainletter.errors import ReadError, StoreError
from plainletter.packs.schema import RuleSpec
from plainletter.version import __version__

COMMIT_SECONDS = 0.5
"""Seconds of work that a kill may cost at most, beside the letters in hand."""


class Progress(Protocol):
    """Who wants to know how an audit gets on."""

    def begin(self, total: int) -> None:
        """So many letters are to be looked at."""

    def done(self, path: str, problem: str | None, *, fresh: bool) -> None:
        """A letter is done; `fresh` where it had to be checked, not only looked up."""


@dataclass(slots=True)
class Audit:
    """What is asked of a run.

    places: folders, files, globs or addresses. settings: the settings for a path. engine: made when it is
    needed, from a function that tells a task's fingerprint and from how many letters there are. asked:
    whatever else decides what the run is, so that a run that was cut off goes on only where the same is
    asked again. compare: takes each result, where a baseline can only be compared with fresh ones.
    """

    places: Sequence[str]
    search: Search
    settings: Callable[[str], Config]
    engine: Callable[[Callable[[Task], str], int], Engine]
    metadata: Metadata = field(default_factory=Metadata)
    with_text: bool = False
    pseudonymise: bool = False
    asked: str = ""
    compare: Compare | None = None

    def run(self, store: Store, progress: Progress) -> Run:
        """Run it into a store. Raises what opening settings, packs and engines raises, and `StoreError`;
        a letter that cannot be checked is a row with its problem. The caller ends it with `Store.finish_run`,
        when all that is to be made of it is made."""
        hashed = store.choose_paths(hashed=self.pseudonymise)
        total, configs = self._survey()
        run = store.begin_run(
            self.scope,
            _fingerprint(configs),
            __version__,
            configs[0].profile,
            with_text=self.with_text,
        )
        _put_rules(store, configs)
        progress.begin(total)
        writer = _Writer(store, run.run, progress, resumed=store.one(
            "SELECT 1 FROM letters WHERE run = ?", run.run) is not None)  # fmt: skip
        try:
            self._check(store, writer, hashed, total)
        except BaseException:
            writer.drop()
            # What stopped the audit may stop this too; it goes on all the same.
            with suppress(StoreError):
                store.end_run(run.run, "stopped", sweep=False)
            raise
        writer.finish()
        return store.end_run(run.run, "checked", sweep=True)

    @property
    def scope(self) -> str:
        """A hash of what is asked; the part after a colon names the shard."""
        search = self.search
        basis = json.dumps(
            [list(self.places), search.include, search.exclude, self.asked, self.with_text,
             self.pseudonymise]
        )  # fmt: skip
        scope = hashlib.sha256(basis.encode()).hexdigest()[:16]
        number, many = search.shard
        return scope if many == 1 else f"{scope}:{number}/{many}"

    def name_of(self, found: Found) -> str:
        """What a letter is known by: its path below the folder, and below the place where there are more."""
        return found.name if len(self.places) == 1 else storable(found.path).replace("\\", "/")

    def find(self, store: Store, paths: Collection[str]) -> dict[str, Task]:
        """The letters that the database knows by these paths, to be read once more."""
        wanted = set(paths)
        tasks: dict[str, Task] = {}
        hashed = store.choose_paths(hashed=self.pseudonymise)
        for found in _quiet(self.search).letters(self.places):
            if len(tasks) == len(wanted):
                break
            name = self.name_of(found)
            path = store.pseudonym(name) if hashed else name
            if path in wanted:
                tasks[path] = Task(found.path, self.settings(found.path), found.sidecar)
        return tasks

    def _survey(self) -> tuple[int, list[Config]]:
        """How many letters there are, and the settings they have, each once."""
        total = 0
        configs: dict[Config, None] = {}
        # Every shard has the settings of all of them, so that they are known for parts of one audit.
        for found in replace(_quiet(self.search), shard=(1, 1)).letters(self.places):
            total += self.search.in_shard(found)
            configs.setdefault(self.settings(found.path))
        if not configs:
            configs.setdefault(self.settings(self.places[0]))
        return total, list(configs)

    def _check(self, store: Store, writer: _Writer, hashed: bool, total: int) -> None:
        waiting: dict[Task, list[Letter]] = {}

        def letter_of(found: Found) -> Letter:
            name = self.name_of(found)
            path = store.pseudonym(name) if hashed else name
            letter = self.metadata.letter(found.name, path, found.path)
            if not hashed:
                return letter
            # Other columns may hold anything, names of families too.
            author = store.pseudonym(letter.author) if letter.author else None
            return replace(letter, author=author, details=None)

        def tasks() -> Iterator[Task]:
            for found in self.search.letters(self.places):
                task = Task(found.path, self.settings(found.path), found.sidecar, self.with_text)
                letter = letter_of(found)
                try:
                    id = identify(task)
                except (ReadError, OSError) as error:
                    told = str(error) if isinstance(error, ReadError) else error.strerror or "?"
                    writer.put(letter, unread(task, told, ""))
                    continue
                known = self.compare is None and store.has_result(id, with_text=self.with_text)
                if known:
                    writer.put_known(letter, id)
                    continue
                waiting.setdefault(task, []).append(letter)
                if len(waiting[task]) == 1:
                    yield task

        engine = self.engine(ruleset_of, total)
        done = engine(tasks())
        try:
            for task, result in done:
                for letter in waiting.pop(task):
                    writer.put(letter, result)
                    if self.compare is not None:
                        with store.faults():
                            self.compare(letter.path, result)
        finally:
            close = getattr(done, "close", None)
            if close is not None:
                close()  # Ends the processes at once, not when somebody collects the garbage.


def ruleset_of(task: Task) -> str:
    """The fingerprint of a task's rules on this machine."""
    from plainletter.engine import checker

    return checker(task.config).fingerprint


def _quiet(search: Search) -> Search:
    """The same search, telling nobody of its problems."""
    return replace(search, on_problem=lambda _: None)


def _fingerprint(configs: Sequence[Config]) -> str:
    """One fingerprint for all settings, whichever of them was met first."""
    from plainletter.engine import checker, joined_fingerprint

    return joined_fingerprint(sorted(configs, key=lambda config: checker(config).fingerprint))


def _put_rules(store: Store, configs: Sequence[Config]) -> None:
    from plainletter.engine import checker

    rules: dict[str, RuleSpec] = {}
    for config in configs:
        rules.update(checker(config).ruleset.rules)
    store.put_rules(rules)


class _Writer:
    """Writes results and done-marks, some in each transaction."""

    def __init__(self, store: Store, run: int, progress: Progress, *, resumed: bool) -> None:
        self.store = store
        self.run = run
        self.progress = progress
        # Letters of the part that was done before may have gone since; in a new run there are none.
        self.seen: set[str] | None = set() if resumed else None
        self._begun = 0.0

    def put(self, letter: Letter, result: Result) -> None:
        """Keep a fresh result and mark its letter as done."""
        self._enter()
        if result.id:
            with self.store.faults():
                self.store.put_result(result)
        problem = result.problems[0].message if result.problems else None
        self._mark(letter, result.id or None, problem, fresh=True)

    def put_known(self, letter: Letter, id: str) -> None:
        """Mark a letter as done whose result is there."""
        self._enter()
        self._mark(letter, id, None, fresh=False)

    def _mark(self, letter: Letter, id: str | None, problem: str | None, *, fresh: bool) -> None:
        with self.store.faults():
            self.store.put_letter(self.run, letter, id, problem)
        if self.seen is not None:
            self.seen.add(letter.path)
        self.progress.done(letter.path, problem, fresh=fresh)
        if time.monotonic() - self._begun > COMMIT_SECONDS:
            self.commit()

    def _enter(self) -> None:
        if not self.store.db.in_transaction:
            with self.store.faults():
                self.store.db.execute("BEGIN IMMEDIATE")
            self._begun = time.monotonic()

    def commit(self) -> None:
        """Keep what was written since the last time."""
        if self.store.db.in_transaction:
            with self.store.faults():
                self.store.db.execute("COMMIT")

    def drop(self) -> None:
        """Take back what was not committed: it may be half of a letter."""
        if self.store.db.in_transaction:
            with suppress(sqlite3.Error):
                self.store.db.execute("ROLLBACK")

    def finish(self) -> None:
        """Keep the rest, and forget letters of an earlier part of the run that are no longer there."""
        self.commit()
        if self.seen is not None:
            gone = [
                path
                for (path,) in self.store.rows("SELECT path FROM letters WHERE run = ?", self.run)
                if path not in self.seen
            ]
            with self.store.transaction():
                for path in gone:
                    self.store.db.execute(
                        "DELETE FROM letters WHERE run = ? AND path = ?", (self.run, path)
                    )
