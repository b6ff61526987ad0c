"""Where the packs and word tables are, and how to read them."""

from __future__ import annotations

from pathlib import Path

from plainletter.errors import PackError


def wordlists_dir() -> Path:
    """The folder of packs and word tables: the installed copy, else the one beside the package.

    A wheel carries the folder as `plainletter/wordlists`; in a checkout, which an editable install
    points into, it lies beside the package. Raises `PackError` where neither is there.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "wordlists", package.parent / "wordlists"):
        if folder.is_dir():
            return folder
    raise PackError("The folder wordlists is missing: install plainletter again.")


def read_table(name: str) -> str:
    """The text of a file of `wordlists/words`; `PackError` where it is missing or not UTF-8."""
    try:
        return (wordlists_dir() / "words" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PackError(
            f"The word table {name} cannot be read: install plainletter again."
        ) from None
