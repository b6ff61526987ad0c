"""`plainletter mcp`: the check as tools for assistants, over standard input and output."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from plainletter.cli.options import ConfigFile, Ignore, Profile, Select, config_for, split_list
from plainletter.config import Config
from plainletter.errors import UsageError


def mcp(
    folder: Annotated[
        list[Path] | None,
        typer.Option(
            "--folder",
            metavar="DIR",
            help="Let the assistant have letters in DIR checked, by path.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Check N letters at the same time.")
    ] = 1,
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="N", min=1, help="How long one check may take.")
    ] = 60.0,
    profile: Profile = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
) -> None:
    """Give an assistant on this machine three tools: check, explain and rules.

    An assistant starts this command itself and speaks the model context protocol with it. It can read
    no file: it sends the text of a letter. With --folder, as often as you like, it can also name
    letters in those folders; links and “..” that lead out of them are refused.

    plainletter opens no connection and keeps nothing. The assistant may send what it reads to its
    makers: use one that may see the letters.
    """
    if find_spec("mcp") is None:
        raise UsageError(
            'mcp needs a package that is not installed: pip install "plainletter[mcp]".'
        )
    from plainletter.engine import checker
    from plainletter.mcp.places import Folders
    from plainletter.mcp.server import Service, serve

    given = {"profile": profile, "select": split_list(select), "ignore": split_list(ignore)}

    def settings(place: Path) -> Config:
        return config_for(place, config, given)

    service = Service(settings, Folders.named(folder or ()), jobs, seconds)
    checker(settings(Path.cwd()))  # A wrong setting or pack is told now, not in the first answer.
    if sys.stdin.isatty():
        typer.echo("plainletter: waiting for an assistant; Ctrl-C stops.", err=True)
    serve(service)
