"""Finds the folder of packs and word tables."""

from __future__ import annotations

from pathlib import Path


def wordlists_dir() -> Path:
    """Return the folder of word lists: the installed copy, else the one beside the package.

    A wheel carries the folder as `plainletter/wordlists`; in a checkout, which an editable install
    points into, it lies beside the package. Raises `FileNotFoundError` if neither exists.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "wordlists", package.parent / "wordlists"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the folder wordlists is missing from this installation")
