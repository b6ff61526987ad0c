"""Makes the built-in packs ready while plainletter is built or installed; hatchling runs it.

Run by itself it does so for this checkout, after a pack was changed: `python wordlists/build_prepared.py`. That
is never needed, only quicker.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]


def make() -> None:
    """Write `plainletter/packs/prepared.msgpack`."""
    sys.path.insert(0, str(ROOT))
    from plainletter.packs.prepared import prepare

    prepare(sorted((ROOT / "wordlists").glob("*.toml")))


class PreparedPacks(BuildHookInterface[Any]):
    """Runs before a wheel is put together, and before an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the file."""
        make()


if __name__ == "__main__":
    make()
