"""Brings the tools into a folder, each with the ordinary client of its registry, in the versions of `PACKAGES`.

What a client could not bring is noted in the folder, and the table says so. Nothing else is touched but the
clients' own caches.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.peers.tools import PACKAGES

LONGEST = 1800
"""Seconds that a client may take."""
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class NotInstalled(Exception):
    """A client did not bring its packages; says why."""


def run(words: Sequence[str], folder: Path, **more: str) -> None:
    """Run a client in a folder, with more variables in its environment.

    Raises:
        NotInstalled: it is not on this machine, takes too long or fails.
    """
    if shutil.which(words[0]) is None:
        raise NotInstalled(f"{words[0]} is not on this machine")
    try:
        subprocess.run(
            words, cwd=folder, env={**os.environ, **more}, check=True, capture_output=True,
            text=True, timeout=LONGEST,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotInstalled(f"{Path(words[0]).name} took over {LONGEST} s") from error
    except subprocess.CalledProcessError as error:
        said = COLOUR.sub("", error.stderr + error.stdout).splitlines() or [
            f"exit code {error.returncode}"
        ]
        told = next((line for line in said if "error" in line.lower()), said[0])
        raise NotInstalled(f"{Path(words[0]).name}: {told.strip()[:160]}") from error


def npm(folder: Path, packages: Sequence[str]) -> None:
    """Packages of JavaScript, without the scripts that they would run, and textlint's settings."""
    wanted = dict(package.rsplit("@", 1) for package in packages)
    write(folder / "package.json", json.dumps({"private": True, "dependencies": wanted}))
    write(folder / "textlintrc.json", json.dumps({"rules": {"write-good": True}}))
    run(("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"), folder)


def pip(folder: Path, packages: Sequence[str]) -> None:
    """Packages of Python, in an environment of their own."""
    run((sys.executable, "-m", "venv", str(folder)), folder)
    run((str(folder / "bin" / "pip"), "install", "--quiet", *packages), folder)


def go(folder: Path, packages: Sequence[str]) -> None:
    """Vale, built here, and its style."""
    run(("go", "install", *packages), folder, GOBIN=str(folder), GOTOOLCHAIN="local")
    write(folder / "vale.ini", "StylesPath = styles\n[*.txt]\nBasedOnStyles = Plain\n")
    write_style(folder / "styles" / "Plain")


def mvn(folder: Path, packages: Sequence[str]) -> None:
    """Packages of Java and what they need, side by side."""
    names = [package.split(":") for package in packages]
    wanted = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
        f"<version>{version}</version></dependency>"
        for group, name, version in names
    )
    write(
        folder / "pom.xml",
        "<project><modelVersion>4.0.0</modelVersion><groupId>peers</groupId>"
        "<artifactId>peers</artifactId><version>1</version>"
        f"<dependencies>{wanted}</dependencies></project>",
    )
    run(
        ("mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime",
         f"-DoutputDirectory={folder}"),
        folder,
    )  # fmt: skip


def write(path: Path, text: str) -> None:
    """A text file, and the folder that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_style(folder: Path) -> None:
    """plainletter's terms and their first wordings as a style of Vale's, a file for each rule."""
    from plainletter.packs.schema import PhraseRule
    from plainletter.packs.sets import load_ruleset

    for rule in load_ruleset(()).rules.values():
        if isinstance(rule, PhraseRule):
            pairs = {entry.find.replace("^", ""): entry.say[:1] for entry in rule.entries}
            # JSON is YAML too.
            text = {
                "extends": "substitution",
                "message": "“%s” is plainer than “%s”.",
                "level": "warning",
                "ignorecase": True,
                "swap": {term: "".join(say) or "another word" for term, say in pairs.items()},
            }
            write(folder / f"{rule.id.replace('.', '-')}.yml", json.dumps(text))


CLIENTS: dict[str, Callable[[Path, Sequence[str]], None]] = {
    "npm": npm,
    "pip": pip,
    "go": go,
    "mvn": mvn,
}


def install(tools: Path) -> None:
    """Bring what is not there yet, and tell of each client how it went."""
    for client, packages in PACKAGES.items():
        if not missing(client, tools):
            continue
        folder = tools / client
        # A folder without a note may be somebody else's.
        if note(folder).exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{client}: {', '.join(packages)}", file=sys.stderr, flush=True)
        try:
            CLIENTS[client](folder, packages)
        except NotInstalled as error:
            write(note(folder), json.dumps({"why": str(error)}))
            print(f"  {error}", file=sys.stderr)
        else:
            write(note(folder), json.dumps({"packages": packages}))


def note(folder: Path) -> Path:
    """Where it stands what a client brought, or why it brought nothing."""
    return folder / "installed.json"


def missing(client: str, tools: Path) -> str:
    """Why the packages of a client are not in the folder of tools; "" where they are."""
    try:
        noted = json.loads(note(tools / client).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "not installed; --install brings it"
    if noted.get("packages") == list(PACKAGES[client]):
        return ""
    return str(noted.get("why", "another version is installed; --install brings this one"))
