"""The service in a process of its own, for tests that speak to it as real clients do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: its address (http://127.0.0.1:PORT), its process, and what it wrote to its log."""

    address: str
    process: subprocess.Popen[str]
    log: Path


@contextmanager
def served(
    folder: Path, *options: str, environment: dict[str, str] | None = None
) -> Iterator[Served]:
    """Start the service on a free port, and end it afterwards."""
    log = folder / "serve.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "plainletter", "serve", "--port", "0", *options],
            cwd=folder, stderr=stream, stdout=stream, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )  # fmt: skip
    try:
        address = ""
        for _ in range(300):
            found = re.search(r"listening on (http://\S+)", log.read_text(encoding="utf-8"))
            if found:
                address = found[1]
                break
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        for _ in range(300):
            try:
                with urlopen(f"{address}/health", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield Served(address, process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
