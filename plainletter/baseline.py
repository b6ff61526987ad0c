"""Baselines: an earlier report, so that only what is new since then counts.

Any report written with `--format json` or `--format jsonl` will do. A finding is known when its key
stands in the baseline; keys hold no path, so a second draft under another name is compared with the
first.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from plainletter.errors import UsageError

SCHEMA = "plainletter.report/1"

_EXPECTED = "Name a report written with --format json or --format jsonl."


class _Finding(msgspec.Struct, frozen=True):
    key: str


class _Report(msgspec.Struct, frozen=True):
    path: str
    findings: tuple[_Finding, ...]


class _Reports(msgspec.Struct, frozen=True):
    schema: str
    reports: tuple[_Report, ...]


def load_baseline(path: Path) -> frozenset[str]:
    """The keys of all findings in a JSON or JSON Lines report.

    Raises `UsageError`, in one line that names the file, where it cannot be read or is no such report.
    """
    return frozenset(finding.key for report in _reports(path) for finding in report.findings)


def _reports(path: Path) -> tuple[_Report, ...]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the baseline cannot be read ({error.strerror}).") from None
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
    for report in _reports(path):
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
