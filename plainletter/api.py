"""The three functions that every front end and every caller of the library uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from plainletter.apart import Read, read_here
from plainletter.config import Config
from plainletter.errors import ConfigError, ModelMissing, PackError, ReadError, UsageError
from plainletter.limits import within
from plainletter.model import SCORES, Document, Problem, Reason, Report, Score
from plainletter.sourcemap import SourceMap
from plainletter.version import __version__

if TYPE_CHECKING:
    from concurrent.futures import Future
    from os import PathLike


_AHEAD = 8
"""Letters handed out to each process before the first report is waited for: enough to keep all busy, and
few enough that a list of paths without end is no trouble."""


def check_text(text: str, *, profile: str | None = None, config: Config | None = None) -> Report:
    """Check a text as if it were the content of a `.txt` file; spans point into it.

    `profile` takes the place of the one in `config`. A byte-order mark is removed and line ends become
    "\\n", as in a file. Raises `UsageError` for an unknown profile or rule, `PackError` for a broken
    pack, `ModelMissing` where no language model is installed. Text without words, with binary data or
    with too much of it gives a Report with a problem.
    """
    from plainletter.engine import checker
    from plainletter.readers.from_txt import read

    settled = _settled(config, profile)
    try:
        with within(settled.limits):
            document = read(text.encode("utf-8", "replace"), "")
    except ReadError as error:
        return unchecked("", settled.profile, Problem("read", str(error), "text"))
    return checker(settled).check(document)


def check_file(
    path: str | PathLike[str], *, profile: str | None = None, config: Config | None = None
) -> Report:
    """Check a file of any readable format.

    Raises `ReadError` where the file cannot be read, and what `check_text` raises.
    """
    return _check_file(path, _settled(config, profile), read_here)


def _check_file(path: str | PathLike[str], config: Config, read: Read) -> Report:
    from plainletter.allowances import with_sidecar
    from plainletter.engine import checker
    from plainletter.readers import file_bytes

    data = file_bytes(Path(path), config.limits)
    document = with_sidecar(read(data, os.fspath(path), config.limits), Path(path))
    return checker(config).check(document)


def check_many(
    paths: Iterable[str | PathLike[str]], *, profile: str | None = None,
    config: Config | None = None, jobs: int = 1,
) -> Iterator[Report]:  # fmt: skip
    """Check files one after the other, in the order given; streams.

    A bad input gives a Report with a problem, never an exception. `jobs` above 1 spreads the work over
    that many processes; the reports are the same, in the same order.
    """
    settled = _settled(config, profile)
    if jobs <= 1:
        for path in paths:
            yield check_or_explain(str(path), settled)
        return
    from collections import deque

    from plainletter.workers import Workers

    waiting: deque[tuple[str, Future[Report]]] = deque()
    limits = settled.limits
    with Workers(jobs) as workers:

        def first() -> Report:
            path, future = waiting.popleft()
            try:
                report: Report = workers.settled(future, limits, check_or_explain, path, settled)
            except ReadError as error:
                return unchecked(path, settled.profile, Problem("read", f"{path}: {error}", path))
            return report

        for path in map(str, paths):
            waiting.append((path, workers.submit(limits, check_or_explain, path, settled)))
            if len(waiting) > jobs * _AHEAD:
                yield first()
        while waiting:
            yield first()


def _settled(config: Config | None, profile: str | None) -> Config:
    config = config or Config()
    return config if profile is None else replace(config, profile=profile)


def check_or_explain(path: str, config: Config, read: Read = read_here) -> Report:
    """The report on a file, read in one way or another, or one that holds nothing but the problem that kept
    it from being checked."""
    return explained(lambda: _check_file(path, config, read), path, config.profile)


def explained(check: Callable[[], Report], path: str, profile: str) -> Report:
    """What `check` gives, or a report that holds nothing but the problem that kept it from giving one.

    A wrong call (`UsageError`, `PackError`) is raised: it is about all letters, not this one.
    """
    try:
        return check()
    except ReadError as error:
        return unchecked(path, profile, Problem("read", str(error), path))
    except (ConfigError, ModelMissing) as error:
        return unchecked(path, profile, Problem("analyse", str(error), path))
    except (UsageError, PackError):
        raise
    except MemoryError:
        told = f"{path}: it needs more memory than there is for it; save it anew, or split it"
        return unchecked(path, profile, Problem("analyse", told, path))
    except Exception as error:
        # Parsers of other people's formats fail in ways nobody foresaw; the other letters go on.
        told = f"{path}: it could not be checked ({fault(error)}); the file may be damaged."
        return unchecked(path, profile, Problem("analyse", told, path))


def fault(error: BaseException) -> str:
    """Name and place of an unforeseen error, for a bug report; nothing of a letter's text."""
    name, trace = type(error).__name__, error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return name
    return f"{name} at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def unchecked(path: str, profile: str, problem: Problem) -> Report:
    """A report that says only why there is none."""
    nothing = Score(0, "poor", (Reason("Not checked.", -100.0),))
    return Report(
        path=path,
        document=Document("", (), SourceMap(()), "unknown", path),
        profile=profile,
        words=0,
        paragraphs=0,
        scores=dict.fromkeys(SCORES, nothing),
        measures={},
        problems=(problem,),
        version=__version__,
    )
