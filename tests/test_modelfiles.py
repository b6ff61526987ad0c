"""The files of the language model are compared with their list before any of them is used."""

from __future__ import annotations

import base64
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
import supply_chain

from plainletter.analysis import pipeline
from plainletter.analysis.modelfiles import LIST, model_files, verified_folder
from plainletter.errors import ExitCode, ModelMissing

NAME = pipeline.MODEL_NAMES[0]
VERSION, FILES = model_files()

OPENED = """
import sys

opened = set()

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.add(str(arguments[0]))

sys.addaudithook(note)
from plainletter.analysis.pipeline import load_pipeline
load_pipeline()
print(*sorted(opened), sep="\\n")
"""


def package_of(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def copied(place: Path, name: str = NAME) -> Path:
    """A copy of the model's package in a folder, as the package `name`; gives the folder of its data."""
    source = package_of(NAME)
    shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("ner", "__pycache__"))
    (place / name / f"{NAME}-{VERSION}").rename(place / name / f"{name}-{VERSION}")
    return place / name / f"{name}-{VERSION}"


def seen_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages of a folder go before those that are installed."""
    for name in pipeline.MODEL_NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(place)
    importlib.invalidate_caches()


def test_the_list_is_that_of_the_pinned_package() -> None:
    assert LIST.read_text(encoding="utf-8") == supply_chain.model_list()
    (pinned,) = (
        p for p in supply_chain.locked(supply_chain.RUNTIME) if p.name == supply_chain.MODEL
    )
    assert pinned.version == VERSION
    # The record came inside the wheel, whose hash the lock has.
    recorded = {str(file): file.hash for file in distribution(NAME).files or ()}
    for file, digest in FILES.items():
        held = recorded[f"{NAME}/{NAME}-{VERSION}/{file}"]
        assert held is not None
        assert held.mode == "sha256"
        assert base64.urlsafe_b64decode(f"{held.value}=").hex() == digest


def test_the_list_has_every_file_of_the_model_that_is_opened() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENED], capture_output=True, text=True, check=True
    )
    top = package_of(NAME)
    opened = {Path(line).relative_to(top) for line in done.stdout.splitlines() if f"{top}/" in line}
    assert opened == {Path(f"{NAME}-{VERSION}", file) for file in FILES}


def test_the_installed_model_is_the_right_one() -> None:
    assert verified_folder(NAME) == package_of(NAME) / f"{NAME}-{VERSION}"


def with_other_byte(file: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = bytearray((folder / file).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / file).write_bytes(data)

    return change


def with_other_settings(folder: Path) -> None:
    path = folder / "config.cfg"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("after_creation = null", 'after_creation = {"@callbacks":"theirs.v1"}')
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def with_one_more(folder: Path) -> None:
    (folder / "vocab" / "keys").write_bytes(b"")


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "weights": (with_other_byte("tok2vec/model"), "its file tok2vec/model is not the one it came with"),
    "settings": (with_other_settings, "its file config.cfg is not the one it came with"),
    "missing": (lambda folder: (folder / "parser" / "moves").unlink(), "its file parser/moves cannot be read"),
    "one more": (with_one_more, "the file vocab/keys does not belong to it"),
    "no data": (shutil.rmtree, f"its folder {NAME}-{VERSION} is missing"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_model_is_refused(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter, told = CHANGES[change]
    folder = copied(tmp_path)
    seen_first(tmp_path, monkeypatch)
    assert verified_folder(NAME) == folder
    alter(folder)
    with pytest.raises(ModelMissing) as caught:
        verified_folder(NAME)
    assert str(caught.value) == (
        f"The English language model {NAME} is not as it should be ({told}), so nothing was checked: "
        f"remove that package and install version {VERSION} of it again."
    )


@pytest.mark.parametrize("file", FILES)
def test_every_file_counts(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(tmp_path)
    seen_first(tmp_path, monkeypatch)
    with_other_byte(file)(folder)
    with pytest.raises(ModelMissing, match=file.replace(".", r"\.")):
        verified_folder(NAME)


def check(place: Path, letter: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainletter", "check", letter, "--fail-on", "never"],
        env={**os.environ, "PYTHONPATH": str(place), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ms Okafor,\n\nPlease come to the meeting on Monday.\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("change", ["weights", "settings", "missing"])
def test_no_letter_is_checked_with_a_changed_model(
    change: str, tmp_path: Path, letter: Path
) -> None:
    alter, told = CHANGES[change]
    alter(copied(tmp_path / "packages"))
    done = check(tmp_path / "packages", letter)
    assert done.returncode == ExitCode.UNCHECKED
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_no_code_of_the_model_is_run(tmp_path: Path, letter: Path) -> None:
    folder = copied(tmp_path / "packages")
    (folder.parent / "__init__.py").write_text("raise SystemExit('the model was run')\n")
    (folder / "meta.json").write_text("{no JSON}")
    done = check(tmp_path / "packages", letter)
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert not done.stderr


def test_the_official_package_is_the_same_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pipeline.MODEL_NAMES[1]
    folder = copied(tmp_path, name)
    (folder / "meta.json").write_text(json.dumps({"lang": "en", "name": "core_web_sm"}))
    info = tmp_path / f"{name}-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n")
    seen_first(tmp_path, monkeypatch)
    monkeypatch.setattr(pipeline, "MODEL_NAMES", (name,))
    assert pipeline.load_pipeline().pipe_names == ["tok2vec", "tagger", "parser"]
    with_other_byte("parser/model")(folder)
    with pytest.raises(ModelMissing, match=f"model {name} is not as it should be"):
        pipeline.load_pipeline()
