"""`plainletter check`: check letters, print what to change, set the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from plainletter.baseline import baseline_of, load_baseline
from plainletter.cli.options import (
    ConfigFile,
    Ignore,
    Profile,
    Select,
    Settings,
    piped,
    split_list,
)
from plainletter.config import Config, at_or_above
from plainletter.errors import ExitCode, UsageError, unsteered
from plainletter.reporters import Options, writer
from plainletter.swept import private_file, usual_rights

if TYPE_CHECKING:
    from plainletter.apart import Read
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
            help="A baseline or JSON report; what stands there does not count.",
        ),
    ] = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Show only what is not in the baseline.")
    ] = False,
    save_baseline: Annotated[
        Path | None,
        typer.Option(
            "--save-baseline", metavar="FILE", help="Write a baseline: salted hashes, no words."
        ),
    ] = None,
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
    redact: Annotated[
        bool,
        typer.Option(
            "--redact", help="Cover names, addresses, births, numbers and references in the report."
        ),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a letter changes, until Ctrl-C.")
    ] = False,
    poll: Annotated[
        bool,
        typer.Option("--poll", help="With --watch: look every second; ask the system nothing."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> int:
    """Check letters and print what to change.

    Exit code 0: nothing at or above --fail-on. 1: something is. 2: wrong usage. 3: something could not
    be read or checked. With --watch: that of the last check.
    """
    given: dict[str, Any] = {
        "profile": profile, "fail_on": fail_on, "fail_under": fail_under,
        "max_findings": max_findings, "select": split_list(select), "ignore": split_list(ignore),
    }  # fmt: skip
    if new_only and baseline is None:
        raise UsageError("--new-only needs --baseline FILE to know what is new.")
    if poll and not watch:
        raise UsageError("--poll goes with --watch.")
    asked = Asked(
        tuple(paths), format, output, config, given, baseline, new_only, save_baseline, jobs, stdin_filename,
        with_text, with_sentences, redact, quiet, no_color,
    )  # fmt: skip
    if watch:
        from plainletter.cli.watch_letters import watch_letters

        return watch_letters(asked, poll=poll)
    run = Run(asked)
    run.write(run.letters(paths))
    return run.exit_code()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call of the command asks for; the fields are its options."""

    paths: tuple[str, ...]
    format: Format
    output: Path | None
    config: Path | None
    given: dict[str, Any]
    baseline: Path | None
    new_only: bool
    save_baseline: Path | None
    jobs: int
    stdin_name: str
    with_text: bool
    with_sentences: bool
    redact: bool
    quiet: bool
    no_color: bool


