"""The built-in packs made ready beforehand, so that no check has to read TOML or take expressions apart.

The file is made when plainletter is installed or built (`wordlists/build_prepared.py`) and never afterwards.
It is a copy, never the source: a pack that has been changed since then is read as it stands, and where the
file is missing or another version's, everything is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from plainletter.errors import PackError
from plainletter.packs import faults, fragments, literals, schema
from plainletter.packs.fragments import WRONG
from plainletter.packs.literals import Need
from plainletter.packs.schema import DetectorRule, PackFile, PatternRule, RequireRule

_IGNORECASE = re.IGNORECASE.value
_LOOKS = re.compile(r"[\\(|?{\[]")
"""What makes a string look like an expression."""

FILE = Path(__file__).with_name("prepared.msgpack")


class Prepared(msgspec.Struct, frozen=True):
    """What the file holds.

    made_by: a hash of the code that made it. packs: pack files, decoded, by the hash of their bytes.
    needs: what expressions need, by their flags and text.
    """

    made_by: str = ""
    packs: dict[str, msgspec.Raw] = {}
    needs: dict[str, Need | None] = {}


def pack_of(digest: str) -> PackFile | None:
    """The pack whose file has this hash; None where it was not prepared."""
    held = _prepared().packs.get(digest)
    return None if held is None else msgspec.msgpack.decode(held, type=PackFile)


def needed(expression: str, flags: int = 0) -> Need | None:
    """What every text holds that an expression matches in; None where nothing is known."""
    needs, key = _prepared().needs, _key(expression, flags)
    return needs[key] if key in needs else literals.needed([expression], flags)


def prepare(paths: Iterable[Path], to: Path = FILE) -> None:
    """Write the file for these packs; the same packs give the same bytes. `PackError` for a pack that has a
    fault, `OSError` where the file cannot be written."""
    packs: dict[str, msgspec.Raw] = {}
    needs: dict[str, Need | None] = {}
    encoder = msgspec.msgpack.Encoder(order="deterministic")
    for path in paths:
        source = faults.read_source(path)
        pack, wrong = faults.decoded(source)
        if pack is None or wrong:
            raise PackError(str(wrong[0]))
        packs[source.digest] = msgspec.Raw(encoder.encode(pack))
        for expression, flags in _expressions(pack):
            with suppress(*WRONG):
                needs[_key(expression, flags)] = literals.needed([expression], flags)
    to.write_bytes(encoder.encode(Prepared(_made_by(), packs, needs)))


def _expressions(pack: PackFile) -> Iterable[tuple[str, int]]:
    """The expressions that are looked for in every letter, with their flags."""
    for rule in pack.rule:
        if isinstance(rule, PatternRule):
            yield from ((entry.find, rule.flags) for entry in rule.entries)
            for gates in (rule.unless, *(entry.unless for entry in rule.entries)):
                yield from ((gate, _IGNORECASE) for gate in gates)
        elif isinstance(rule, RequireRule):
            yield from ((fragments.expand(e), 0) for group in rule.groups() for e in group)
        elif isinstance(rule, DetectorRule):
            for text in _strings(rule.options):
                yield from ((text, _IGNORECASE), (_written_out(text), 0))


def _strings(value: object) -> Iterable[str]:
    """What may be expressions among the options of a detector: which are, only the detector knows."""
    if isinstance(value, str):
        if _LOOKS.search(value):
            yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _strings(inside)


def _written_out(text: str) -> str:
    try:
        return fragments.expand(text)
    except KeyError:
        return text


def _key(expression: str, flags: int) -> str:
    return f"{flags} {expression}"


@cache
def _prepared() -> Prepared:
    try:
        found = msgspec.msgpack.decode(FILE.read_bytes(), type=Prepared)
    except (OSError, msgspec.MsgspecError):
        return Prepared()
    return found if found.made_by == _made_by() else Prepared()


@cache
def _made_by() -> str:
    """A hash of the code whose work is kept: another version of it may see packs in another way."""
    digest = hashlib.sha256()
    for module in (schema, fragments, literals):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
