"""Baselines: what an earlier check found, so that only what is new since then counts.

What `--save-baseline` writes holds salted hashes of findings' keys and no words of any letter; a report
written with `--format json` or `--format jsonl` will do too. A finding is known when its key stands there;
keys hold no path, so a second draft under another name is compared with the first.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from plainletter.errors import UsageError
from plainletter.salts import Salts

SCHEMA = "plainletter.report/1"
HASHES = "plainletter.baseline/1"

_EXPECTED = "Name one that --save-baseline wrote, or a report of --format json or jsonl."


class _Finding(msgspec.Struct, frozen=True):
    key: str


class _Report(msgspec.Struct, frozen=True):
    path: str
    findings: tuple[_Finding, ...]


class _Reports(msgspec.Struct, frozen=True):
    schema: str
    reports: tuple[_Report, ...]


class _Hashes(msgspec.Struct, frozen=True):
    schema: Literal["plainletter.baseline/1"]
    salt: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    findings: tuple[str, ...]


class Known(Container[str]):
    """The keys of findings that a baseline with salted hashes knows."""

    def __init__(self, salts: Salts, hashes: Iterable[str]) -> None:
        self.salts = salts
        self._hashes = frozenset(hashes)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.salts.text(key) in self._hashes


def baseline_of(keys: Iterable[str], path: Path) -> str:
    """The JSON of a baseline with these findings' keys. One that stands at `path` already gives its salt, so
    that the same findings give the same file."""
    try:
        salt = msgspec.json.decode(path.read_bytes(), type=_Hashes).salt
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        salt = secrets.token_hex(16)
    hashes = sorted(map(Salts((salt,)).text, set(keys)))
    made = {"schema": HASHES, "salt": salt, "findings": hashes}
    return json.dumps(made, indent=1) + "\n"


def load_baseline(path: Path) -> Container[str]:
    """The keys of all findings that a baseline knows.

    Raises `UsageError`, in one line that names the file, where it cannot be read or is no baseline.
    """
    data = _data(path)
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        hashes = msgspec.json.decode(data, type=_Hashes)
        return Known(Salts((hashes.salt,)), hashes.findings)
    return frozenset(finding.key for report in _reports(path, data) for finding in report.findings)


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the baseline cannot be read ({error.strerror}).") from None


def _reports(path: Path, data: bytes) -> tuple[_Report, ...]:
    try:
        reports = _lines(data) if _is_lines(data) else _object(data, path)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{path}: this is not a baseline. {_EXPECTED}") from None
    if not reports:
        raise UsageError(f"{path}: the baseline holds no report. {_EXPECTED}")
    return reports


def load_baseline_by_letter(path: Path) -> dict[str, frozenset[str]]:
    """The keys of findings in a JSON or JSON Lines report, by the letter's path as it was given.

    Raises what `load_baseline` raises.
    """
    found: dict[str, set[str]] = {}
    data = _data(path)
    if HASHES.encode() in data[:200]:
        raise UsageError(
            f"{path}: is a baseline of “check”, which names no letters. Name a database or a JSON report."
        )
    for report in _reports(path, data):
        found.setdefault(report.path, set()).update(finding.key for finding in report.findings)
    return {name: frozenset(keys) for name, keys in found.items()}


def _is_lines(data: bytes) -> bool:
    """True for JSON Lines: a report begins with its path, an object with its schema."""
    return b'"schema"' not in data[:200]


def _object(data: bytes, path: Path) -> tuple[_Report, ...]:
    decoded = msgspec.json.decode(data, type=_Reports)
    if decoded.schema != SCHEMA:
        raise UsageError(f"{path}: the baseline is of another kind ({decoded.schema}). {_EXPECTED}")
    return decoded.reports


def _lines(data: bytes) -> tuple[_Report, ...]:
    decoder = msgspec.json.Decoder(_Report)
    return tuple(decoder.decode(line) for line in data.splitlines() if line.strip())
