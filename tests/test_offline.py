"""Nothing touches the network: every sample is checked by processes that end if they ask for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LETTERS, SAMPLES
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

import plainletter

ASKED = 97

GUARD = f"""
import os, socket

def refuse(*_, **__):
    os.write(2, b"the network was asked for\\n")
    os._exit({ASKED})

# Making a socket is no harm (one library does, to see what this machine can do); using it is.
for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "create_connection"):
    setattr(socket, name, refuse)
"""
"""Put in the way of every Python process that is started below, its own children included."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables under which a Python process cannot use the network without our noticing."""
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    package = Path(plainletter.__file__).parent.parent
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(package)))}


def python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://localhost:9')",
    ],
)
def test_the_guard_sees_who_asks(environment: dict[str, str], program: str) -> None:
    assert python(environment, "-c", program).returncode == ASKED


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_sample_is_checked_without_network(environment: dict[str, str], jobs: str) -> None:
    assert LETTERS
    paths = [str(SAMPLES / name) for name in LETTERS]
    command = ("-m", "plainletter", "check", *paths, "--format", "json", "--fail-on", "never")
    done = python(environment, *command, "--jobs", jobs)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count('{"path": ') == len(LETTERS)


def test_tests_cannot_use_it_either() -> None:
    with pytest.raises(SocketBlockedError), pytest.warns(UserWarning, match="A test tried"):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with pytest.raises(SocketBlockedError), pytest.warns(UserWarning, match="A test tried"):
        socket.getaddrinfo("localhost", 80)


@pytest.mark.usefixtures("loopback")
def test_this_machine_can_be_asked_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=30) as client,
    ):
        assert client.getpeername() == server.getsockname()
    with pytest.raises(SocketConnectBlockedError), pytest.warns(UserWarning, match="A test tried"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