@dataclass(slots=True)
class Run:
    """One check of all letters: what was asked, and what came of it so far.

    tell: takes the messages for people, each a line. check_all: gives the report on each letter, in order;
    it is given the letters with their settings.
    """

    asked: Asked
    tell: Callable[[str], None] = field(
        default=lambda message: typer.echo(f"plainletter: {unsteered(message)}", err=True)
    )
    check_all: Callable[[Sequence[tuple[str, Config]]], Iterator[Report]] | None = None
    settings: Settings = field(init=False)
    known: Container[str] = field(init=False)
    keys: set[str] = field(default_factory=set)
    failed: bool = False
    unchecked: bool = False

    def __post_init__(self) -> None:
        baseline = self.asked.baseline
        self.known = load_baseline(baseline) if baseline is not None else frozenset()
        self.settings = Settings(self.asked.config, self.asked.given)

    def write(
        self,
        letters: list[str],
        shown: Callable[[Iterator[Report]], Iterator[Report]] = lambda reports: reports,
    ) -> None:
        """Check letters and write the report on them; `shown` picks what is written."""
        asked = self.asked
        for place in (asked.output, asked.save_baseline):
            _refuse_overwriting(place, letters)
        # Before a word is printed: a fault in the settings of any letter ends the run.
        configs = [self.config(letter) for letter in letters] or [self.settings.for_folder(".")]
        from plainletter.engine import joined_fingerprint

        options = Options(
            ruleset=joined_fingerprint(dict.fromkeys(configs)),
            max_findings=configs[0].max_findings,
            colour=_colour(asked.no_color, asked.output),
            width=_width(asked.output),
            several=len(letters) > 1,
            with_text=asked.with_text,
            with_sentences=asked.with_sentences,
            quiet=asked.quiet,
        )
        reports = shown(self.reports(letters))
        with _open(asked.output) as stream:
            if asked.quiet and asked.format == "terminal" and asked.output is None:
                for _ in reports:
                    pass
            else:
                writer(asked.format)(reports, stream, options)
            stream.flush()
        if asked.save_baseline is not None:
            made = baseline_of(self.keys, asked.save_baseline)
            with _open(asked.save_baseline) as stream:
                stream.write(made)

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
                    inside = [
                        str(letter)
                        for letter in letters_in(
                            Path(path), self._problem, self.settings.for_folder(path).limits
                        )
                    ]
                except ReadError as error:
                    self.note(str(error))
                    continue
                if not inside:
                    self.note(f"{path}: there is no letter in this folder.")
                found.update(dict.fromkeys(inside))
            else:
                found[path] = None
        return list(found)

    def _problem(self, problem: Problem) -> None:
        self.note(f"{problem.where}: {problem.message}")

    def note(self, message: str) -> None:
        """Tell of something that could not be checked."""
        self.unchecked = True
        self.tell(" ".join(message.split()))

    def reports(self, letters: list[str]) -> Iterator[Report]:
        """The report on each letter as it is ready, in order; notes what decides the exit code."""
        from plainletter.refine import without_known

        cover = _cover(redact=self.asked.redact)
        for report, config in self._checked(letters):
            shown = cover(report)
            for problem in shown.problems:
                message = problem.message
                named = message.startswith(shown.path)
                self.note(message if named else f"{shown.path}: {message}")
            self.keys.update(finding.key for finding in report.findings)
            new = without_known(report.findings, self.known)
            if any(at_or_above(finding.level, config.fail_on) for finding in new):
                self.failed = True
            under = config.fail_under
            if under is not None and report.words and report.scores["overall"].value < under:
                self.failed = True
            # What only says what failed says nothing of what does not count.
            only_new = self.asked.new_only or self.asked.format in ("github", "junit")
            if only_new:
                pairs = zip(shown.findings, report.findings, strict=True)
                kept = tuple(one for one, plain in pairs if plain.key not in self.known)
                shown = replace(shown, findings=kept)
            yield shown

    def _checked(self, letters: list[str]) -> Iterator[tuple[Report, Config]]:
        each = [(letter, self.config(letter)) for letter in letters]
        reports = (self.check_all or self.checked)(each)
        for report, (_, config) in zip(reports, each, strict=True):
            yield report, config

    def checked(self, each: Sequence[tuple[str, Config]]) -> Generator[Report, None, None]:
        """The report on each letter, or why there is none; several at a time where that was asked for."""
        from plainletter.apart import ReadApart
        from plainletter.api import check_many, check_or_explain

        letters = [letter for letter, _ in each]
        configs = {config for _, config in each}
        if self.asked.jobs > 1 and len(each) > 1 and len(configs) == 1 and "-" not in letters:
            yield from check_many(letters, config=each[0][1], jobs=self.asked.jobs)
            return
        with ReadApart(several=len(each) > 1) as read:
            for letter, config in each:
                yield (
                    self._standard_input(config, read)
                    if letter == "-"
                    else check_or_explain(letter, config, read)
                )

    def _standard_input(self, config: Config, read: Read) -> Report:
        from plainletter.api import explained
        from plainletter.engine import checker

        def check_it() -> Report:
            document = read(piped(config.limits), self.asked.stdin_name or "-", config.limits)
            return checker(config).check(replace(document, path="-"))

        return explained(check_it, "-", config.profile)

    def config(self, letter: str) -> Config:
        """The settings for a letter; those of a folder are looked up once."""
        name = self.asked.stdin_name
        place = Path(name) if letter == "-" and name else Path(letter)
        return self.settings.for_letter(str(place))

    def exit_code(self) -> int:
        """The exit code of the contract: 3 wins over 1."""
        if self.unchecked:
            return ExitCode.UNCHECKED
        return ExitCode.FINDINGS if self.failed else ExitCode.CLEAN


def _cover(*, redact: bool) -> Callable[[Report], Report]:
    if not redact:
        return lambda report: report
    from plainletter.redact import redacted

    return redacted


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
        with private_file(output.parent, f".{output.name[:100]}.") as (temporary, handle):
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
                yield stream
            # A private temporary file becomes one with the rights any new file would have.
            temporary.chmod(usual_rights())
            temporary.replace(output)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror}).") from None
