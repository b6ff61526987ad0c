"""Packs made ready beforehand: the same rules with them and without, whatever became of the file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plainletter.errors import PackError
from plainletter.packs import faults, literals, prepared
from plainletter.packs.load import Ruleset, load_packs, pack_files
from plainletter.packs.schema import DetectorRule, RuleSpec
from plainletter.wordfiles import wordlists_dir

PACKS = pack_files(wordlists_dir())


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the file is looked for; there is none yet."""
    path = tmp_path / "prepared.msgpack"
    monkeypatch.setattr(prepared, "FILE", path)
    prepared._prepared.cache_clear()
    yield path
    monkeypatch.undo()
    prepared._prepared.cache_clear()


def fields(rule: RuleSpec) -> dict[str, object]:
    """Rules as values; detectors are compared by identity otherwise."""
    return {name: getattr(rule, name) for name in rule.__struct_fields__}


def same(one: Ruleset, other: Ruleset) -> bool:
    return one.fingerprint == other.fingerprint and [
        (id, type(rule), fields(rule)) for id, rule in one.rules.items()
    ] == [(id, type(rule), fields(rule)) for id, rule in other.rules.items()]


def test_the_rules_are_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = load_packs(PACKS)
    assert not file.exists()
    prepared.prepare(PACKS, file)
    prepared._prepared.cache_clear()

    def read_again(path: Path) -> faults.PackSource:
        raise AssertionError(f"{path} was read as TOML")

    monkeypatch.setattr(faults, "read_source", read_again)
    assert same(load_packs(PACKS), without)
    assert any(isinstance(rule, DetectorRule) for rule in without.rules.values())


def test_what_expressions_need_is_the_same(file: Path) -> None:
    prepared.prepare(PACKS, file)
    prepared._prepared.cache_clear()
    held = prepared._prepared().needs
    assert len(held) > 2000
    for key, need in held.items():
        flags, _, expression = key.partition(" ")
        assert need == literals.needed([expression], int(flags))
        assert need == prepared.needed(expression, int(flags))


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x00", b"nothing of the kind"])
def test_a_broken_file_is_left_alone(file: Path, damage: bytes) -> None:
    without = load_packs(PACKS[:3])
    file.write_bytes(damage)
    prepared._prepared.cache_clear()
    assert same(load_packs(PACKS[:3]), without)
    assert prepared.needed("warned", re.IGNORECASE.value) == "warned"


def test_another_versions_file_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_made_by", lambda: "older code")
    prepared.prepare(PACKS[:1], file)
    assert prepared._prepared().packs
    prepared._prepared.cache_clear()
    monkeypatch.setattr(prepared, "_made_by", lambda: "this code")
    assert not prepared._prepared().packs


def test_a_pack_that_was_changed_is_read_as_it_stands(file: Path, tmp_path: Path) -> None:
    pack = tmp_path / PACKS[0].name
    pack.write_bytes(PACKS[0].read_bytes())
    prepared.prepare([pack], file)
    prepared._prepared.cache_clear()
    before = next(iter(load_packs([pack]).rules.values()))
    pack.write_text(
        pack.read_text(encoding="utf-8").replace(before.title, "Another title", 1), encoding="utf-8"
    )
    assert load_packs([pack]).rules[before.id].title == "Another title"


def test_a_fault_is_told_and_nothing_written(file: Path, tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text("[pack]\nid = 'own'\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"own\.toml"):
        prepared.prepare([pack], file)
    assert not file.exists()


def test_the_same_packs_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever order Python's sets have; the reading of `FILE` plays no part in it."""
    script = (
        "import sys; from pathlib import Path; from plainletter.packs.prepared import prepare; "
        "prepare(map(Path, sys.argv[2:]), Path(sys.argv[1]))"
    )
    made = []
    for seed in ("1", "2"):
        to = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, to, *PACKS[:4]], check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )  # fmt: skip
        made.append(to.read_bytes())
    assert made[0] == made[1]
