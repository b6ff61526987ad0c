"""The wheel: what is in it, that it works alone, that it leaves no trace; and the lock files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from plainletter.version import __version__

ROOT = Path(__file__).resolve().parent.parent

GUARD = """
import sys

def refuse(event, args):
    if event.startswith("socket."):
        raise PermissionError(f"no network here: {event}")

sys.addaudithook(refuse)
"""
"""A module that forbids a process every kind of socket, from its start and for good."""


def hatch(
    source: Path,
    folder: Path,
    *targets: str,
    env: Mapping[str, str] | None = None,
    umask: int = -1,
) -> None:
    """Build the targets with the installed hatchling: no isolation, so nothing is fetched."""
    wanted = [argument for target in targets for argument in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder, *wanted],
        cwd=source,
        check=True,
        capture_output=True,
        env=env,
        umask=umask,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    hatch(ROOT, folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"plainletter-{__version__}-py3-none-any.whl"


def project_files(folder: str) -> set[str]:
    """The files of a folder of the checkout, without caches and scripts that make the tables."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        and not (folder == "wordlists" and path.name.startswith("build_"))
    }


def test_the_wheel_holds_the_package_and_the_word_lists(wheel: Path) -> None:
    info = f"plainletter-{__version__}.dist-info/"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = archive.read(f"{info}entry_points.txt").decode()
    data = {f"plainletter/{name}" for name in project_files("wordlists")}
    assert {n for n in names if not n.startswith(info)} == project_files("plainletter") | data
    for name in ("py.typed", "wordlists/tone-orders.toml", "wordlists/words/zipf.tsv"):
        assert f"plainletter/{name}" in names
    assert "plainletter/wordlists/profiles/letter-before-proceedings.toml" in names
    # The licences of the tables ask to be handed on with them.
    assert f"{info}licenses/LICENSE" in names
    for notice in (ROOT / "wordlists" / "words").glob("NOTICE*.md"):
        assert f"{info}licenses/{notice.relative_to(ROOT).as_posix()}" in names
    assert "plainletter = plainletter.cli.main:run" in entry_points
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(f"{info}sboms/sbom.cdx.json") == (ROOT / "sbom.cdx.json").read_bytes()


def test_the_source_archive_gives_the_same_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built / f"plainletter-{__version__}.tar.gz") as archive:
        names = archive.getnames()
        for member in archive:
            # Written by hand: unpacking warns without a filter, and Python 3.11.2 knows none.
            content = archive.extractfile(member)
            if content is not None:
                path = tmp_path / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    assert not [n for n in names if "/tests/" in n or "/samples/" in n or "/words/build_" in n]
    source = tmp_path / f"plainletter-{__version__}"
    for path in source.rglob("*"):
        # Another time on every file: the wheel may not depend on it.
        os.utime(path, (1_700_000_000, 1_700_000_000))
    hatch(source, tmp_path / "again", "wheel")
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


