"""Settings: defaults, then the profile, then the nearest settings file above the letter, then the call.

Layers merge: naming one rule never switches others off. There is no settings file in the user's home,
so that an audit gives the same answer for everybody.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import msgspec

from plainletter.errors import ConfigError, printable
from plainletter.limits import Limits
from plainletter.model import LEVELS, Level

FailOn = Literal["advice", "warning", "error", "never"]

FILE_NAME = "plainletter.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a check can be told.

    profile: the sort of letter, or "auto" to decide from the text.
    select / ignore: rule ids, prefixes (`jargon.*`) or categories; an empty select means all.
    levels: rule id or prefix to severity level. packs: folders of further packs.
    allow_words: words that are never findings (service names, local terms).
    fail_on: the lowest level that fails a run. fail_under: the lowest overall score that passes.
    max_findings: how many findings a terminal report shows for one letter (0 means all).
    target_age: the reading age to aim for, in years; None leaves it to the profile.
    limits: how much a file may hold and how long it may take.
    """

    profile: str = "letter-before-proceedings"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    allow_words: tuple[str, ...] = ()
    fail_on: FailOn = "error"
    fail_under: float | None = None
    max_findings: int = 0
    target_age: float | None = None
    limits: Limits = field(default_factory=Limits)

    def __hash__(self) -> int:
        return hash(tuple(str(getattr(self, f.name)) for f in fields(self)))

    def asked(
        self, profile: str | None, select: tuple[str, ...], ignore: tuple[str, ...]
    ) -> Config:
        """These settings with what one request asks for: profile and rules take the place of ours where they
        are named, rules to leave out come on top."""
        return replace(
            self,
            profile=profile or self.profile,
            select=select or self.select,
            ignore=(*self.ignore, *ignore),
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings from one place. `values` holds only what is set there."""

    origin: str
    values: Mapping[str, Any]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The shape of a settings file."""

    profile: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    levels: dict[str, Level] | None = None
    packs: tuple[str, ...] | None = None
    allow_words: tuple[str, ...] | None = None
    fail_on: FailOn | None = None
    fail_under: float | None = None
    max_findings: int | None = None
    target_age: float | None = None
    limits: dict[str, int | float] | None = None


def find_file(start: Path) -> Path | None:
    """The settings file that governs a letter: the nearest `plainletter.toml`, or `pyproject.toml` with
    a `[tool.plainletter]` table, in its folder or one above. A folder that may not be entered holds none.
    """
    start = Path(os.path.realpath(start))
    for folder in (start, *start.parents) if os.path.isdir(start) else start.parents:  # noqa: PTH112
        own = folder / FILE_NAME
        if os.path.isfile(own):  # noqa: PTH113
            return own
        project = folder / "pyproject.toml"
        if os.path.isfile(project) and _table(project) is not None:  # noqa: PTH113
            return project
    return None


def _table(path: Path) -> dict[str, Any] | None:
    try:
        # Windows' Notepad may put a mark at the start of a file.
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if path.name == "pyproject.toml":
            return None  # Somebody else's file: its faults are not ours to report.
        raise ConfigError(f"{path}: is not valid TOML: {error}.") from None
    if path.name == "pyproject.toml":
        tools = raw.get("tool")
        if not isinstance(tools, dict) or "plainletter" not in tools:
            return None
        table = tools["plainletter"]
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: “tool.plainletter” must be a table.")
        return table
    return raw


def load_file(path: Path) -> Layer:
    """Decode a settings file; `ConfigError` names the file, the key and the nearest right one."""
    raw = _table(path)
    if raw is None:
        raise ConfigError(f"{path}: there is no table [tool.plainletter] in it.")
    try:
        decoded = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_explain(str(error))}") from None
    values = {
        name: value for name in _File.__struct_fields__
        if (value := getattr(decoded, name)) is not None
    }  # fmt: skip
    if any("\0" in pack for pack in values.get("packs", ())):
        raise ConfigError(f"{path}: “packs” names a folder that cannot be. Check the name.")
    if "packs" in values:  # Folders are named from where the file stands.
        values["packs"] = tuple(str((path.parent / pack).resolve()) for pack in values["packs"])
    if "limits" in values:
        values["limits"] = _limits(values["limits"], str(path))
    _check(values, str(path))
    return Layer(str(path), values)


