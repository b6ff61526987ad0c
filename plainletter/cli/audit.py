"""`plainletter audit`: check a folder of letters, keep the results, and say what they show."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from plainletter.cli.options import ConfigFile, Ignore, Profile, Select, Settings, split_list
from plainletter.errors import ExitCode, UsageError, unsteered, visible_json

if TYPE_CHECKING:
    from plainletter.batch.audit import Progress
    from plainletter.batch.engines import Engine
    from plainletter.batch.store import Run, Store
    from plainletter.batch.templates import Finder
    from plainletter.batch.work import Task
    from plainletter.model import Problem

Database = Annotated[
    Path,
    typer.Option("--database", "--db", metavar="FILE", help="Keep the results in this file."),
]
DATABASE = Path("plainletter-audit.sqlite")


def audit(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FOLDER…",
            help="Folders, files, patterns or addresses. None: show the last run once more.",
        ),
    ] = None,
    database: Database = DATABASE,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, help="Check N letters at the same time. [default: all cores]"
        ),
    ] = None,
    engine: Annotated[
        Literal["local", "dask"], typer.Option("--engine", help="Where letters are checked.")
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="The scheduler of the Dask cluster."),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="GLOB", help="Only letters whose path fits, as in *.docx."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="GLOB", help="Leave these out; see also .plainletterignore."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only files changed since: 2026-04-01, or 30d."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="N/M", help="Only the Nth of M parts, for several machines."),
    ] = None,
    merge: Annotated[
        list[Path] | None,
        typer.Option("--merge", metavar="FILE", help="Take the results of a shard in; check nothing."),
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option("--metadata", metavar="FILE", help="A CSV file: path, team, author, month …"),
    ] = None,
    folders: Annotated[
        str,
        typer.Option("--folders", metavar="NAMES", help="What folders stand for, as in team/month."),
    ] = "",
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Keep the letters' text in the database too.")
    ] = False,
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Keep hashes of paths and authors, not names.")
    ] = False,
    dashboard: Annotated[
        Path | None,
        typer.Option("--dashboard", metavar="FILE", help="Write a page with charts (.html)."),
    ] = None,
    export: Annotated[
        list[str] | None,
        typer.Option(
            "--export", metavar="[TABLE:]FILE",
            help="Write a table as .csv, .jsonl or .parquet, or all as .xlsx.",
        ),
    ] = None,
    min_group: Annotated[
        int,
        typer.Option("--min-group", metavar="N", min=1, help="Show no figures of smaller groups."),
    ] = 5,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE",
            help="An earlier database or JSON report; what stands there does not count.",
        ),
    ] = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Show only what is not in the baseline.")
    ] = False,
    fail_on: Annotated[
        Literal["advice", "warning", "error", "never"] | None,
        typer.Option("--fail-on", help="The lowest level that fails. [default: error]"),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under", metavar="SCORE", min=0, max=100,
            help="Fail where a letter has a lower overall score.",
        ),
    ] = None,
    profile: Profile = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
    format: Annotated[
        Literal["terminal", "json"], typer.Option("--format", help="How to print the summary.")
    ] = "terminal",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Use no colours.")] = False,
) -> int:  # fmt: skip
    """Check many letters in parallel, keep the results in a database, and sum them up.

    Letters that have not changed since the last run are not checked again. Ctrl-C stops; the same
    command goes on. Exit codes are those of check.
    """
    given: dict[str, Any] = {
        "profile": profile, "fail_on": fail_on, "fail_under": fail_under,
        "select": split_list(select), "ignore": split_list(ignore),
    }  # fmt: skip
    if new_only and baseline is None:
        raise UsageError("--new-only needs --baseline FILE to know what is new.")
    if engine == "dask" and scheduler is None:
        raise UsageError("--engine dask needs --scheduler ADDRESS, such as tcp://127.0.0.1:8786.")
    if scheduler is not None and engine != "dask":
        raise UsageError("--scheduler goes with --engine dask.")
    if merge and places:
        raise UsageError("--merge checks nothing; leave out the folders.")
    settings = Settings(config, given)
    from plainletter.batch.output import Outputs

    outputs = Outputs.planned(dashboard, export or [], database)
    from plainletter.batch.store import Store, refuse_strangers

    if merge:
        if any(path.resolve() == database.resolve() for path in merge):
            raise UsageError(f"{database}: is one of the shards. Name another --database.")
        refuse_strangers(merge)
    if baseline is not None:
        from plainletter.batch.known import be_comparable, refuse_unusable

        refuse_unusable(baseline)
    problems = _Problems()
    with Store.open(database, create=bool(places or merge)) as store:
        find: Finder = _nothing
        compare = be_comparable(store, baseline) if baseline is not None and places else None
        if merge:
            run = store.merge(merge)
        elif places:
            from plainletter.batch.audit import Audit
            from plainletter.batch.metadata import read_metadata
            from plainletter.batch.places import Search, since_time

            now = datetime.now(UTC)
            search = Search(
                tuple(include or ()), tuple(exclude or ()), outputs.paths,
                since_time(since, now) if since else None, _shard(shard),
                settings.for_folder(places[0]).limits, problems,
            )  # fmt: skip
            facts = read_metadata(metadata, folders)
            asked = Audit(
                places, search, settings.for_letter, _engine(engine, scheduler, jobs), facts,
                with_text, pseudonymise, json.dumps([since, folders]), compare,
            )  # fmt: skip
            with _interruptible(), _progress(quiet, no_color) as progress:
                run = asked.run(store, progress)
            find = partial(asked.find, store)
            if facts.unused and shard is None and not quiet:
                many = "1 row belongs" if facts.unused == 1 else f"{facts.unused} rows belong"
                _say(f"{metadata}: {many} to no letter that was found.")
        else:
            run = _shown_again(store, database)
        return _finish(store, run, places or [], find, settings, problems, outputs, baseline,
                       new_only=new_only, min_group=min_group, format=format, quiet=quiet,
                       no_color=no_color, compared=compare is not None)  # fmt: skip


def _finish(
    store: Store, run: Run, places: list[str], find: Finder, settings: Settings, problems: _Problems, outputs: Any,
    baseline: Path | None, *, new_only: bool, min_group: int, format: str, quiet: bool, no_color: bool,
    compared: bool,
) -> int:  # fmt: skip
    """Say what the run shows, write what was asked for, and settle the exit code."""
    from plainletter.batch.known import failing, know
    from plainletter.batch.summary import summarise
    from plainletter.batch.templates import find_templates

    if baseline is not None and not know(store, baseline, run, compared=compared):
        _say(
            "This is the first audit of its kind in the database: there is nothing to compare it with."
        )
    summary = summarise(store, run, min_group=min_group, new_only=new_only)
    # Letters are read and checked anew to show a line, so only for somebody who will see it.
    wanted = 10 if outputs.dashboard or format == "json" else 5
    if quiet and not outputs.dashboard:
        wanted = 0
    templates = find_templates(store, run, find, min_group=min_group, most=wanted)
    outputs.write(store, summary, templates)
    place = places[0] if places else "."
    config = settings.for_folder(place) if Path(place).is_dir() else settings.for_letter(place)
    failed = failing(store, run, config.fail_on, config.fail_under, known=baseline is not None)
    if run.state != "finished":
        store.finish_run(run.run, passed=not failed)
    if format == "json" and not quiet:
        told = {
            "schema": "plainletter.audit/1",
            **summary.to_dict(),
            "templates": templates.to_dict(),
        }
        sys.stdout.write(visible_json(json.dumps(told, ensure_ascii=False, indent=2)) + "\n")
    elif not quiet:
        from plainletter.batch.to_terminal import write

        write(summary, templates, sys.stdout, colour=_colour(no_color), database=store.path)
    if problems.many or run.problems:
        return ExitCode.UNCHECKED
    if not run.letters:
        _say("There is no letter to check. Name a folder that holds some.")
        return ExitCode.UNCHECKED
    return ExitCode.FINDINGS if failed else ExitCode.CLEAN


class _Problems:
    """Tells of folders that could not be searched, and counts them."""

    def __init__(self) -> None:
        self.many = 0

    def __call__(self, problem: Problem) -> None:
        self.many += 1
        _say(problem.message)


def _say(message: str) -> None:
    typer.echo(f"plainletter: {unsteered(message)}", err=True)


def _engine(
    name: str, scheduler: str | None, jobs: int | None
) -> Callable[[Callable[[Task], str], int], Engine]:
    from plainletter.batch import engines

    if name == "dask" and scheduler is not None:
        address = scheduler
        return lambda rulesets, _: engines.dask(address, rulesets)
    many = jobs or _cores()

    def local(_: Callable[[Task], str], letters: int) -> Engine:
        # A process takes seconds to start: none without a letter for it. One at a time stays in this
        # process only where that was asked for, since a letter could take it along.
        return engines.serial() if jobs == 1 else engines.processes(max(min(many, letters), 1))

    return local


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return (1, 1)
    number, _, many = text.partition("/")
    if text.isascii() and number.isdigit() and many.isdigit() and 1 <= int(number) <= int(many):
        return int(number), int(many)
    raise UsageError(f"--shard {text}: write it as 2/4, for the second of four parts.")


def _nothing(_: Collection[str]) -> dict[str, Task]:
    """Finds no letter again: no folder was named."""
    return {}


def _shown_again(store: Store, database: Path) -> Run:
    run = store.last_run(finished=True)
    if run is None:
        raise UsageError(f"{database}: there is no finished run in it. Name a folder to check.")
    return run


@contextmanager
def _interruptible() -> Iterator[None]:
    """A request to end, by Ctrl-C or from the system, stops the audit between two letters."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        _say("Stopped. What is done is kept; the same command goes on from there.")
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(quiet: bool, no_color: bool) -> Iterator[Progress]:
    from plainletter.cli.progress import Bar, Silence

    if quiet or not sys.stderr.isatty():
        yield Silence()
        return
    with Bar(colour=_colour(no_color)) as bar:
        yield bar


def _colour(no_color: bool) -> bool:
    return not (no_color or os.environ.get("NO_COLOR")) and sys.stdout.isatty()
