"""README, SECURITY.md and PRIVACY.md say what is so: the limits are those in force, the commands test something."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from plainletter.limits import Limits

ROOT = Path(__file__).resolve().parent.parent
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("SECURITY.md", "PRIVACY.md")}
COMMANDS = sorted(
    {
        command for text in PAGES.values()
        for command in re.findall(r"`((?:pytest|python) tests/[^`]+)`", text)
    }
)  # fmt: skip


def test_every_limit_is_told_as_it_is() -> None:
    told: dict[str, str] = {}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in text.partition("### Limits")[2].partition("\n###")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`([a-z-]+)`", cells[0])
        if len(cells) == 3 and names:
            told.update(zip(names, re.split(r"; ", cells[2]), strict=True))
    assert told == {limit.name.replace("_", "-"): f"{limit.default:,}" for limit in fields(Limits)}


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 20


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tests_something(command: str) -> None:
    files = re.findall(r"tests/[\w/]+\.py", command)
    assert files
    sources = [(ROOT / file).read_text(encoding="utf-8") for file in files]
    chosen = re.search(r'-k (?:"([^"]+)"|(\S+))', command)
    if chosen is not None:
        words = (chosen[1] or chosen[2]).split(" or ")
        names = "\n".join(
            re.findall(r"^ *(?:def test_|class Test)(\w+)", "\n".join(sources), re.MULTILINE)
        )
        assert not [word for word in words if word.lower() not in f"{names}\n".lower()]
