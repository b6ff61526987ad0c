"""What all tests share: one language pipeline a process, a way to run the command, and no network."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.limits import now, within
from plainletter.model import Report
from plainletter.readers import read_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A parse takes as long as the machine is busy: no test may fail for that. The same examples every time,
# so that a failure can be seen again by whoever runs the tests next.
settings.register_profile(
    "plainletter",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("plainletter")

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
"""The folder of sample letters."""

LETTERS = tuple(
    path.relative_to(SAMPLES).as_posix()
    for path in sorted(SAMPLES.rglob("*"))
    # An old Word file (.doc) needs another program, which is not everywhere.
    if path.suffix in (".txt", ".md", ".html", ".docx", ".odt", ".rtf", ".pdf", ".eml")
    and path.stem != "README"
)
"""The sample letters that can be read everywhere, by their path in that folder."""


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> None:
    """No test opens a socket; one that asks for `loopback` may talk to this machine."""
    if "loopback" in request.fixturenames:
        enable_socket()
        socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


@pytest.fixture
def loopback() -> None:
    """Ask for this to be allowed to connect to 127.0.0.1 and ::1."""


@pytest.fixture(scope="session")
def checker() -> Checker:
    """A checker with the default settings; its pipeline is loaded once for all tests of a process."""
    return Checker(Config())


@pytest.fixture
def letter(checker: Checker) -> Callable[..., Report]:
    """`letter(text)`: the report on a text as the content of a file, letter.txt if not named otherwise."""

    def check(text: str, name: str = "letter.txt") -> Report:
        return checker.check(read_bytes(text.encode("utf-8"), name))

    return check


Tighten = Callable[..., None]
"""`tighten(paragraphs=3)`: the limits of `plainletter.limits.Limits` for the rest of a test."""


@pytest.fixture
def tighten() -> Iterator[Tighten]:
    """See `Tighten`."""
    with ExitStack() as held:
        yield lambda **changes: held.enter_context(within(replace(now(), **changes)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as Debian has it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: install the Debian package chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call of the command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    def one_line_error(self) -> str:
        """The message on standard error, which must be a single line that begins with the program's name."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("plainletter: ")
        return lines[0]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """`run("check", path, stdin=b"")`: call the command in this process, as a shell would call it."""

    def call(*args: Any, stdin: bytes = b"") -> Outcome:
        from plainletter.cli.main import main

        held, told = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["plainletter", *map(str, args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding="utf-8", newline="\n"))
            patch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding="utf-8", newline="\n"))
            with pytest.raises(SystemExit) as ended:
                main()
            sys.stdout.flush()
            sys.stderr.flush()
            result = Outcome(
                int(ended.value.code or 0), held.getvalue().decode(), told.getvalue().decode()
            )
        assert "Traceback" not in result.out + result.err
        return result

    return call
