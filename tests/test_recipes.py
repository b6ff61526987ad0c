"""The recipes for letters that are in a data frame: each runs as it is printed, and its scores are right."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import plainletter
from plainletter import check_text

ROOT = Path(__file__).resolve().parent.parent

RECIPES = ROOT / "README.md"
"""The text that the recipes stand in."""

HEADING = "### Letters that are already in a data frame"

TOOLS = ("pyspark", "duckdb", "polars", "ray")
"""The module that each recipe imports, in the order of the recipes."""

AMONG_PROCESSES = ("pyspark", "ray")
"""Those that run processes of their own and talk to them, on this machine."""

SECONDS = 300
"""How long a recipe may hang before it is ended; none takes a tenth of it on two quiet cores."""

GUARD = """
import os, socket

mine = ("", "localhost", "::1", socket.gethostname())

def refuse(told):
    with open(os.environ["RECIPE_ASKED"], "a") as file:
        file.write(told + "\\n")
    raise OSError("the network was asked for")

def is_here(host):
    return host is None or host.startswith("127.") or host in mine

def guarded(name, plain):
    def call(self, *args):
        address = args[-1]
        # A socket of the file system has a path; connecting a datagram socket sends nothing: it is how a
        # program asks for its own address.
        inside = isinstance(address, (str, bytes))
        unsent = name != "sendto" and self.type == socket.SOCK_DGRAM
        if inside or unsent or (os.environ["RECIPE_LOOPBACK"] == "1" and is_here(address[0])):
            return plain(self, *args)
        refuse(f"{name} {address}")
    return call

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded(name, getattr(socket.socket, name)))

look_up = socket.getaddrinfo

def getaddrinfo(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    # An address in figures needs no look-up.
    if is_here(name) or name.replace(".", "").isdigit() or ":" in name:
        return look_up(host, *args, **kwargs)
    refuse(f"getaddrinfo {name}")

socket.getaddrinfo = getaddrinfo
"""
"""Put in the way of every Python process of a recipe: it writes down who asks for a network. Java and the
compiled part of Ray are out of its reach."""


def recipes() -> list[str]:
    """The blocks of Python under the heading."""
    _, found, rest = RECIPES.read_text(encoding="utf-8").partition(f"{HEADING}\n")
    assert found, f"no heading “{HEADING}”"
    section = re.split(r"^#{1,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def recipe(tool: str) -> str:
    """The block that imports a tool."""
    (found,) = (
        block for block in recipes() if re.search(rf"^(?:import|from) {tool}\b", block, re.MULTILINE)
    )  # fmt: skip
    return found


def letters_in(code: str) -> list[str]:
    """The letters that stand in a recipe as strings."""
    return [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("Dear ")
    ]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short name: the sockets of Ray stand in it, and theirs may not be long."""
    with TemporaryDirectory(prefix="pl", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def environment(place: Path, *, loopback: bool) -> dict[str, str]:
    """Variables that keep what a tool writes in `place`, and its processes from the network."""
    (place / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    # Without it, Ray asks the addresses of three clouds which of them it is in.
    ray_place = "provider:\n  type: local\n"
    (place / "ray_bootstrap_config.yaml").write_text(ray_place, encoding="utf-8")
    package = str(Path(plainletter.__file__).parent.parent)
    return {
        **os.environ,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join((str(place), package)),
        "PYTHONIOENCODING": "utf-8",
        "HOME": str(place),
        "TMPDIR": str(place),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(place),
        "RAY_TMPDIR": str(place),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RECIPE_ASKED": str(place / "asked"),
        "RECIPE_LOOPBACK": str(int(loopback)),
    }


def test_there_is_one_for_each_tool_and_none_is_long() -> None:
    assert len(recipes()) == len(TOOLS)
    assert [recipe(tool) for tool in TOOLS] == recipes()
    for code in recipes():
        assert len([line for line in code.splitlines() if line]) <= 10
        assert len(letters_in(code)) == 2
        assert max(len(line) for line in code.splitlines()) <= 120


@pytest.mark.parametrize(
    ("call", "loopback", "refused"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", False, True),
        ("socket.create_connection(('127.0.0.1', 9))", True, False),
        ("socket.create_connection(('192.0.2.1', 9))", True, True),
        ("socket.getaddrinfo('example.org', 80)", True, True),
    ],
)
def test_the_guard_sees_who_asks(place: Path, call: str, loopback: bool, refused: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {call}"],
        env=environment(place, loopback=loopback),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, "refused, or nobody listens on that port"
    assert (place / "asked").exists() == refused


@pytest.mark.parametrize("tool", TOOLS)
def test_it_prints_the_scores(tool: str, place: Path) -> None:
    for needed in ("pyarrow", tool):
        if find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed, so its recipe was not tried")
    if tool == "pyspark":
        if shutil.which("java") is None:
            pytest.skip("PySpark needs Java, which is not installed, so its recipe was not tried")
        if find_spec("pandas") is None:
            pytest.skip("PySpark needs pandas for this, so its recipe was not tried")
    code = recipe(tool)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(place, loopback=tool in AMONG_PROCESSES),
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    asked = place / "asked"
    assert not asked.exists(), asked.read_text(encoding="utf-8")
    rows = done.stdout.splitlines()
    for number, letter in enumerate(letters_in(code), 1):
        report = check_text(letter)
        figures = (number, report.scores["overall"].value, report.measures["reading_age"].value)
        shown = r"\D+".join(re.escape(f"{figure}") for figure in figures)
        assert [row for row in rows if re.search(rf"(?<!\d){shown}(?!\d)", row)], done.stdout
    # Some tools cut long words off.
    assert [row for row in rows if "there is no lett" in row], done.stdout
