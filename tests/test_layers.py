"""The layers of the package: import contracts hold, heavy libraries wait until they are needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "plainletter"
MODULES = sorted(PACKAGE.rglob("*.py"))

HEAVY = frozenset(
    {"justhtml", "lxml", "markdown_it", "mcp", "mcp_types", "numpy", "pebble", "pypdfium2", "spacy",
     "thinc", "watchfiles"}
)  # fmt: skip
"""Imported inside the function that needs them, so that a start costs only what is used."""

NETWORK = frozenset(
    {"ftplib", "http.client", "requests", "httpx", "smtplib", "socket", "ssl", "urllib.request"}
)
"""What could reach another machine; only the server, which listens on this one, may have any of it."""


def imports(tree: ast.AST, *, inside: bool = True, typing: bool = False) -> Iterator[str]:
    """The modules that a file imports, as dotted names.

    `inside`: those inside functions too; `typing`: those under `if TYPE_CHECKING:` too.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            assert node.module is not None
            yield node.module
            # `from urllib import request` imports urllib.request as well.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            if typing:
                yield from imports(node, inside=inside, typing=typing)
            yield from imports(ast.Module(node.orelse, []), inside=inside, typing=typing)
        elif inside or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from imports(node, inside=inside, typing=typing)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_contracts_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    told = capsys.readouterr().out
    assert code == 0, told
    assert "0 broken" in told


def test_the_walk_sees_what_it_should() -> None:
    tree = ast.parse(
        "import os\n"
        "from urllib import request\n"
        "if TYPE_CHECKING:\n    import lxml\nelse:\n    import json\n"
        "try:\n    import spacy\nexcept ImportError:\n    pass\n"
        "class A:\n    import numpy\n    def f(self):\n        import thinc\n"
    )
    top = {"os", "urllib", "urllib.request", "json", "spacy", "numpy"}
    assert set(imports(tree, inside=False)) == top
    assert set(imports(tree)) == top | {"thinc"}
    assert set(imports(tree, typing=True)) == top | {"thinc", "lxml"}


def test_heavy_libraries_are_imported_inside_functions() -> None:
    found = {
        (named(path), name)
        for path in MODULES
        for name in imports(parse(path), inside=False)
        if name.partition(".")[0] in HEAVY
    }
    assert not found


def test_the_model_stands_alone() -> None:
    tree = parse(PACKAGE / "model.py")
    assert not {name for name in imports(tree) if name.startswith("plainletter")}
    ours = {name for name in imports(tree, typing=True) if name.startswith("plainletter")}
    assert ours <= {"plainletter.sourcemap", "plainletter.sourcemap.SourceMap"}


def test_nothing_but_the_server_can_reach_a_network() -> None:
    found = {
        (named(path), name)
        for path in MODULES
        for name in imports(parse(path))
        if name in NETWORK and path.relative_to(PACKAGE).parts[0] not in ("server", "server.py")
    }
    assert not found


def test_imported_packages_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        wanted += extra
    declared = {canonicalize_name(Requirement(text).name) for text in wanted}
    owners = packages_distributions()
    undeclared = {
        (named(path), root)
        for path in MODULES
        for root in {name.partition(".")[0] for name in imports(parse(path), typing=True)}
        if root not in sys.stdlib_module_names
        and root not in {"plainletter", "__future__"}
        and not declared & {canonicalize_name(owner) for owner in owners.get(root, [])}
    }
    assert not undeclared


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], ["rules"]])
def test_a_start_loads_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from plainletter.cli.main import main\n"
        "sys.argv = ['plainletter', *sys.argv[1:]]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded:', *sorted({set(HEAVY)!r} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_no_possessive_groups() -> None:
    """Python 3.11.2, which Debian 12 has, matches them wrongly; atomic groups do the same and are sound."""
    possessive = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
    found = [
        f"{path.name}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if possessive.search(line)
    ]
    assert found == []
