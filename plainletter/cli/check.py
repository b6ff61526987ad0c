"""`plainletter check`: check letters, print what to change, set the exit code."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from plainletter.baseline import load_baseline
from plainletter.cli.options import ConfigFile, Ignore, Profile, Select, Settings, split_list
from plainletter.config import Config, at_or_above
from plainletter.errors import ExitCode, UsageError
from plainletter.reporters import Options, writer

if TYPE_CHECKING:
    from plainletter.model import Problem, Report

Format = Literal["terminal", "json", "jsonl", "sarif", "html", "csv", "junit", "github"]
FailOn = Literal["advice", "warning", "error", "never"]


def check(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Letters or folders; - is standard input.")
    ],
    format: Annotated[
        Format, typer.Option("--format", help="How to print the report.")
    ] = "terminal",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write the report there.")
    ] = None,
    profile: Profile = None,
    config: ConfigFile = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option("--fail-on", help="The lowest level that fails. [default: error]"),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under", metavar="SCORE", min=0, max=100, help="Fail below this overall score."
        ),
    ] = None,
    max_findings: Annotated[
        int | None,
        typer.Option(
            "--max-findings", metavar="N", min=0, help="Show at most N findings a letter; 0 is all."
        ),
    ] = None,
    select: Select = None,
    ignore: Ignore = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="An earlier JSON report; what stands there does not count.",
        ),
    ] = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Show only what is not in the baseline.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Check N letters at the same time.")
    ] = 1,
    stdin_filename: Annotated[
        str,
        typer.Option(
            "--stdin-filename", metavar="NAME", help="Name of the text on standard input."
        ),
    ] = "",
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Put the letter's text into JSON reports.")
    ] = False,
    with_sentences: Annotated[
        bool,
        typer.Option("--with-sentences", help="Put each sentence's figures into JSON reports."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> int:
    """Check letters and print what to change.

    Exit code 0: nothing at or above --fail-on. 1: something is. 2: wrong usage. 3: something could not
    be read or checked.
    """
    given: dict[str, Any] = {
        "profile": profile, "fail_on": fail_on, "fail_under": fail_under,
        "max_findings": max_findings, "select": split_list(select), "ignore": split_list(ignore),
    }  # fmt: skip
    if new_only and baseline is None:
        raise UsageError("--new-only needs --baseline FILE to know what is new.")
    known = load_baseline(baseline) if baseline is not None else frozenset()
    run = _Run(Settings(config, given), stdin_filename, jobs, known, new_only)
    letters = run.letters(paths)
    _refuse_overwriting(output, letters)
    # Before a word is printed: a fault in the settings of any letter ends the run.
    configs = [run.config(letter) for letter in letters] or [run.settings.for_folder(".")]
    from plainletter.engine import joined_fingerprint

    options = Options(
        ruleset=joined_fingerprint(dict.fromkeys(configs)),
        max_findings=configs[0].max_findings,
        colour=_colour(no_color, output),
        width=_width(output),
        several=len(letters) > 1,
        with_text=with_text,
        with_sentences=with_sentences,
        quiet=quiet,
    )
    with _open(output) as stream:
        if quiet and format == "terminal" and output is None:
            for _ in run.reports(letters):
                pass
        else:
            writer(format)(run.reports(letters), stream, options)
        stream.flush()
    return run.exit_code()


@dataclass(slots=True)
class _Run:
    """One call: what was asked, and what came of it so far."""

    settings: Settings
    stdin_name: str
    jobs: int
    known: frozenset[str] = frozenset()
    new_only: bool = False
    failed: bool = False
    unchecked: bool = False

    def letters(self, paths: Iterable[str]) -> list[str]:
        """The files to check, each once, in the order given; says so where there is nothing to check."""
        from plainletter.errors import ReadError
        from plainletter.readers import letters_in

        found: dict[str, None] = {}
        for path in paths:
            if not path:
                raise UsageError("One of the paths is empty. Name a letter or a folder.")
            if path != "-" and os.path.isdir(path):  # noqa: PTH112 - a bad name is no error here
                try:
                    inside = [str(letter) for letter in letters_in(Path(path), self._problem)]
                except ReadError as error:
                    self._unchecked(str(error))
                    continue
                if not inside:
                    self._unchecked(f"{path}: there is no letter in this folder.")
                found.update(dict.fromkeys(inside))
            else:
                found[path] = None
        return list(found)

    def _problem(self, problem: Problem) -> None:
        self._unchecked(f"{problem.where}: {problem.message}")

    def _unchecked(self, message: str) -> None:
        self.unchecked = True
        typer.echo(f"plainletter: {' '.join(message.split())}", err=True)

    def reports(self, letters: list[str]) -> Iterator[Report]:
        """The report on each letter as it is ready, in order; notes what decides the exit code."""
        from plainletter.refine import without_known

        for report, config in self._checked(letters):
            for problem in report.problems:
                message = problem.message
                shown = message if message.startswith(report.path) else f"{report.path}: {message}"
                self._unchecked(shown)
            new = without_known(report.findings, self.known)
            if any(at_or_above(finding.level, config.fail_on) for finding in new):
                self.failed = True
            under = config.fail_under
            if under is not None and report.words and report.scores["overall"].value < under:
                self.failed = True
            yield replace(report, findings=new) if self.new_only else report

    def _checked(self, letters: list[str]) -> Iterator[tuple[Report, Config]]:
        from plainletter.api import check_many, check_or_explain

        configs = [self.config(letter) for letter in letters]
        if self.jobs > 1 and len(set(configs)) == 1 and "-" not in letters:
            reports = check_many(letters, config=configs[0], jobs=self.jobs)
            yield from zip(reports, configs, strict=True)
            return
        for letter, config in zip(letters, configs, strict=True):
            if letter == "-":
                yield self._standard_input(config), config
            else:
                yield check_or_explain(letter, config), config

    def _standard_input(self, config: Config) -> Report:
        from plainletter.api import explained
        from plainletter.engine import checker
        from plainletter.readers import read_bytes

        def check_it() -> Report:
            document = read_bytes(sys.stdin.buffer.read(), self.stdin_name or "-")
            return checker(config).check(replace(document, path="-"))

        return explained(check_it, "-", config.profile)

    def config(self, letter: str) -> Config:
        """The settings for a letter; those of a folder are looked up once."""
        place = Path(self.stdin_name) if letter == "-" and self.stdin_name else Path(letter)
        return self.settings.for_letter(str(place))

    def exit_code(self) -> int:
        """The exit code of the contract: 3 wins over 1."""
        if self.unchecked:
            return ExitCode.UNCHECKED
        return ExitCode.FINDINGS if self.failed else ExitCode.CLEAN


def _refuse_overwriting(output: Path | None, letters: Iterable[str]) -> None:
    if output is None:
        return
    for letter in letters:
        if letter != "-" and os.path.realpath(letter) == os.path.realpath(output):
            raise UsageError(f"{output}: is one of the letters; the report would overwrite it.")


def _colour(no_color: bool, output: Path | None) -> bool:
    if no_color or os.environ.get("NO_COLOR") or output is not None:
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _width(output: Path | None) -> int:
    if output is None and sys.stdout.isatty():
        from shutil import get_terminal_size

        return min(max(get_terminal_size().columns, 60), 110)
    return 100


@contextmanager
def _open(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    # A link stays a link; what it leads to is written.
    output = Path(os.path.realpath(output))
    if output.exists() and not output.is_file():
        # A device or pipe is written to, never replaced.
        try:
            with output.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
                yield stream
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(f"{output}: cannot be written ({error.strerror}).") from None
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{output.name[:100]}.", dir=output.parent)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror}).") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            yield stream
        # A private temporary file becomes one with the rights any new file would have.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(output)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror}).") from None
    finally:
        temporary.unlink(missing_ok=True)
