"""The files of the language model: each is compared with a list before anything of it is used.

The list, `modelfiles.json`, was made from the package that is pinned (`tests/supply_chain.py model`). It has
every file that the load opens, so a model that was damaged, swapped or half installed is never parsed with.
Two files that the package has are not on it, since neither is read: its `__init__.py`, which would only
find the folder, and `meta.json`, a description in which the builds of the model differ.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from plainletter.errors import ModelMissing

LIST = Path(__file__).with_name("modelfiles.json")
"""`{"version": …, "files": {name: SHA-256 in hexadecimal}}`; names are paths in the folder of the data, with
`/` between their parts."""


@cache
def model_files() -> tuple[str, dict[str, str]]:
    """Version of the model, and the SHA-256 of each file by its name."""
    held = json.loads(LIST.read_bytes())
    return held["version"], held["files"]


def verified_folder(name: str) -> Path:
    """The folder with the data of the installed package `name`, each of whose files is the right one.

    Nothing of the package is run to find it.

    Raises:
        ModelMissing: a file is missing, has other content or is one too many.
    """
    version, files = model_files()
    spec = find_spec(name)
    # A package may have several places; its data lie in one of them.
    places = [Path(place) for place in (spec and spec.submodule_search_locations) or ()]
    folder = next((at for place in places if (at := place / f"{name}-{version}").is_dir()), None)
    if folder is None:
        raise ModelMissing(_told(name, f"its folder {name}-{version} is missing"))
    for file, wanted in files.items():
        try:
            with (folder / file).open("rb") as stream:
                found = file_digest(stream, "sha256").hexdigest()
        except OSError:
            raise ModelMissing(_told(name, f"its file {file} cannot be read")) from None
        if found != wanted:
            raise ModelMissing(_told(name, f"its file {file} is not the one it came with"))
    # A file that the model never had would be read too, if it has a name that the load looks for.
    for part in sorted({file.partition("/")[0] for file in files if "/" in file}):
        for path in sorted((folder / part).iterdir()):
            if f"{part}/{path.name}" not in files:
                raise ModelMissing(
                    _told(name, f"the file {part}/{path.name} does not belong to it")
                )
    return folder


def _told(name: str, fault: str) -> str:
    return (
        f"The English language model {name} is not as it should be ({fault}), so nothing was checked: "
        f"remove that package and install version {model_files()[0]} of it again."
    )
