"""Pack files to a `Ruleset`: strict decoding, changes to rules of earlier packs, one fingerprint.

Errors name the file, the line, the rule and the nearest right key; `faults.py` puts them into words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import msgspec

from plainletter.errors import PackError
from plainletter.packs import faults, prepared, schema
from plainletter.packs.faults import Fault
from plainletter.packs.schema import (
    Change,
    DetectorRule,
    PhraseRule,
    ProfileFile,
    RuleSpec,
)
from plainletter.wordfiles import wordlists_dir


@dataclass(frozen=True, slots=True)
class Pack:
    """A decoded pack file; `digest` is the hash of its bytes."""

    path: Path
    header: schema.PackHeader
    rules: tuple[RuleSpec, ...]
    changes: tuple[Change, ...]
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
        return _nearest(pattern, self.rules)


def load_pack(path: Path) -> Pack:
    """Read and check one pack file; `PackError` names the file, the line and what is wrong."""
    digest = hashlib.sha256(faults.read_bytes(path)).hexdigest()
    ready = prepared.pack_of(digest)
    if ready is not None:
        return Pack(path, ready.pack, ready.rule, ready.change, ready.dropped, digest)
    source = faults.read_source(path)
    pack, wrong = faults.decoded(source)
    if pack is None or wrong:
        raise PackError(str(wrong[0]))
    return Pack(path, pack.pack, pack.rule, pack.change, pack.dropped, source.digest)


def load_packs(paths: Iterable[Path]) -> Ruleset:
    """All packs together; a rule in a later pack takes the place of one with the same id, then the
    pack's changes are made. `PackError` for a change to what is not there."""
    packs = tuple(load_pack(path) for path in paths)
    rules: dict[str, RuleSpec] = {}
    for pack in packs:
        rules.update({rule.id: rule for rule in pack.rules})
        for change in pack.changes:
            wrong = fault_of_change(change, rules)
            if wrong:
                source = faults.read_source(pack.path)
                line = source.line_of("change", pack.changes.index(change))
                raise PackError(str(Fault(pack.path, line, change.rule, wrong)))
            rules[change.rule] = changed(rules[change.rule], change)
    digest = hashlib.sha256("\n".join(pack.digest for pack in packs).encode()).hexdigest()
    return Ruleset(rules, packs, digest[:16])


def fault_of_change(change: Change, rules: Mapping[str, RuleSpec]) -> str:
    """Why a change cannot be made to these rules, in a sentence; empty where it can."""
    rule = rules.get(change.rule)
    if rule is None:
        return f"There is no rule “{change.rule}” to change.{_nearest(change.rule, rules)}"
    if (change.entries or change.remove) and not isinstance(rule, PhraseRule):
        return "It is not a phrase rule, so it has no entries to add or remove."
    if change.options and not isinstance(rule, DetectorRule):
        return "It is not a detector rule, so it has no options."
    if isinstance(rule, PhraseRule):
        terms = {entry.find for entry in rule.entries}
        for term in change.remove:
            if term not in terms:
                return f"It has no entry “{term}” to remove.{_nearest(term, terms)}"
    return ""


def changed(rule: RuleSpec, change: Change) -> RuleSpec:
    """The rule with the change made; the change must have no fault."""
    names = ("title", "level", "message", "why", "source", "scope", "profiles")
    values = {name: value for name in names if (value := getattr(change, name)) is not None}
    values |= {"bad": change.bad, "ok": change.ok, "known": ()}
    if isinstance(rule, PhraseRule):
        new = {(entry.find, entry.pos) for entry in change.entries}
        kept = (
            entry for entry in rule.entries
            if entry.find not in change.remove and (entry.find, entry.pos) not in new
        )  # fmt: skip
        values["entries"] = (*kept, *change.entries)
    if isinstance(rule, DetectorRule):
        options = dict(rule.options)
        for name, value in change.options.items():
            old = options.get(name)
            options[name] = [*old, *value] if isinstance(old, list) else value
        values["options"] = options
    return msgspec.structs.replace(rule, **values)


def _nearest(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


@cache
def builtin_ruleset() -> Ruleset:
    """The packs that come with plainletter."""
    return load_packs(pack_files(wordlists_dir()))


def pack_files(folder: Path) -> tuple[Path, ...]:
    """The pack files of a folder, in name order."""
    return tuple(sorted(folder.glob("*.toml")))


def load_profile(path: Path) -> ProfileFile:
    """Read and check one profile file."""
    source = faults.read_source(path)
    try:
        return msgspec.convert(source.raw, ProfileFile)
    except msgspec.ValidationError as error:
        raise PackError(str(faults.explain(str(error), source))) from None


@cache
def builtin_profiles() -> Mapping[str, ProfileFile]:
    """The profiles that come with plainletter, by id."""
    files = sorted((wordlists_dir() / "profiles").glob("*.toml"))
    profiles = (load_profile(path) for path in files)
    return {profile.id: profile for profile in profiles}
