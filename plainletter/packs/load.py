"""Pack files to a `Ruleset`: strict decoding, errors that name the file, the rule and the nearest key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from plainletter.errors import PackError
from plainletter.packs import schema
from plainletter.packs.schema import PackFile, ProfileFile, RuleSpec
from plainletter.wordfiles import wordlists_dir


@dataclass(frozen=True, slots=True)
class Pack:
    """A decoded pack file; `digest` is the hash of its bytes."""

    path: Path
    header: schema.PackHeader
    rules: tuple[RuleSpec, ...]
    dropped: tuple[schema.Dropped, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All rules that may run, by id, and a fingerprint of the packs they came from."""

    rules: Mapping[str, RuleSpec]
    packs: tuple[Pack, ...]
    fingerprint: str

    def match(self, pattern: str) -> tuple[str, ...]:
        """Rule ids that a selector names: an id, or `prefix.*`, or a category."""
        if pattern in self.rules:
            return (pattern,)
        prefix = pattern.removesuffix("*").removesuffix(".") + "."
        return tuple(id for id in self.rules if id.startswith(prefix))

    def nearest(self, pattern: str) -> str:
        """A hint for a rule id that does not exist: ' Did you mean …?' or nothing."""
        near = get_close_matches(pattern, self.rules, n=1, cutoff=0.6)
        return f" Did you mean {near[0]}?" if near else ""


def load_pack(path: Path) -> Pack:
    """Read and check one pack file; `PackError` names the file, the rule and what is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({error.strerror}).") from None
    pack = _decode(data, path, PackFile, "rule")
    seen: set[str] = set()
    for rule in pack.rule:
        if rule.id in seen:
            raise PackError(f"{path}: the rule {rule.id} stands there twice. Give each its own id.")
        seen.add(rule.id)
        _check_rule(rule, path)
    return Pack(path, pack.pack, pack.rule, pack.dropped, hashlib.sha256(data).hexdigest())


def load_packs(paths: Iterable[Path]) -> Ruleset:
    """All packs together; a rule in a later pack takes the place of one with the same id."""
    packs = tuple(load_pack(path) for path in paths)
    rules: dict[str, RuleSpec] = {}
    for pack in packs:
        rules.update({rule.id: rule for rule in pack.rules})
    digest = hashlib.sha256("\n".join(pack.digest for pack in packs).encode()).hexdigest()
    return Ruleset(rules, packs, digest[:16])


@cache
def builtin_ruleset() -> Ruleset:
    """The packs that come with plainletter."""
    return load_packs(pack_files(wordlists_dir()))


def pack_files(folder: Path) -> tuple[Path, ...]:
    """The pack files of a folder, in name order."""
    return tuple(sorted(folder.glob("*.toml")))


def load_profile(path: Path) -> ProfileFile:
    """Read and check one profile file."""
    try:
        profile: ProfileFile = _decode(path.read_bytes(), path, ProfileFile, "")
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({error.strerror}).") from None
    return profile


@cache
def builtin_profiles() -> Mapping[str, ProfileFile]:
    """The profiles that come with plainletter, by id."""
    files = sorted((wordlists_dir() / "profiles").glob("*.toml"))
    profiles = (load_profile(path) for path in files)
    return {profile.id: profile for profile in profiles}


def _decode(data: bytes, path: Path, shape: type, list_key: str) -> Any:
    try:
        # Windows' Notepad may put a mark at the start of a file.
        text = data.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise PackError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: is not valid TOML: {error}.") from None
    except RecursionError:
        raise PackError(f"{path}: is nested too deeply.") from None
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise PackError(f"{path}: {_explain(str(error), raw, text, list_key)}") from None


_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_WHERE = re.compile(r"`\$((?:\.[\w-]+|\[[^\]]*\])*)`")


def _explain(error: str, raw: Mapping[str, Any], text: str, list_key: str) -> str:
    """A msgspec message in words: which rule, which line, which key was probably meant."""
    where = _WHERE.search(error)
    place = where.group(1) if where else ""
    told = (
        error.split(" - at `$")[0].replace("Object ", "It ").replace("`", "“", 1).replace("`", "”")
    )
    lead = ""
    index = re.match(rf"\.{list_key}\[(\d+)\]", place) if list_key else None
    if index is not None:
        number = int(index.group(1))
        rule = raw[list_key][number]
        name = rule.get("id", f"number {number + 1}") if isinstance(rule, dict) else str(number + 1)
        lead = f"line {_line_of_rule(text, list_key, number)}: the rule {name}: "
        place = place[index.end() :]
    inside = f" (in {place.lstrip('.')})" if place else ""
    unknown = _UNKNOWN.search(error)
    hint = ""
    if unknown is not None:
        key = unknown.group(1)
        near = get_close_matches(key, _all_keys(), n=1, cutoff=0.6)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        if key in near:
            # In TOML a key belongs to the table above it, which authors of packs trip over.
            hint = (
                " The key is known, but not in this table: put it above the tables inside the rule."
            )
    return f"{lead}{told}{inside}.{hint}"


def _line_of_rule(text: str, list_key: str, number: int) -> int:
    headers = re.finditer(rf"^\s*\[\[\s*{list_key}\s*\]\]", text, re.MULTILINE)
    for k, header in enumerate(headers):
        if k == number:
            return text.count("\n", 0, header.start()) + 1
    return 1


@cache
def _all_keys() -> tuple[str, ...]:
    shapes: list[type[msgspec.Struct]] = [
        schema.PackHeader, schema.Bad, schema.Known, schema.Dropped, schema.Entry, schema.PhraseRule,
        schema.PatternRule, schema.PatternEntry, schema.LimitRule, schema.RequireRule, schema.DetectorRule, PackFile,
        ProfileFile,
    ]  # fmt: skip
    keys = {f.encode_name for shape in shapes for f in msgspec.structs.fields(shape)}
    return tuple(sorted(keys))


def _check_rule(rule: RuleSpec, path: Path) -> None:
    """What the shape alone cannot say: expressions compile, ids carry their category."""
    if rule.id.split(".")[0] != rule.category:
        raise PackError(
            f"{path}: the rule {rule.id} must start with its category, {rule.category}."
        )
    for expression in _expressions(rule):
        try:
            re.compile(expression)
        except re.error as error:
            raise PackError(
                f"{path}: the rule {rule.id}: the expression {expression!r} is wrong: {error}."
            ) from None
    if isinstance(rule, schema.PatternRule):
        _check_groups(rule, path)


def _check_groups(rule: schema.PatternRule, path: Path) -> None:
    for entry in rule.entries:
        groups = re.compile(entry.find).groupindex
        for say in entry.say:
            missing = set(re.findall(r"\{(\w+)\}", say)) - set(groups)
            if missing:
                raise PackError(
                    f"{path}: the rule {rule.id}: “{say}” names {{{min(missing)}}}, "
                    "but the expression has no group of that name."
                )


def _expressions(rule: RuleSpec) -> tuple[str, ...]:
    """Every expression of a pattern rule, as it will be compiled; require rules check their own."""
    if not isinstance(rule, schema.PatternRule):
        return ()
    found = tuple(e for entry in rule.entries for e in (entry.find, *entry.unless))
    gates = tuple(f"(?:{gate})" for gate in (*rule.unless_before, *rule.unless_after))
    return found + rule.unless + gates
