"""Options that several commands share, declared once: name, type, default, one sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from plainletter.config import Config, Layer, find_file, load_file, merge
from plainletter.limits import Limits

Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="The sort of letter, or auto to decide from it."
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Use this settings file and no other."),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="RULE", help="Only these rules (an id, or a prefix such as tone.*)."
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE", help="Leave these rules out."),
]


def split_list(values: list[str] | None) -> tuple[str, ...]:
    """The rules named by an option given several times, or once with commas between."""
    return tuple(
        part.strip() for value in values or () for part in value.split(",") if part.strip()
    )


def piped(limits: Limits) -> bytes:
    """What stands on standard input: no more than one byte over the largest file that is read, so that the
    reader can say that it is too much."""
    return sys.stdin.buffer.read(limits.file_bytes + 1)


def layers_for(place: Path, chosen: Path | None, given: dict[str, Any]) -> tuple[Layer, ...]:
    """The settings for a letter at `place`, lowest layer first; `given` are those of the command line."""
    path = chosen or find_file(place)
    files = (load_file(path),) if path is not None else ()
    values = {name: value for name, value in given.items() if value not in (None, ())}
    return (*files, Layer("command line", values))


class Settings:
    """The settings of letters: those of the command line over the nearest settings file. A folder is
    looked up once."""

    def __init__(self, chosen: Path | None, given: dict[str, Any]) -> None:
        self.chosen = chosen
        self.given = given
        self._known: dict[Path, Config] = {}

    def for_letter(self, path: str) -> Config:
        """The settings for a letter, or for what is at an address: those where the command was called."""
        return self.for_folder("." if "://" in path else str(Path(path).parent))

    def for_folder(self, path: str) -> Config:
        """The settings for letters in a folder."""
        folder = Path(path)
        if folder not in self._known:
            self._known[folder] = config_for(folder, self.chosen, self.given)
        return self._known[folder]


def config_for(place: Path, chosen: Path | None, given: dict[str, Any]) -> Config:
    """The merged settings for a letter at `place`."""
    return merge(layers_for(place, chosen, given))
