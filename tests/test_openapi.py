"""Schemathesis tries the service with whatever its description allows, and with what it does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import served

pytestmark = [pytest.mark.usefixtures("loopback"), pytest.mark.timeout(300)]

CASES = 6
"""Random requests for each operation, beside those that go to the edges of what is described."""

SETTINGS = """
[checks.positive_data_acceptance]
# 422: a request that is in order, with a file that is no letter. No schema can say what a letter is.
expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429, "5xx"]
"""


def shortened(shape: Any) -> Any:
    """The description with three names of each long list: all rules take as many minutes, and say no more."""
    if isinstance(shape, list):
        return [shortened(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    return {
        key: value[:3] if key == "enum" and len(value) > 20 else shortened(value)
        for key, value in shape.items()
    }


def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    with served(tmp_path, "--jobs", "2") as running:
        described = httpx.get(f"{running.address}/openapi.json", trust_env=False).json()
        (tmp_path / "openapi.json").write_text(json.dumps(shortened(described)), encoding="utf-8")
        (tmp_path / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
        tried = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", "openapi.json",
                "--url", running.address, "--max-examples", str(CASES), "--seed", "7",
                "--phases", "examples,coverage,fuzzing", "--no-color", "--generation-database", "none",
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert running.process.poll() is None
        assert "Traceback" not in running.log.read_text(encoding="utf-8")
    assert tried.returncode == 0, tried.stdout[-6000:] + tried.stderr
    assert f"Tested: {sum(len(path) for path in described['paths'].values())}" in tried.stdout
