"""What is wrong with a pack file, in words: the file, the line, the rule, and the key that was meant.

A pack is written by people who write no Python, so every fault says where it stands and what to do.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from plainletter.errors import PackError
from plainletter.packs import schema
from plainletter.packs.fragments import WRONG, group_fault
from plainletter.packs.schema import PackFile, ProfileFile, RuleSpec

_LISTS: Mapping[str, Any] = {
    "rule": RuleSpec,
    "change": schema.Change,
    "dropped": schema.Dropped,
}
"""The lists of tables that a pack holds, and what one table of each is."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a pack: where (`line` counts from 1; 0 where there is none), and what.

    rule: the id of the rule, or empty.
    """

    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        at = f"{self.path}:{self.line}" if self.line else str(self.path)
        rule = f"{self.rule}: " if self.rule else ""
        return f"{at}: {rule}{self.message}"


@dataclass(frozen=True, slots=True)
class PackSource:
    """A TOML file as text and as tables; `digest` is the hash of its bytes."""

    path: Path
    text: str
    raw: Mapping[str, Any]
    digest: str

    def line_of(self, table: str, number: int, *inside: str | int) -> int:
        """The line, from 1, of the table `[[table]]` with this number (from 0), or of what stands in it:
        `inside` is a path such as `"entries", 2, "find"`. What is not found leaves its owner's line."""
        lines = self.text.split("\n")
        heads = [k for k, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
        if number >= len(heads):
            return 1
        begin = heads[number]
        ends = (
            k for k, line in enumerate(lines)
            if k > begin and re.match(r"\s*\[\[?\s*\w+\s*\]", line)
        )  # fmt: skip
        found = _find_inside(lines, begin, next(ends, len(lines)), inside)
        return found + 1


def _find_inside(lines: list[str], begin: int, end: int, inside: tuple[str | int, ...]) -> int:
    """The index of the line that the path leads to, between two lines; as near as it can be followed."""
    for step in inside:
        if isinstance(step, str):
            key = (
                rf"(?:^\s*|[{{,]\s*|^\s*\[\[\s*\w+\.)[\"']?{re.escape(step)}[\"']?\s*(?:=|\]\]|\.)"
            )
            places = (k for k in range(begin, end) if re.search(key, lines[k]))
            begin = next(places, begin)
        else:
            # One item a line, as tables in braces or strings, or one `[[rule.entries]]` each.
            opens = re.compile(r"\s*(?:\{|[\"']|\[\[\s*\w+\.\w+\s*\]\])")
            items = [k for k in range(begin, end) if opens.match(lines[k])]
            if step < len(items):
                begin = items[step]
                end = items[step + 1] if step + 1 < len(items) else end
    return begin


def read_bytes(path: Path) -> bytes:
    """The bytes of a pack or profile; `PackError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({error.strerror}).") from None


def read_source(path: Path) -> PackSource:
    """Read a pack or profile as TOML; `PackError` where it cannot be."""
    data = read_bytes(path)
    try:
        # Windows' Notepad may put a mark at the start of a file.
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise PackError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column \d+\)", str(error))
        told = str(error).replace(at.group(), "") if at else str(error)
        line = int(at.group(1)) if at else 0
        raise PackError(str(Fault(path, line, "", f"This is not valid TOML: {told}."))) from None
    except RecursionError:
        raise PackError(f"{path}: is nested too deeply.") from None
    return PackSource(path, text, raw, hashlib.sha256(data).hexdigest())


def decoded(source: PackSource) -> tuple[PackFile | None, list[Fault]]:
    """A pack (None where it is of another shape), and everything that keeps it from being used, one fault a
    table at most."""
    try:
        pack = msgspec.convert(source.raw, PackFile)
    except msgspec.ValidationError as error:
        # One table at a time, so that a file with five faults tells of five.
        return None, list(_faults_of_tables(source)) or [explain(str(error), source)]
    found = []
    seen: set[str] = set()
    for number, rule in enumerate(pack.rule):
        if rule.id in seen:
            told = "This rule stands there twice. Give each its own id."
            found.append(Fault(source.path, source.line_of("rule", number), rule.id, told))
        seen.add(rule.id)
        found += [
            Fault(source.path, source.line_of("rule", number, *inside), rule.id, told)
            for inside, told in _faults_of_rule(rule)
        ]
    return pack, found


def _faults_of_tables(source: PackSource) -> Iterator[Fault]:
    header = source.raw.get("pack")
    try:
        msgspec.convert({"pack": header} if header is not None else {}, PackFile)
    except msgspec.ValidationError as error:
        yield explain(str(error), source)
    for name, shape in _LISTS.items():
        tables = source.raw.get(name, [])
        if not isinstance(tables, list):
            told = f"“{name}” is a list of tables: write [[{name}]] with two brackets."
            yield Fault(source.path, _line_of_header(source, name), "", told)
            continue
        for number, table in enumerate(tables):
            try:
                msgspec.convert(table, shape)
            except msgspec.ValidationError as error:
                told = re.sub(r"`\$", f"`$.{name}[{number}]", str(error))
                if told == str(error):
                    told = f"{error} - at `$.{name}[{number}]`"
                yield explain(told, source)
    for key in source.raw:
        if key != "pack" and key not in _LISTS:
            yield explain(f"Object contains unknown field `{key}`", source)


def _line_of_header(source: PackSource, name: str) -> int:
    match = re.search(rf"^\s*\[?\[?\s*{re.escape(name)}\b", source.text, re.MULTILINE)
    return source.text.count("\n", 0, match.start()) + 1 if match else 1


_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_WHERE = re.compile(r" - at `\$((?:\.[\w-]+|\[[^\]]*\])*)`")


def explain(error: str, source: PackSource) -> Fault:
    """A message of the decoder in words: which rule, which line, which key was probably meant."""
    where = _WHERE.search(error)
    steps = [
        int(step[1:-1]) if step[1:-1].isdigit() else step.strip(".[]")
        for step in re.findall(r"\.[\w-]+|\[[^\]]*\]", where.group(1) if where else "")
    ]
    told = error.replace(where.group(), "") if where else error
    told = told.replace("Object ", "It ").replace("`", "“", 1).replace("`", "”")
    unknown = _UNKNOWN.search(error)
    key = unknown.group(1) if unknown else ""
    hint = _hint(key, steps) if unknown else ""
    if len(steps) >= 2 and steps[0] in _LISTS and isinstance(steps[1], int):
        table, number, inside = str(steps[0]), steps[1], steps[2:]
        raw = source.raw[table][number]
        named = raw.get("id") or raw.get("rule") if isinstance(raw, dict) else None
        name = str(named) if named else f"{table} number {number + 1}"
        line = source.line_of(table, number, *inside, *([key] if key else []))
        place = ".".join(str(step) for step in inside if isinstance(step, str))
        within = f" (in {place})" if place else ""
        return Fault(source.path, line, name, f"{told}{within}.{hint}")
    line = _line_of_header(source, key or str(steps[0])) if key or steps else 0
    within = f" (in {'.'.join(map(str, steps))})" if steps else ""
    return Fault(source.path, line, "", f"{told}{within}.{hint}")


def _hint(key: str, steps: list[str | int]) -> str:
    """What to do about a key that is not known where it stands."""
    near = get_close_matches(key, _keys_at(steps), n=1, cutoff=0.6)
    if near:
        return f" Did you mean “{near[0]}”?"
    if key in _all_keys():
        # In TOML a key belongs to the table above it, which authors of packs trip over.
        return " The key is known, but not in this table: put it above the tables inside the rule."
    near = get_close_matches(key, _all_keys(), n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else ""


def _keys_at(steps: list[str | int]) -> tuple[str, ...]:
    """The keys that may stand at the place an error names; all of a rule's kinds together."""
    names = [step for step in steps if isinstance(step, str)]
    shapes: dict[str, tuple[type[msgspec.Struct], ...]] = {
        "pack": (schema.PackHeader,),
        "bad": (schema.Bad,),
        "known": (schema.Known,),
        "entries": (schema.Entry, schema.PatternEntry),
        "change": (schema.Change,),
        "dropped": (schema.Dropped,),
        "rule": _RULES,
    }
    return _keys(shapes.get(names[-1], ()) if names else (PackFile, ProfileFile))


_RULES: tuple[type[msgspec.Struct], ...] = (
    schema.PhraseRule, schema.PatternRule, schema.LimitRule, schema.RequireRule, schema.DetectorRule,
)  # fmt: skip


def _keys(shapes: tuple[type[msgspec.Struct], ...]) -> tuple[str, ...]:
    return tuple(sorted({f.encode_name for shape in shapes for f in msgspec.structs.fields(shape)}))


@cache
def _all_keys() -> tuple[str, ...]:
    entries = (schema.Entry, schema.PatternEntry)
    tables = (schema.PackHeader, schema.Bad, schema.Known, schema.Dropped, schema.Change)
    return _keys((*_RULES, *entries, *tables, PackFile, ProfileFile))


def _faults_of_rule(rule: RuleSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What the shape alone cannot say, with the path to it: expressions compile, ids carry their
    category."""
    if rule.id.split(".")[0] != rule.category:
        yield ("id",), f"The id must start with the rule's category: {rule.category}."
    if isinstance(rule, schema.RequireRule):
        told = (group_fault(group) for group in rule.groups())
        yield from (((), wrong) for wrong in told if wrong)
    if not isinstance(rule, schema.PatternRule):
        return
    wrong = False
    for place, expression in _expressions(rule):
        try:
            # What Python will read otherwise one day would change what the rule finds.
            with warnings.catch_warnings():
                warnings.simplefilter("error", FutureWarning)
                re.compile(expression)
        except (*WRONG, FutureWarning) as error:
            wrong = True
            yield place, f"The expression {expression!r} is wrong: {error}."
    if not wrong:
        yield from _missing_groups(rule)


def _missing_groups(rule: schema.PatternRule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, entry in enumerate(rule.entries):
        groups = re.compile(entry.find).groupindex
        for key, wordings in (("say", entry.say), ("ask", (entry.ask,))):
            for wording in wordings:
                missing = set(re.findall(r"\{(\w+)\}", wording)) - set(groups)
                if missing:
                    told = f"“{wording}” names {{{min(missing)}}}, but the expression has no group of that name."
                    yield ("entries", number, key), told


def _expressions(rule: schema.PatternRule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every expression of a pattern rule as it will be compiled, with the path to it."""
    for number, entry in enumerate(rule.entries):
        yield ("entries", number, "find"), entry.find
        for expression in entry.unless:
            yield ("entries", number, "unless"), expression
    for name in ("unless", "unless-before", "unless-after"):
        for expression in getattr(rule, name.replace("-", "_")):
            yield (name,), expression if name == "unless" else f"(?:{expression})"