def test_two_builds_are_the_same_to_the_byte(built: Path, wheel: Path, tmp_path: Path) -> None:
    """Copies of the checkout that differ in place, times, permissions and order of their files, built by
    people who differ in language, time zone, home and umask."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    names = sorted(
        path.relative_to(ROOT)
        for part in (*parts, "pyproject.toml", ".gitignore")
        for path in ((ROOT / part).rglob("*") if (ROOT / part).is_dir() else [ROOT / part])
        if path.is_file() and "__pycache__" not in path.parts and path.name != "prepared.msgpack"
    )
    surroundings = [
        ("here", {"LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"}, 0o022, 0o644, 1_500_000_000),
        ("a b/ć", {"LANG": "cy_GB.UTF-8", "TZ": "Pacific/Chatham", "PYTHONHASHSEED": "2"}, 0o077, 0o600,
         1_800_000_001),
    ]  # fmt: skip
    held = []
    for place, settings, umask, mode, time in surroundings:
        source = tmp_path / place / "source"
        for name in names if mode == 0o644 else reversed(names):
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
            target.chmod(mode)
            os.utime(target, (time, time))
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / place), **settings}
        hatch(source, tmp_path / place / "dist", "wheel", "sdist", env=env, umask=umask)
        held.append({p.name: p.read_bytes() for p in (tmp_path / place / "dist").iterdir()})
    assert len(held[0]) == 2
    assert held[0] == held[1]
    assert held[0] == {p.name: p.read_bytes() for p in built.iterdir()}
    assert wheel.name in held[0]


def runtime_distributions(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Those of the installed distributions that the requirements ask for, directly or not."""
    found: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        owner = found[canonicalize_name(wanted.name)] = distribution(wanted.name)
        assert wanted.specifier.contains(owner.version, prereleases=True), str(wanted)
        for text in owner.requires or []:
            needed = Requirement(text)
            extras = wanted.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(needed)
    return found


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment that holds the wheel and what it declares, and empty folders around it."""

    python: Path
    home: Path
    temporary: Path
    working: Path

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        """Run its Python with nothing of the surroundings but these folders."""
        env = {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PATH": str(self.python.parent),
            "LANG": "C.UTF-8",
        }
        return subprocess.run(
            [self.python, *arguments], cwd=self.working, env=env, capture_output=True, check=False
        )

    def traces(self) -> list[Path]:
        """What has been left in the home, the temporary and the working folder."""
        return [path for top in (self.home, self.temporary, self.working) for path in top.iterdir()]


def link(source: Path, target: Path) -> None:
    """The same file in another place; a copy where the file system allows no link."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The wheel in an environment of its own, with no package that it does not ask for.

    The packages come from the environment the tests run in, file by file, so no network is needed and
    what a package forgot to declare is missing here.
    """
    top = tmp_path_factory.mktemp("installed")
    folders = [top / name for name in ("home", "temporary", "working")]
    for folder in folders:
        folder.mkdir()
    environment = top / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    (site,) = environment.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"plainletter-{__version__}.dist-info/METADATA"))
        archive.extractall(site)
    for owner in runtime_distributions(
        text for text in metadata.get_all("Requires-Dist", []) if "extra ==" not in text
    ).values():
        for file in owner.files or []:
            # Commands in bin/ lie outside and hold the path of another Python.
            if ".." not in file.parts and (source := Path(str(owner.locate_file(file)))).is_file():
                link(source, site / file)
    (site / "guard.py").write_text(GUARD, encoding="utf-8")
    (site / "guard.pth").write_text("import guard\n", encoding="utf-8")
    yield Installation(python, *folders)
    shutil.rmtree(top)


def test_the_guard_guards(installed: Installation) -> None:
    done = installed.run("-c", "import socket; socket.socket()")
    assert b"PermissionError: no network here" in done.stderr


def test_the_wheel_runs_alone(installed: Installation) -> None:
    for missing in ("pytest", "textstat", "hypothesis", "hatchling"):
        assert installed.run("-c", f"import {missing}").returncode == 1
    where = installed.run("-c", "import plainletter; print(plainletter.__file__)").stdout
    assert Path(where.decode().strip()).is_relative_to(installed.python.parent.parent)


@pytest.mark.parametrize(
    ("sample", "fail_on", "code"),
    [("middling.docx", "never", 0), ("harsh.docx", "advice", 1), ("missing.docx", "never", 3)],
)
def test_a_check_works_without_network_and_leaves_no_trace(
    installed: Installation, sample: str, fail_on: str, code: int
) -> None:
    path = ROOT / "samples" / sample
    done = installed.run(
        "-m", "plainletter", "check", path, "--format", "json", "--fail-on", fail_on
    )
    assert done.returncode == code, done.stderr.decode()
    (report,) = json.loads(done.stdout)["reports"]
    if code == 3:
        assert report["problems"]
    else:
        assert report["findings"]
        assert not report["problems"]
        assert not done.stderr
    assert not installed.traces()


def pins(name: str) -> dict[str, set[str]]:
    """Names and versions of a lock file; a package may have one version for each range of Pythons."""
    held: dict[str, set[str]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for found in re.finditer(
        r"^([a-z0-9-]+)==([^ ;]+)(.*\n(?:    --hash=.*\n)*)", text, re.MULTILINE
    ):
        held.setdefault(found[1], set()).add(found[2])
        assert "--hash=sha256:" in found[3], found[1]
    return held


def groups(project: dict[str, list[str | dict[str, str]]], name: str) -> Iterator[str]:
    for entry in project[name]:
        if isinstance(entry, dict):
            yield from groups(project, entry["include-group"])
        else:
            yield entry


@pytest.mark.parametrize(
    ("lock", "group"), [("requirements.lock", "build"), ("requirements-dev.lock", "dev")]
)
def test_lock_files_name_what_is_declared(lock: str, group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = pins(lock)
    for text in (*project["project"]["dependencies"], *groups(project["dependency-groups"], group)):
        wanted = Requirement(text)
        for version in held[canonicalize_name(wanted.name)]:
            assert wanted.specifier.contains(version), text


def test_lock_files_agree_and_name_no_place() -> None:
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() <= development.items()
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"://|--index|--find-links| /", (ROOT / name).read_text("utf-8"))
