"""`plainletter fix`: a copy of a letter with the rewrites in it."""

from __future__ import annotations

import difflib
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from plainletter.cli.options import (
    ConfigFile,
    Ignore,
    Profile,
    Select,
    config_for,
    piped,
    split_list,
)
from plainletter.errors import (
    ExitCode,
    ReadError,
    UsageError,
    WriteError,
    unsteered,
    unsteered_lines,
)
from plainletter.limits import Limits

if TYPE_CHECKING:
    from plainletter.engine import Checker
    from plainletter.fix.gain import Gain
    from plainletter.fix.rewrites import Fix
    from plainletter.model import Document

_STANDARD = "-"


def fix(
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="A letter; - is standard input. With --watch: a folder."),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="OUT", help="Write the copy there; - is standard output."
        ),
    ] = None,
    safe_only: Annotated[
        bool, typer.Option("--safe-only", help="Make the safe changes and write no comments.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Make every change that the meaning guard lets pass."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show the changes; write nothing.")
    ] = False,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Change the letter itself, and keep a copy.")
    ] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Ask about each finding, one after the other.")
    ] = False,
    date: Annotated[
        datetime | None,
        typer.Option(
            "--date", metavar="DATE", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="The date of the changes and comments. [default: now]",
        ),
    ] = None,
    profile: Profile = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
    stdin_filename: Annotated[
        str,
        typer.Option(
            "--stdin-filename", metavar="NAME", help="Name of the text on standard input."
        ),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Write a copy of each letter that comes into a folder, until Ctrl-C."),
    ] = False,
    poll: Annotated[
        bool, typer.Option("--poll", help="With --watch: look every second; ask the system nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> int:  # fmt: skip
    """Write a copy of a letter with the rewrites in it.

    A Word or OpenDocument file gets tracked changes and comments; other formats the changed text. The
    letter itself is never overwritten, unless --in-place says so.
    """
    _refuse_contradictions(path, output, safe_only, everything, diff, in_place, interactive)
    if poll and not watch:
        raise UsageError("--poll goes with --watch.")
    if watch and (output is not None or diff or in_place or interactive or path == _STANDARD):
        raise UsageError(
            "--watch writes copies beside the letters of a folder; "
            "leave out -o, --diff, --in-place and --interactive, and name a folder."
        )
    given: dict[str, Any] = {
        "profile": profile, "select": split_list(select), "ignore": split_list(ignore),
    }  # fmt: skip
    if watch:
        from plainletter.cli.watch_folder import Wish, watch_folder

        wish = Wish(config, given, everything, not safe_only, date)
        return watch_folder(path, wish, poll=poll, quiet=quiet)
    name = stdin_filename or "-" if path == _STANDARD else path
    settings = config_for(Path(name).parent, config, given)
    data, document = _letter(path, name, settings.limits)
    from plainletter.engine import checker
    from plainletter.fix.letter import fix_letter, write_chosen
    from plainletter.fix.rewrites import fix_document

    check = checker(settings)
    scope: Literal["safe", "all"] = "all" if everything else "safe"
    if diff:
        made = fix_document(document, check, scope)
        refuse_unread(made, name)
        _show_diff(made, name)
        return ExitCode.CLEAN
    data, document = writable(data, document, path, settings.limits)
    when = date or datetime.now(UTC)
    target = _target(path, output, in_place, document)
    allowed: tuple[tuple[str, str, str], ...] = ()
    try:
        if interactive:
            from plainletter.cli.walk import walk

            done = walk(document, check)
            if done is None:
                typer.echo("Nothing was written.", err=True)
                return ExitCode.CLEAN
            made, allowed = done
            made, copy = write_chosen(data, made, check, when, with_notes=not safe_only)
        else:
            made, copy = fix_letter(data, document, check, scope, when, with_notes=not safe_only)
    except ReadError as error:
        raise WriteError(f"{name}: {error}") from None
    refuse_unread(made, name)
    _put(copy.data, target, path)
    _keep(allowed, target)
    if not quiet:
        _tell(made, document, check, target)
    return ExitCode.CLEAN


def refuse_unread(made: Fix, name: str) -> None:
    """Raises `ReadError` for a letter that holds nothing that could be checked."""
    if made.before.problems and not made.before.words:
        raise ReadError(f"{name}: {made.before.problems[0].message}")


def _refuse_contradictions(
    path: str, output: str | None, safe_only: bool, everything: bool, diff: bool, in_place: bool,
    interactive: bool,
) -> None:  # fmt: skip
    if safe_only and everything:
        raise UsageError("--safe-only and --all contradict each other; give one of them.")
    if interactive and everything:
        raise UsageError("--interactive asks about each change; --all makes them all. Give one.")
    if in_place and (output is not None or path == _STANDARD):
        raise UsageError("--in-place writes to the letter itself; leave out -o, and name a file.")
    if diff and (output is not None or in_place or interactive):
        raise UsageError("--diff only shows; leave out -o, --in-place and --interactive.")
    if interactive and path == _STANDARD:
        raise UsageError("--interactive needs standard input for your answers; name a file.")
    if output is not None and output != _STANDARD and path != _STANDARD:
        if os.path.realpath(output) == os.path.realpath(path):
            raise UsageError(f"{output}: is the letter itself. Use --in-place to change it.")
        if Path(output).is_dir():
            raise UsageError(f"{output}: is a folder. Name a file.")


def _letter(path: str, name: str, limits: Limits) -> tuple[bytes, Document]:
    from plainletter.allowances import with_sidecar
    from plainletter.apart import ReadApart
    from plainletter.readers import file_bytes

    if path == _STANDARD:
        data = piped(limits)
    else:
        data = file_bytes(path, limits)
    with ReadApart(several=False) as read:
        document = replace(read(data, name, limits), path=name)
    return data, document if path == _STANDARD else with_sidecar(document, Path(path))


def writable(data: bytes, document: Document, path: str, limits: Limits) -> tuple[bytes, Document]:
    """The letter, or a Word file made from it where its own format cannot hold changes."""
    from plainletter.readers import read_bytes
    from plainletter.review.copy import word_copy

    made, format = word_copy(data, document)
    if made is data:
        return data, document
    again = read_bytes(made, f"{path}.{format}", limits)
    return made, replace(again, path=document.path, allowances=document.allowances)


def _target(path: str, output: str | None, in_place: bool, document: Document) -> Path | None:
    """The file to write to; None for standard output."""
    if output == _STANDARD or (path == _STANDARD and output is None):
        return None
    if output is not None:
        return Path(output)
    if in_place:
        suffix = _suffix(path, document.format)
        if suffix:
            raise UsageError(
                f"{path}: cannot be changed itself; leave out --in-place to get a {suffix} copy."
            )
        return Path(path)
    return Path(path).with_name(copy_name(path, document.format))


def copy_name(path: str, format: str = "") -> str:
    """The file name of the reviewed copy of a letter; `format` counts where the letter's name says nothing."""
    source = Path(path)
    return f"{source.stem}.reviewed{_suffix(path, format) or source.suffix}"


def _suffix(path: str, format: str) -> str:
    """The ending of the reviewed copy, "" for that of the letter."""
    from plainletter.review.copy import SUFFIXES

    named = SUFFIXES.get(Path(path).suffix.lower().lstrip("."), "")
    return named or SUFFIXES.get(format, "")


def _put(data: bytes, target: Path | None, path: str) -> None:
    from plainletter.review.files import back_up, write_whole

    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    if path != _STANDARD and target.exists() and target.samefile(path):
        back_up(target)
    write_whole(target, data)


def _keep(allowed: tuple[tuple[str, str, str], ...], target: Path | None) -> None:
    if allowed and target is not None:
        from plainletter.allowances import add_allowances

        add_allowances(target, allowed)


def _show_diff(made: Fix, name: str) -> None:
    old, new = made.before.document.text, made.text
    lines = difflib.unified_diff(
        old.splitlines(),
        new.splitlines(),
        unsteered(name),
        f"{unsteered(name)} (reviewed)",
        lineterm="",
    )
    for line in lines:
        typer.echo(unsteered_lines(line))


def _tell(made: Fix, document: Document, check: Checker, target: Path | None) -> None:
    from plainletter.fix.gain import between, shares

    where = unsteered(str(target or "standard output"))
    count, left = len(made.rewrites), len(made.notes)
    changes = f"{count} change{'s' * (count != 1)}"
    typer.echo(f"{where}: {changes} made, {left} thing{'s' * (left != 1)} left for you.", err=True)
    if not count:
        return
    gain = between(made.before, made.after)
    typer.echo(f"With {'it' if count == 1 else 'all of them'}: {_gain(gain)}.", err=True)
    for share in shares(document, made, check):
        found = unsteered(share.rewrite.finding.text)
        better = unsteered(share.rewrite.suggestion.text)
        typer.echo(f"  “{found}” → “{better}”: {_gain(share.gain)}", err=True)


def _gain(gain: Gain) -> str:
    parts = [f"{name} {points:+d}" for name, points in gain.scores.items() if points]
    if gain.reading_age:
        parts.append(f"reading age {gain.reading_age:+.1f} years")
    return ", ".join(parts) or "no score changes"
