"""`plainletter lsp`: what a check finds, in editors."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import typer

from plainletter.cli.options import ConfigFile, Ignore, Profile, Select, split_list
from plainletter.errors import UsageError


def lsp(
    profile: Profile = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
) -> None:
    """Check letters in an editor while you write: marks, better wordings, reasons.

    An editor starts this command itself and speaks the language server protocol with it. plainletter
    opens no connection and keeps nothing.
    """
    if find_spec("pygls") is None or find_spec("lsprotocol") is None:
        raise UsageError(
            'lsp needs a package that is not installed: pip install "plainletter[lsp]".'
        )
    from plainletter.lsp.service import serve
    from plainletter.lsp.settings import EditorSettings

    settings = EditorSettings(
        config, {"profile": profile, "select": split_list(select), "ignore": split_list(ignore)}
    )
    if sys.stdin.isatty():
        typer.echo("plainletter: waiting for an editor; Ctrl-C stops.", err=True)
    # Nothing but the protocol may go out where the editor listens, whoever prints.
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        code = serve(settings, sys.stdin.buffer, stdout)
    except KeyboardInterrupt:
        code = 130
    # Threads may be reading or checking still, and Python would wait for them.
    os._exit(code)
