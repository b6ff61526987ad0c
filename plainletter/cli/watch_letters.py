"""`plainletter check --watch`: one check after the other, as letters and what they are checked by change."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plainletter.allowances import SIDECAR_SUFFIX
from plainletter.cli.check import Asked, Run
from plainletter.cli.watch import Stamp, Stop, Wake, counted, deaf, pack_state, say, stamp, stopping
from plainletter.config import FILE_NAME, Config
from plainletter.errors import ExitCode, PlainletterError, ReadError, UsageError

if TYPE_CHECKING:
    from plainletter.model import Report

_QUIET = 0.3
"""Seconds in which nothing may change before letters are checked: a program saves in several steps."""

_PATIENCE = 2.0
"""Seconds in which a letter that cannot be read, or is gone, may become whole again before it is told."""

_NO_END = 30.0
"""Seconds after which letters are checked though something still changes."""

_KEPT = 300
"""Reports that are kept in memory; a letter beyond that is checked again each time."""

_NAMED = 5
"""Letters that have gone which are told by name; more are counted."""

_CLEAR = "\x1b[H\x1b[2J"

State = dict[str, Stamp | None]


class _Stopped(Exception):
    """Somebody has asked us to end in the middle of a check."""


def watch_letters(asked: Asked, *, poll: bool) -> int:
    """Check, and check again whenever something changes, until Ctrl-C; the exit code is that of the last
    check that came to its end.

    Raises `UsageError` for what cannot be watched, `ReadError` where nothing of what was named is there, and
    what the first check raises; what a later one raises is told, and the watch goes on.
    """
    _refuse(asked)
    with stopping() as stop:
        wake = Wake(stop, poll=poll)
        try:
            return _Watch(asked, stop, wake).run()
        finally:
            wake.close()


def _refuse(asked: Asked) -> None:
    if "-" in asked.paths:
        raise UsageError("--watch needs files to look at; standard input is none. Name a letter.")
    if asked.format not in ("terminal", "jsonl") and asked.output is None:
        raise UsageError(
            f"--watch writes one report after the other, and {asked.format} holds just one. "
            "Add --output FILE, or use --format jsonl."
        )
    out, baseline = asked.output, asked.baseline
    if out is not None and baseline is not None and _real(str(out)) == _real(str(baseline)):
        raise UsageError(f"{out}: is the baseline; the report would overwrite it.")
    if "" not in asked.paths and not any(os.path.exists(path) for path in asked.paths):  # noqa: PTH110
        from plainletter.readers import file_bytes

        file_bytes(asked.paths[0])  # Says why.


@dataclass(slots=True)
class _Watch:
    """The watch: what was there at the last look, and the reports that still hold."""

    asked: Asked
    stop: Stop
    wake: Wake
    rounds: int = 0
    letters: list[str] = field(default_factory=list)
    packs: dict[str, None] = field(default_factory=dict)
    rules: State = field(default_factory=dict)
    kept: dict[str, tuple[object, Report]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    told: dict[str, None] = field(default_factory=dict)
    later: State = field(default_factory=dict)
    until: float = 0.0

    def run(self) -> int:
        """Check until somebody asks us to end; gives the exit code."""
        code = int(ExitCode.UNCHECKED)
        state = self._look()
        while not self.stop.is_set():
            done = f"Checked at {datetime.now():%H:%M}."
            try:
                code = self._round()
            except _Stopped:
                break
            except PlainletterError as error:
                if not self.rounds:
                    raise
                self._tell(str(error))
                code, done = int(error.exit_code), "Not checked."
            for message in self.told:
                say(message)
            self.rounds += 1
            if not self.asked.quiet:
                watched = counted(len(self.letters))
                typer.echo(f"{done} Watching {watched}; Ctrl-C stops.", err=True)
            state = self._changed({**state, **self.later})
        if not self.rounds:
            say("Stopped before the first check was done.")
        return code

    def _changed(self, state: State) -> State:
        """Wait until what is there differs from `state` and has come to rest; what is there then."""
        while not self.stop.is_set():
            if not self.wake.watch(*self._places()):
                self.wake.wait()
            now = self.wake.look(self._look)
            if now == state:
                continue
            begun = time.monotonic()
            while not self.stop.is_set():
                self.wake.rest(_QUIET)
                last, now = now, self._look()
                waited = time.monotonic() - begun
                whole = waited > _PATIENCE or not self._missing(state, now)
                if (last == now and whole) or waited > _NO_END:
                    break
            if now != state:
                return now
        return state

    def _missing(self, before: State, now: State) -> bool:
        """Whether a letter is gone, as it is for a moment while a program saves it."""
        return any(before.get(letter) and not now.get(letter) for letter in self.letters)

    def _look(self) -> State:
        """The stamps of all that a check depends on: letters, their sidecars, settings, packs, baseline."""
        asked, seen = self.asked, State()
        folders: dict[str, None] = {}
        for letter in self._present():
            seen[letter] = stamp(letter)
            seen[letter + SIDECAR_SUFFIX] = stamp(letter + SIDECAR_SUFFIX)
            folders[os.path.dirname(letter)] = None  # noqa: PTH120
        if asked.config is not None:
            seen[str(asked.config)] = stamp(str(asked.config))
        else:
            above = {p for f in folders for p in (Path(_real(f)), *Path(_real(f)).parents)}
            for folder in above:
                for name in (FILE_NAME, "pyproject.toml"):
                    seen[str(folder / name)] = stamp(str(folder / name))
        if asked.baseline is not None:
            seen[str(asked.baseline)] = stamp(str(asked.baseline))
        seen.update(pack_state(self.packs))
        return seen

    def _present(self) -> list[str]:
        """The letters that are there now; what cannot be searched is told by the check."""
        from plainletter.readers import letters_in

        found: dict[str, None] = {}
        for path in self.asked.paths:
            if not os.path.isdir(path):  # noqa: PTH112
                found[path] = None
                continue
            try:
                found.update(dict.fromkeys(str(p) for p in letters_in(path, lambda _: None)))
            except ReadError:
                continue
        return self._without_output(list(found))

    def _without_output(self, letters: list[str]) -> list[str]:
        """Letters without our own report, which may stand among them. The first check says so."""
        if self.asked.output is None or not self.rounds:
            return letters
        own = _real(str(self.asked.output))
        return [letter for letter in letters if _real(letter) != own]

    def _places(self) -> tuple[list[str], list[str]]:
        """Folders to watch with all below them, and folders to watch for what stands right in them."""
        from plainletter.config import find_file

        deep = [path for path in self.asked.paths if os.path.isdir(path)]  # noqa: PTH112
        files = [path for path in self.asked.paths if path not in deep]
        files += [
            str(path) for path in (self.asked.config, self.asked.baseline) if path is not None
        ]
        if self.asked.config is None:
            try:
                governing = {find_file(Path(path).absolute()) for path in self.asked.paths}
            except PlainletterError:
                governing = set()
            files += [str(path) for path in governing if path is not None]
        return deep, [os.path.dirname(path) or "." for path in files] + list(self.packs)  # noqa: PTH120

    def _round(self) -> int:
        """One check of all letters."""
        self.told, self.later, self.fresh = {}, {}, set()
        self.until = time.monotonic() + _PATIENCE
        run = Run(self.asked, self._tell, lambda each: self._checked(run, each))
        there = [path for path in self.asked.paths if os.path.exists(path)]  # noqa: PTH110
        away = [path for path in self.asked.paths if path not in there]
        # Why a letter cannot be read at first is said as always.
        named = there if self.rounds else self.asked.paths
        letters = self._without_output(run.letters(named))
        gone = [letter for letter in self.letters if letter not in letters]
        if self.rounds:
            self._tell_gone(run, away, gone)
        self.letters = [letter for letter in letters if letter not in away]
        for name in gone:
            self.kept.pop(name, None)
        self._renew_rules(run, letters)
        run.write(letters, self._shown)
        return run.exit_code()

    def _tell(self, message: str) -> None:
        # Told below the report, where a person looks last, and once.
        self.told[message] = None

    def _tell_gone(self, run: Run, away: list[str], gone: list[str]) -> None:
        for path in away:
            run.note(f"{path}: is gone. It is checked again when it is back.")
        others = [letter for letter in gone if letter not in away]
        for letter in others[:_NAMED]:
            self._tell(f"{letter}: is gone.")
        if len(others) > _NAMED:
            more = len(others) - _NAMED
            self._tell(f"{counted(more, 'more letter')} {'is' if more == 1 else 'are'} gone.")

    def _renew_rules(self, run: Run, letters: list[str]) -> None:
        """Have packs that have changed read anew."""
        for letter in letters:
            self.packs.update(dict.fromkeys(run.config(letter).packs))
        rules = pack_state(self.packs)
        if rules != self.rules:
            from plainletter.engine import checker

            checker.cache_clear()
        self.rules = rules

    def _shown(self, reports: Iterator[Report]) -> Iterator[Report]:
        """The reports to write: all, but only new ones where lines are added to lines."""
        asked = self.asked
        only_new = asked.format == "jsonl" and asked.output is None
        if _on_screen(asked):
            # The old report stays until the new one begins.
            first = next(reports, None)
            sys.stdout.write(_CLEAR)
            if first is not None:
                yield first
        for report in reports:
            if not only_new or report.path in self.fresh:
                yield report

    def _checked(self, run: Run, each: Sequence[tuple[str, Config]]) -> Iterator[Report]:
        """The report on each letter; those on letters that are as they were still hold."""
        keys = [self._key(letter, config) for letter, config in each]
        held = [
            letter in self.kept and self.kept[letter][0] == key
            for (letter, _), key in zip(each, keys, strict=True)
        ]
        todo = [one for one, holds in zip(each, held, strict=True) if not holds]
        with closing(run.checked(todo)) as anew:
            for (letter, config), key, holds in zip(each, keys, held, strict=True):
                if self.stop.is_set():
                    raise _Stopped
                if not holds:
                    with deaf() if self.asked.jobs > 1 else nullcontext():
                        report = next(anew)
                    key, report = self._patient(run, letter, config, key, report)
                    self.fresh.add(letter)
                    if letter in self.kept or len(self.kept) < _KEPT:
                        self.kept[letter] = (key, report)
                else:
                    report = self.kept[letter][1]
                yield report

    def _key(self, letter: str, config: Config) -> object:
        """What a report holds for: while this is the same, the report is."""
        sidecar = letter + SIDECAR_SUFFIX
        return stamp(letter), stamp(sidecar), config, tuple(self.rules.items())

    def _patient(
        self, run: Run, letter: str, config: Config, key: object, report: Report
    ) -> tuple[object, Report]:
        """The report on a letter; one that cannot be read may be half written, so it is tried again."""
        while self.rounds and report.problems and not report.words:
            if self.stop.is_set():
                raise _Stopped
            if time.monotonic() > self.until:
                break
            self.wake.rest(_QUIET)
            key, self.later[letter] = self._key(letter, config), stamp(letter)
            report = next(run.checked([(letter, config)]))
        return key, report


def _on_screen(asked: Asked) -> bool:
    """Whether a person sees each report in place of the last one."""
    return (
        asked.format == "terminal" and asked.output is None and not asked.quiet
        and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    )  # fmt: skip


def _real(path: str) -> str:
    return os.path.realpath(path)
