"""`plainletter serve`: the service on this machine, for word processors, browsers and document systems."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from plainletter.cli.options import ConfigFile, Ignore, Profile, Select, Settings, split_list
from plainletter.errors import UsageError

TOKEN = "PLAINLETTER_TOKEN"
_EVERYWHERE = frozenset({"0.0.0.0", "::"})
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 finds a free one.")
    ] = 8765,
    allow_network: Annotated[
        bool,
        typer.Option("--allow-network", help="Let other machines in; they need a token."),
    ] = False,
    host_name: Annotated[
        list[str] | None,
        typer.Option("--host-name", metavar="NAME", help="A name other machines call this one by."),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file", metavar="FILE",
            help=f"A file with the token that callers must send; or set {TOKEN}.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Check N letters at the same time.")
    ] = 1,
    waiting: Annotated[
        int, typer.Option("--waiting", metavar="N", min=0, help="Requests that may wait for each job.")
    ] = 32,
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="N", min=1, help="How long one check may take.")
    ] = 60.0,
    megabytes: Annotated[
        int, typer.Option("--megabytes", metavar="N", min=1, help="The largest letter that is taken.")
    ] = 26,
    profile: Profile = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
) -> None:  # fmt: skip
    """Answer on this machine: a web page, an HTTP API, and LanguageTool's protocol at /v2.

    Listens to this machine alone, unless --allow-network says otherwise. Nothing of a letter is kept or
    logged. Ctrl-C stops.
    """
    if host not in _HERE and not allow_network:
        raise UsageError(
            f"--host {host}: other machines could come in. Add --allow-network if they may."
        )
    token = _token(token_file)
    if allow_network and not token:
        raise UsageError(f"--allow-network needs a token: --token-file FILE, or set {TOKEN}.")
    settings = Settings(
        config, {"profile": profile, "select": split_list(select), "ignore": split_list(ignore)}
    ).for_folder(".")
    from plainletter.engine import checker
    from plainletter.server.app import Service, make_app
    from plainletter.server.guard import Limits
    from plainletter.server.listen import listen

    checker(settings)  # A wrong setting or pack is told now, not to the first caller.
    names = {name.lower() for name in host_name or ()}
    if host not in _EVERYWHERE:
        names.add(host.lower())
    elif not names:
        typer.echo(
            "plainletter: other machines have to call it by a name that you give with --host-name.",
            err=True,
        )
    limits = Limits(frozenset(names), token, megabytes * 2**20)
    app = make_app(Service(settings, limits, jobs, seconds, waiting))
    listen(
        app,
        host,
        port,
        lambda address: typer.echo(f"plainletter: listening on {address}", err=True),
    )


def _token(file: Path | None) -> str:
    """The token that callers have to send; "" for none."""
    if file is None:
        return _sound(os.environ.get(TOKEN, "").strip(), TOKEN)
    try:
        token = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8 text.") from None
    if not token:
        raise UsageError(f"{file}: holds no token.")
    return _sound(token, str(file))


def _sound(token: str, where: str) -> str:
    if token and len(token) < 16:
        raise UsageError(
            f"{where}: the token is too short. Use 16 signs or more, picked by chance."
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UsageError(
            f"{where}: a token has letters, figures and marks without accents, and no spaces."
        )
    return token
