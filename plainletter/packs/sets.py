"""Which packs make a ruleset: the built-in ones and those of a council's own folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plainletter.errors import UsageError
from plainletter.packs.load import Ruleset, builtin_ruleset, load_packs, pack_files
from plainletter.wordfiles import wordlists_dir


def load_ruleset(folders: Sequence[str]) -> Ruleset:
    """The built-in packs and those of further folders; a house rule replaces one with the same id."""
    if not folders:
        return builtin_ruleset()
    paths = list(pack_files(wordlists_dir()))
    for folder in folders:
        own = pack_files(Path(folder))
        if not own:
            raise UsageError(f"{folder}: there is no pack (*.toml) in this folder.")
        paths += own
    return load_packs(paths)
