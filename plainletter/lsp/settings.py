"""The settings for open letters: read anew for each check, so that a change holds at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainletter.config import Config, Layer, find_file, load_file, merge
from plainletter.engine import checker
from plainletter.errors import ConfigError, PackError, UsageError


class EditorSettings:
    """The settings of the command line (`given`) over those of the file `chosen` or, without one, of the
    nearest settings file. Raises `ConfigError`, `UsageError` or `PackError` where the command line asks for
    what cannot be."""

    def __init__(self, chosen: Path | None, given: dict[str, Any]) -> None:
        self._chosen = chosen
        self._given = Layer("command line", {k: v for k, v in given.items() if v not in (None, ())})
        self._good: dict[Path, Config] = {}
        self._fallback = self._read(chosen)

    def for_folder(self, folder: Path) -> tuple[Config, str]:
        """The settings for letters in a folder, and what is wrong with its settings file, in one line; ""
        for nothing. Those of a broken file are the last that worked there."""
        try:
            config = self._read(self._chosen or find_file(folder))
        except (ConfigError, PackError, UsageError) as error:
            return self._good.get(folder, self._fallback), str(error)
        self._good[folder] = config
        return config, ""

    def _read(self, path: Path | None) -> Config:
        config = merge((*((load_file(path),) if path is not None else ()), self._given))
        checker(config)
        return config
