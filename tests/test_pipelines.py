"""Pipelines: the hook, run by pre-commit itself, and the steps of the GitHub action, run by bash.

GitHub itself cannot be had here. The hook is installed as anywhere, by pip in an environment of its own,
but the packages it asks for are stand-ins that lead to those of this environment, so that no network is
needed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from plainletter.readers import SUFFIXES

ROOT = Path(__file__).resolve().parent.parent
BAD = "Dear Ms Lowe,\n\nYou failed to keep Ivy safe.\n\nYours sincerely,\n\nAnn Cole\n"
GOOD = "Dear Tom,\n\nThank you for your call on Monday. Ivy did well at school this week.\n"


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """The installed distributions that requirements ask for, directly or not."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found[name] = distribution(name)
            waiting += [Requirement(text) for text in found[name].requires or []]
    return found


def stand_in(owner: Distribution, folder: Path, site: Path) -> None:
    """A wheel with the name, version and requirements of a distribution, that leads to its files."""
    name = canonicalize_name(owner.metadata["Name"]).replace("-", "_")
    info = f"{name}-{owner.version}.dist-info"
    lines = [f"Name: {name}", f"Version: {owner.version}"]
    lines += [f"Requires-Dist: {text}" for text in owner.requires or []]
    files = {
        f"{info}/METADATA": "\n".join(["Metadata-Version: 2.1", *lines, ""]),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{name}_stand_in.pth": f"{site}\n",
    }
    record = [f"{info}/RECORD,,"]
    with zipfile.ZipFile(folder / f"{name}-{owner.version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            record.append(f"{path},sha256={digest.decode().rstrip('=')},{len(text.encode())}")
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", "\n".join(record) + "\n")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular and with nobody's settings."""
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def environment(**more: str) -> dict[str, str]:
    """Variables for git, pre-commit and pip, with no settings of this machine and no network."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    # Nobody listens there: whoever asks a network anyway, fails.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    return {**kept, **own, **nowhere, **more}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with what is in this checkout, and its commit."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in (
        ".pre-commit-hooks.yaml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "sbom.cdx.json",
    ):
        shutil.copy2(ROOT / name, folder)
    for name in ("plainletter", "wordlists"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "plainletter")
    return folder, git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def hooked(
    checkout: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A repository whose settings name the hook, and the variables to run pre-commit with."""
    plainletter, commit = checkout
    wheels = tmp_path_factory.mktemp("wheels")
    own = distribution("plainletter")
    wanted = [text for text in own.requires or [] if "extra ==" not in text]
    build = distribution("hatchling")
    for owner in needed([*wanted, f"hatchling=={build.version}"]).values():
        stand_in(owner, wheels, Path(str(build.locate_file(""))))
    folder = tmp_path_factory.mktemp("letters")
    hook = {"id": "plainletter", "args": ["--profile=letter-to-family", "--fail-on=warning"]}
    config = {"repos": [{"repo": str(plainletter), "rev": commit, "hooks": [hook]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(folder, "init", "-q")
    home = tmp_path_factory.mktemp("home")
    return folder, environment(
        HOME=str(home), PRE_COMMIT_HOME=str(home / "pre-commit"), PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheels), PIP_NO_COMPILE="1", PIP_DISABLE_PIP_VERSION_CHECK="1",
        VIRTUALENV_NO_PERIODIC_UPDATE="1", VIRTUALENV_OVERRIDE_APP_DATA=str(home / "virtualenv"),
    )  # fmt: skip


def pre_commit(folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run all hooks on what is in the repository."""
    git(folder, "add", "-A")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", "--color", "never"],
        cwd=folder, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


class TestHook:
    def test_a_bad_letter_fails_and_a_good_one_passes(
        self, hooked: tuple[Path, dict[str, str]]
    ) -> None:
        folder, variables = hooked
        # Neither is a letter: one by its ending, one by its name.
        (folder / "notes.csv").write_text(BAD, encoding="utf-8")
        (folder / "README.md").write_text(BAD, encoding="utf-8")
        (folder / "a good letter.txt").write_text(GOOD, encoding="utf-8")
        done = pre_commit(folder, variables)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Passed" in done.stdout
        (folder / "Ms Lowe.md").write_text(BAD, encoding="utf-8")
        done = pre_commit(folder, variables)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "exit code: 1" in done.stdout
        assert "tone.blame-failed" in done.stdout
        for other in ("README", "notes.csv"):
            assert other not in done.stdout

    def test_it_takes_what_is_read(self) -> None:
        (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        # An old Word file needs LibreOffice, and templates are no letters yet.
        left_out = {".doc", ".dot", ".docm", ".dotx", ".dotm", ".ott", ".text", ".xhtml"}
        for suffix in SUFFIXES:
            found = re.search(hook["files"], f"letters/Ms Lowe{suffix}")
            assert bool(found) == (suffix not in left_out), suffix
        assert not re.search(hook["files"], "letter.docx.plainletter.toml")


class TestReadme:
    """What the README says to write is what there is."""

    @staticmethod
    def shown() -> list[dict[str, Any]]:
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        section = re.split(
            r"^### ", text.partition("### Pipelines\n")[2], maxsplit=1, flags=re.MULTILINE
        )[0]
        blocks = re.findall(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        return [yaml.safe_load(block) for block in blocks]

    def test_the_hook(self) -> None:
        (used,) = self.shown()[0]["repos"][0]["hooks"]
        (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        assert used["id"] == hook["id"]
        # It takes the place of the hook's own, so it has to name a format that is read.
        assert re.search(used["files"], "letters/2027/Ms Lowe.docx")
        assert not re.search(used["files"], "letters/photo.png")

    def test_the_action(self) -> None:
        (used,) = [step for step in self.shown()[1]["steps"] if "/plainletter@" in step["uses"]]
        assert set(used["with"]) <= set(ACTION["inputs"])


ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}

HOSTILE = (
    "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "a && touch pwned",
    "${IFS}", "%0A::error::x", "-o/tmp/pwned", "--output=pwned", "*", "~", "a b", "é\\n",
)  # fmt: skip


class Runner:
    """What GitHub's runner does with a step of bash: variables, working folder, outputs."""

    def __init__(self, folder: Path, program: str) -> None:
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self.action = folder / "action"
        (self.action / ".venv" / "bin").mkdir(parents=True)
        tool = self.action / ".venv" / "bin" / "plainletter"
        tool.write_text(program, encoding="utf-8")
        tool.chmod(0o755)
        self.outputs = folder / "outputs"

    def run(self, step: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step with its inputs: those given, else the defaults."""
        inputs = {name: str(held.get("default", "")) for name, held in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        variables = {}
        for name, value in STEPS[step].get("env", {}).items():
            for key, text in inputs.items():
                value = value.replace(f"${{{{ inputs.{key} }}}}", text)
            variables[name] = value
        self.outputs.write_text("", encoding="utf-8")
        script = self.workspace.parent / "step.sh"
        script.write_text(STEPS[step]["run"], encoding="utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=self.workspace,
            env={
                "PATH": os.environ["PATH"], "GITHUB_ACTION_PATH": str(self.action),
                "GITHUB_OUTPUT": str(self.outputs), **variables,
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip


STUB = f"""#!{sys.executable}
import json, os, sys
if os.environ.get("FAIL_ON") == "never" and "sarif" in sys.argv:
    sys.exit(2)
print(json.dumps(sys.argv[1:]))
"""
"""Stands in for plainletter and says what it was called with."""

REAL = f"""#!/bin/sh
PYTHONPATH='{ROOT}' exec '{sys.executable}' -m plainletter "$@"
"""


class TestAction:
    def test_no_input_is_part_of_a_script(self) -> None:
        for step in STEPS.values():
            assert "${{" not in step.get("run", "")
            assert ("run" in step) == (step.get("shell") == "bash")
        used = json.dumps(ACTION["runs"])
        for name in ACTION["inputs"]:
            assert f"${{{{ inputs.{name} }}}}" in used
        for output in ACTION["outputs"].values():
            assert output["value"].startswith("${{ steps.check.outputs.")

    def test_other_actions_are_pinned(self) -> None:
        for step in STEPS.values():
            if "uses" in step:
                assert len(step["uses"].partition("@")[2]) == 40

    def test_the_action_installs_with_hashes(self) -> None:
        assert STEPS["install"]["run"] == 'sh "$GITHUB_ACTION_PATH/.ci/install"'
        installer = (ROOT / ".ci" / "install").read_text(encoding="utf-8")
        assert "--require-hashes" in installer
        assert "lock=requirements.lock" in installer

    def test_hostile_inputs_are_arguments_and_nothing_else(self, tmp_path: Path) -> None:
        runner = Runner(tmp_path, STUB)
        for value in HOSTILE:
            done = runner.run(
                "check", paths=f"{value}\r\n\n{value}\n", profile=value, fail_on=value,
                baseline=value, sarif=value,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            plain, sarif = map(json.loads, done.stdout.splitlines())
            options = [f"--profile={value}", f"--fail-on={value}", f"--baseline={value}"]
            letters = ["--", value, value]
            assert plain == ["check", "--format", "github", *options, *letters]
            assert sarif == ["check", "--format", "sarif", f"--output={value}", *options, *letters]
            assert runner.outputs.read_text(encoding="utf-8") == "exit-code=0\n"
        assert list(runner.workspace.iterdir()) == []
        assert not Path("/tmp/pwned").exists()

    def test_options_that_span_lines(self, tmp_path: Path) -> None:
        runner = Runner(tmp_path, STUB)
        done = runner.run("check", profile="a\nexit-code=0\n::error::x")
        (called,) = map(json.loads, done.stdout.splitlines())
        assert "--profile=a\nexit-code=0\n::error::x" in called
        assert runner.outputs.read_text(encoding="utf-8") == "exit-code=0\n"

    def test_a_sarif_report_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        done = Runner(tmp_path, STUB).run("check", fail_on="never", sarif="out.sarif")
        assert done.returncode == 2

    def test_letters_are_really_checked(self, tmp_path: Path) -> None:
        runner = Runner(tmp_path, REAL)
        letters = runner.workspace / "-letters"
        letters.mkdir()
        (letters / "$(touch pwned).txt").write_text(BAD, encoding="utf-8")
        asked = {"profile": "letter-to-family", "fail_on": "warning"}
        done = runner.run("check", **asked, paths="-letters", sarif="found.sarif")
        assert done.returncode == 1, done.stderr
        assert "::warning file=-letters/$(touch pwned).txt,line=3" in done.stdout
        assert runner.outputs.read_text(encoding="utf-8") == "exit-code=1\n"
        (found,) = json.loads((runner.workspace / "found.sarif").read_text("utf-8"))["runs"]
        assert "tone.blame-failed" in {result["ruleId"] for result in found["results"]}
        assert not (runner.workspace / "pwned").exists()
        assert runner.run("check", paths="nowhere.docx").returncode == 3
        assert runner.run("check", paths="-letters", profile="memo").returncode == 2
