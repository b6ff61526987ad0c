"""The `plainletter` command. Modules of commands are imported when they are called, so that `--help` and
`--version` are quick."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from plainletter.cli import (
    audit,
    check,
    config,
    explain,
    fix,
    history,
    lsp,
    mcp,
    rules,
    serve,
    wordlist,
)
from plainletter.errors import ExitCode, PlainletterError, unsteered
from plainletter.remembered import collect_seldom
from plainletter.version import __version__

app = typer.Typer(
    name="plainletter",
    help="Makes the letters that councils send to families plain, fair and complete.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check.check)
app.command("fix")(fix.fix)
app.command("audit")(audit.audit)
app.command("history")(history.history)
app.command("serve")(serve.serve)
app.command("lsp")(lsp.lsp)
app.command("mcp")(mcp.mcp)
app.command("rules")(rules.rules)
app.command("explain")(explain.explain)
app.command("config")(config.config)
app.add_typer(wordlist.app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plainletter {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Makes the letters that councils send to families plain, fair and complete."""


def main() -> None:
    """Run the command line; every error a user can cause is one line and an exit code."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # Reports are UTF-8 whatever the machine's language; what cannot be written is replaced.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        _say("Stopped.")
        code = ExitCode.UNCHECKED
    except typer.TyperException as error:
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        if message.startswith("Usage:"):  # Called without a command: the help as it is.
            typer.echo(message, err=True)
        else:
            _say(message)
        code = ExitCode.USAGE
    except PlainletterError as error:
        _say(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else ExitCode.CLEAN
        if isinstance(ended.__context__, BrokenPipeError):
            # The reader of our output has gone. That is no fault, and the library's 1 would mean findings.
            _drop_output()
            code = ExitCode.CLEAN
    except BrokenPipeError:
        _drop_output()
        code = ExitCode.CLEAN
    except OSError as error:
        _say(f"The report cannot be written ({error.strerror or type(error).__name__}).")
        _drop_output()
        code = ExitCode.UNCHECKED
    except Exception as error:
        from plainletter.api import fault

        _say(f"Nothing more could be done, by a fault in plainletter ({fault(error)}).")
        code = ExitCode.UNCHECKED
    sys.exit(int(code or 0))


def run() -> None:
    """`main` as a process of its own, which leaves at once: to take a language model apart, object by
    object, would need a third of a second."""
    collect_seldom()
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if threading.active_count() > 1:
            raise
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _open_closed_streams() -> None:
    """Give streams that the caller has closed somewhere to go, so that writing to them is no error."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _drop_output() -> None:
    """Keep Python from complaining at exit about output that nobody can take."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    typer.echo(f"plainletter: {unsteered(message)}", err=True)
