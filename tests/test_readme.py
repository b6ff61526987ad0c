"""The README: its commands are the ones that are tested, and they work."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from plainletter.cli.main import app
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import RequireRule

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

RULES = builtin_ruleset().rules

CHECK_LINE = "sh .ci/install && .venv/bin/plainletter check samples/middling.docx"
TEST_LINE = "sh .ci/install dev && .venv/bin/pytest -n auto"


def shown() -> list[str]:
    """The lines of the README's blocks of commands, without prompts."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_two_lines_set_up_and_run() -> None:
    assert [line for line in shown() if ".ci/install" in line] == [CHECK_LINE, TEST_LINE]


def test_the_check_line_works(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, command = CHECK_LINE.split(" && ")
    outcome = run(*shlex.split(command)[1:])
    # 1 is no failure here: the letter has faults, and a check says so.
    assert outcome.code in (0, 1)
    assert outcome.out
    assert not outcome.err


def test_continuous_integration_runs_the_test_line() -> None:
    setup, command = TEST_LINE.split(" && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"\nstep {setup}\n" in script
    assert f"\n{command} </dev/null || failed+=(" in script


def test_the_settings_of_neovim_are_those_that_are_tested() -> None:
    assert (ROOT / "tests" / "neovim_setup.lua").read_text(encoding="utf-8") in README


def test_commands_and_options_exist() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for line in shown():
        words = shlex.split(line.rpartition("&& ")[2], comments=True)
        if not words or Path(words[0]).name != "plainletter" or len(words) == 1:
            continue
        if words[1].startswith("-"):
            assert words[1] in {"--help", "--version"}, line
            continue
        options = {opt for param in commands[words[1]].params for opt in param.opts}
        for word in words[2:]:
            if word.startswith("--"):
                assert word.partition("=")[0] in options | {"--help"}, line
            elif word.startswith("samples/"):
                assert (ROOT / word).exists(), line


def test_links_within_the_project_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README):
        assert (ROOT / target).exists(), target


def ofsted_rows() -> list[tuple[tuple[str, ...], str]]:
    """The rules and the command of each row of the README's table of what Ofsted found."""
    rows = []
    for line in README.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and cells[2].startswith("`plainletter check "):
            rules = tuple(re.findall(r"`([a-z]+\.[a-z-]+)`", cells[1]))
            rows.append((rules, cells[2].strip(" `")))
    return rows


def test_the_table_has_twelve_points() -> None:
    assert len(ofsted_rows()) == 12


@pytest.mark.parametrize(("rules", "command"), ofsted_rows())
def test_each_point_of_ofsted_is_found(
    rules: tuple[str, ...], command: str, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    outcome = run(*shlex.split(command)[1:], "--format", "json")
    (report,) = json.loads(outcome.out)["reports"]
    items = {rule.item: id for id, rule in RULES.items() if isinstance(rule, RequireRule)}
    found = {finding["rule"] for finding in report["findings"]}
    found |= {
        items[item["id"]]
        for item in report["checklist"]
        if item["status"] in ("missing", "partial")
    }
    assert rules
    assert set(rules) - found == set()
