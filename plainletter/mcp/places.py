"""Which files an assistant may have checked: letters in the folders that the user named, and no others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plainletter.errors import ReadError, UsageError, printable
from plainletter.readers import SUFFIXES


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders that may be read, with their links resolved; none where only texts are taken."""

    folders: tuple[str, ...] = ()

    @staticmethod
    def named(paths: Iterable[Path]) -> Folders:
        """The folders of these names. Raises `UsageError` for one that is not there."""
        found = []
        for path in paths:
            if not os.path.isdir(path):  # noqa: PTH112 - a bad name is no error here
                raise UsageError(f"--folder {printable(str(path))}: there is no such folder.")
            found.append(os.path.realpath(path))
        return Folders(tuple(dict.fromkeys(found)))

    def find(self, path: str) -> str:
        """The file that an assistant means, every link and “..” in its name resolved.

        Raises `UsageError` where no files may be read, `ReadError` in one line that begins with `path`
        for one outside the folders, and for one whose name is not that of a letter. Whether there is
        something outside the folders is not told.
        """
        if not self.folders:
            raise UsageError(
                "No files may be read here: send the letter as “text”. "
                "Whoever starts “plainletter mcp” can name folders with --folder."
            )
        shown = printable(path)
        inside = [real for real in self._meant(path) if self._holds(real)]
        if not inside:
            raise ReadError(f"{shown}: it is not in a folder that may be read; send it as “text”")
        real = next((real for real in inside if os.path.lexists(real)), inside[0])
        if os.path.isdir(real):  # noqa: PTH112
            raise ReadError(f"{shown}: it is a folder; name a letter in it")
        if Path(real).suffix.lower() not in SUFFIXES:
            raise ReadError(
                f"{shown}: its name is not that of a letter, such as .docx, .pdf or .txt"
            )
        return real

    def _meant(self, path: str) -> list[str]:
        """What a name can stand for; a relative one begins in any of the folders."""
        names = [str(Path(folder) / path) for folder in self.folders]
        try:
            return list(dict.fromkeys(map(os.path.realpath, names)))
        except ValueError:  # A name with a null character is none.
            return []

    def _holds(self, real: str) -> bool:
        return any(Path(real).is_relative_to(folder) for folder in self.folders)
