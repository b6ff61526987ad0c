"""The exception tree and the exit codes.

Every error a user can cause is a `PlainletterError` whose text is one clear line: what is wrong, where,
and what to do. The command line prints that line and nothing else.
"""

from __future__ import annotations

from enum import IntEnum


def printable(text: str) -> str:
    """A text from elsewhere with nothing in it that a terminal would obey, fit for a message of one line. Nor
    would GitHub's runner, which takes commands (##[…]) from wherever they stand in a line of output."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown.replace("##[", "# #[")


class ExitCode(IntEnum):
    """Exit codes of every command; fixed by the product contract."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    UNCHECKED = 3


class PlainletterError(Exception):
    """Base of all errors that plainletter raises on purpose; its text is one line."""

    exit_code = ExitCode.UNCHECKED


class UsageError(PlainletterError):
    """The command or call was wrong: an unknown rule, profile, level or option."""

    exit_code = ExitCode.USAGE


class ConfigError(PlainletterError):
    """A settings file could not be used."""

    exit_code = ExitCode.USAGE


class PackError(PlainletterError):
    """A rule pack could not be used."""

    exit_code = ExitCode.USAGE


class ReadError(PlainletterError):
    """A document could not be read. `stage` is always "read" in the problem it becomes."""


class WriteError(PlainletterError):
    """A reviewed copy could not be written; what was there before is untouched."""


class StoreError(PlainletterError):
    """The results of an audit could not be kept; what was kept before is safe."""


class EngineError(PlainletterError):
    """The machines that were to check the letters of an audit could not be used."""


class ModelMissing(PlainletterError):
    """No language model is installed, or its files are not the right ones, so nothing can be checked."""
