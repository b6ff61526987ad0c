"""The exception tree and the exit codes.

Every error a user can cause is a `PlainletterError` whose text is one clear line: what is wrong, where,
and what to do. The command line prints that line and nothing else.
"""

from __future__ import annotations

import json
import re
from enum import IntEnum

_LAST_TWO = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
# Controls, lone surrogates, noncharacters, and marks that turn the direction of writing.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    "\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
    f"{_LAST_TWO}]"
)


def visible(text: str) -> str:
    """`text` with "�" for each character that is not seen but obeyed; line ends become "\\n"."""
    return _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`visible` text on one line."""
    return " ".join(visible(text).split())


def unsteered(text: str) -> str:
    """One line for a terminal: `one_line`, and no command to GitHub's runner."""
    return unsteered_lines(one_line(text))


def unsteered_lines(text: str) -> str:
    """Lines for a terminal: `visible`, and nothing that GitHub's runner would take for a command. It does so
    at the beginning of a line (::error::), which a long text may come to after a break, and anywhere
    (##[error])."""
    return visible(text).replace("##[", "# #[").replace("::", ": :")


def visible_json(text: str) -> str:
    """JSON with an escape for each character that is not seen but obeyed; it says what it said."""
    # Such characters stand only inside strings, where an escape is the same.
    escaped = _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
    return escaped.replace("##[", "#\\u0023[")


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
