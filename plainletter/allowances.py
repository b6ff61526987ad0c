"""Suppressions that stand beside a letter: the sidecar file for formats that hold no comments of ours.

`letter.docx.plainletter.toml` beside `letter.docx` holds tables such as

    [[allow]]
    rule = "jargon.*"
    because = "The family asked for these words."
    text = "care order"        # only where exactly this was found; may be left out
"""

from __future__ import annotations

import errno
import json
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

import msgspec

from plainletter.errors import ConfigError
from plainletter.model import Allowance, Document

SIDECAR_SUFFIX = ".plainletter.toml"


class _Allow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[allow]]` table."""

    rule: str
    because: str
    text: str | None = None


class _Sidecar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sidecar file."""

    allow: tuple[_Allow, ...] = ()


def with_sidecar(document: Document, path: Path) -> Document:
    """The document with the suppressions of its sidecar file, where it has one.

    Raises `ConfigError` for a sidecar that cannot be used, so that nobody believes in a suppression
    that is not there.
    """
    sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
    try:
        data = sidecar.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return document
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # A name that cannot be, so there is no such file.
            return document
        raise ConfigError(f"{sidecar}: cannot be read ({error.strerror}).") from None
    return replace(document, allowances=(*document.allowances, *allowances_in(data, str(sidecar))))


def allowances_in(data: bytes, path: str) -> tuple[Allowance, ...]:
    """The suppressions in the bytes of a sidecar file; `path` names it in messages.

    Raises `ConfigError` for one that cannot be used.
    """
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
        decoded = msgspec.convert(raw, _Sidecar)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}.") from None
    except msgspec.ValidationError as error:
        told = str(error).replace("`", "“", 1).replace("`", "”", 1)
        raise ConfigError(
            f"{path}: {told}. Each [[allow]] has rule and because, and may have text."
        ) from None
    own = []
    name = PurePath(path).name
    for k, allow in enumerate(decoded.allow):
        if not allow.because.strip():
            raise ConfigError(f"{path}: allow number {k + 1} gives no reason in “because”.")
        where = f"{name}, allow number {k + 1}"
        own.append(Allowance(allow.rule, allow.because, None, where, allow.text))
    return tuple(own)


def add_allowances(path: Path, allowed: Iterable[tuple[str, str, str]]) -> Path:
    """Write suppressions, each (rule, text, reason), into the sidecar file of a letter, behind those that
    are there. Raises `ConfigError` where it cannot be written."""
    sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
    try:
        old = sidecar.read_text(encoding="utf-8-sig") if sidecar.exists() else ""
        tables = [
            f"[[allow]]\nrule = {_quoted(rule)}\nbecause = {_quoted(because)}\ntext = {_quoted(text)}\n"
            for rule, text, because in allowed
        ]
        gap = "" if not old else "\n" if old.endswith("\n") else "\n\n"
        sidecar.write_text(old + gap + "\n".join(tables), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{sidecar}: cannot be written ({error.strerror}).") from None
    return sidecar


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
