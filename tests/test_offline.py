"""Nothing touches the network: every sample is checked in a process that cannot open a socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES
from pytest_socket import SocketBlockedError

PROGRAM = """
import sys
from pytest_socket import disable_socket
disable_socket()
from plainletter.cli.main import main
sys.argv = ["plainletter", *sys.argv[1:]]
main()
"""

LETTERS = sorted(
    str(path) for path in SAMPLES.iterdir()
    if path.is_file() and path.suffix not in (".png", ".doc") and path.stem != "README"
)  # fmt: skip


def offline(*arguments: str) -> subprocess.CompletedProcess[str]:
    # No proxy either: what a library would ask first is not there.
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


def test_every_sample_is_checked_without_network() -> None:
    assert LETTERS
    done = offline("check", *LETTERS, "--format", "json", "--fail-on", "never")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count('"path": ') == len(LETTERS)


def test_so_are_letters_in_several_processes(tmp_path: Path) -> None:
    done = offline("check", *LETTERS[:2], "--jobs", "2", "--quiet", "--fail-on", "never")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_guard_works() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with pytest.raises(SocketBlockedError):
        socket.getaddrinfo("localhost", 80)


def test_this_machine_can_be_asked_for(loopback: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=30) as client:
            assert client.getpeername() == server.getsockname()
    with pytest.raises(Exception, match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
