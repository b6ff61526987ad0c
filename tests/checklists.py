"""Letters and rules for the tests of what a letter has to say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import spacy

from plainletter.analysis.analyse import Analysis, analyse
from plainletter.kinds.require import Outcome, Requirements
from plainletter.letter import anatomy
from plainletter.packs.load import builtin_profiles, load_pack
from plainletter.packs.schema import RequireRule
from plainletter.readers import read_bytes
from plainletter.wordfiles import wordlists_dir

BEFORE = "Dear Ms Okafor,\n\nThank you for coming to see us last week.\n\n"
AFTER = "\n\nWe will ring you on Friday.\n\nYours sincerely,\n\nHelen Marsh\nSocial worker\n"
PROCEEDINGS = "letter-before-proceedings"
ISSUE = "letter-of-issue"
DATA = Path(__file__).parent / "data" / "checklist"


@cache
def rules() -> tuple[RequireRule, ...]:
    """The rules of the two packs that say what these letters need."""
    found: list[RequireRule] = []
    for name in ("checklist.toml", "protected.toml"):
        found += [r for r in load_pack(wordlists_dir() / name).rules if isinstance(r, RequireRule)]
    return tuple(found)


@cache
def requirements(profile: str) -> Requirements:
    """The compiled rules of a profile."""
    items = builtin_profiles()[profile].checklist
    return Requirements(
        rule for rule in rules()
        if rule.item in items and (not rule.profiles or profile in rule.profiles)
    )  # fmt: skip


@cache
def _tokenizer() -> spacy.language.Language:
    # Only sentences matter here, and those do not come from the model.
    return spacy.blank("en")


def read(text: str, name: str = "letter.txt") -> Analysis:
    """A text as the rules see it."""
    return analyse(anatomy(read_bytes(text.encode(), name)), _tokenizer())


def outcomes(
    text: str, profile: str = PROCEEDINGS, name: str = "letter.txt"
) -> Mapping[str, Outcome]:
    """What became of each item."""
    found = requirements(profile).outcomes(read(text, name), checked=True)
    return {outcome.item.id: outcome for outcome in found}


def status(item: str, text: str, profile: str = PROCEEDINGS) -> str:
    """The status of one item in a text that stands in the middle of a letter."""
    return outcomes(BEFORE + text + AFTER, profile)[item].item.status


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the status a reader gives each item, and the items the program sees otherwise."""

    name: str
    profile: str
    text: str
    statuses: Mapping[str, str]
    known: frozenset[str]


@cache
def letters() -> tuple[Letter, ...]:
    """The labelled letters of tests/data/checklist."""
    table = tomllib.loads((DATA / "labels.toml").read_text(encoding="utf-8"))["letter"]
    found = []
    for row in table:
        profile = row.get("profile", PROCEEDINGS)
        wanted = dict.fromkeys(builtin_profiles()[profile].checklist, "missing")
        for key in ("present", "partial", "not-checked"):
            wanted |= dict.fromkeys(row.get(key, "").split(), key.replace("-", "_"))
        text = (DATA / row["file"]).read_text(encoding="utf-8")
        known = frozenset(row.get("known", ()))
        found.append(Letter(row["file"], profile, text, wanted, known))
    return tuple(found)