def _limits(raw: Mapping[str, float], origin: str) -> dict[str, float]:
    """The limits that a file sets, by the names of `Limits`."""
    names = {limit.name.replace("_", "-"): limit for limit in fields(Limits)}
    for key, value in raw.items():
        if key not in names:
            raise ConfigError(f"{origin}: {_not_a_key(key, tuple(names), 'limits.')}")
        if names[key].type == "int" and not isinstance(value, int):
            raise ConfigError(f"{origin}: limits.{key} is {value:g}; it must be a whole number.")
    values = {names[key].name: value for key, value in raw.items()}
    try:
        replace(Limits(), **values)  # type: ignore[arg-type]
    except ConfigError as error:
        raise ConfigError(f"{origin}: {error}") from None
    return values


def _check(values: Mapping[str, Any], origin: str) -> None:
    under = values.get("fail_under")
    if under is not None and not 0 <= under <= 100:
        raise ConfigError(f"{origin}: fail-under is {under:g}; it must be from 0 to 100.")
    if values.get("max_findings", 0) < 0:
        raise ConfigError(f"{origin}: max-findings must not be below 0.")
    age = values.get("target_age")
    if age is not None and not 6 <= age <= 18:
        raise ConfigError(f"{origin}: target-age is {age:g}; it must be from 6 to 18 years.")


def _explain(error: str) -> str:
    if "unknown field" in error:
        return _not_a_key(error.split("`")[1], key_names())
    message, _, place = error.partition(" - at `$.")
    where = f"“{place.rstrip('`')}”: " if place else ""
    told = re.sub(r"`([^`]*)`", _plain_type, message)
    return f"{where}{told[0].lower()}{told[1:]}."


def _not_a_key(key: str, names: tuple[str, ...], table: str = "") -> str:
    near = get_close_matches(key, names, n=1, cutoff=0.5)
    hint = f" Did you mean “{table}{near[0]}”?" if near else f" The keys are: {', '.join(names)}."
    return f"“{table}{printable(key)}” is not a setting.{hint}"


_TYPES = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false",
    "array": "a list", "object": "a table",
}  # fmt: skip


def _plain_type(match: re.Match[str]) -> str:
    """The name of a type in TOML's words; `int | float | null` is a number that may be left out."""
    names = [name for name in match.group(1).split(" | ") if name != "null"]
    return _TYPES.get("float" if "float" in names else names[0], names[0])


def key_names() -> tuple[str, ...]:
    """The settings' names as a file spells them."""
    return tuple(f.encode_name for f in msgspec.structs.fields(_File))


def merge(layers: tuple[Layer, ...]) -> Config:
    """One Config from layers, lowest first.

    Lists and levels of several layers add up; any other value is the highest layer's.
    """
    config = Config()
    for layer in layers:
        changes: dict[str, Any] = {}
        for name, value in layer.values.items():
            if name == "levels":
                value = {**config.levels, **value}
            elif name == "limits":
                value = replace(config.limits, **value)
            elif name in ("ignore", "packs", "allow_words"):
                value = (*getattr(config, name), *value)
            changes[name] = value
        config = replace(config, **changes)
    return config


def origins(layers: tuple[Layer, ...]) -> dict[str, str]:
    """For each setting, where its value came from."""
    found = {f.name: "default" for f in fields(Config)}
    for layer in layers:
        for name in layer.values:
            found[name] = layer.origin
    return found


def at_or_above(level: Level, fail_on: FailOn) -> bool:
    """True when a finding of `level` fails a run."""
    return fail_on != "never" and LEVELS.index(level) >= LEVELS.index(fail_on)
