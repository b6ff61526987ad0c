"""Hygiene of packs: what a pack may be used with, and should still not have.

A pack with one of these faults works. It is unfinished, or will be hard to keep: a term that stands in two
places, a message nobody could read, a rule without a sentence it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plainletter.analysis.lexicon import zipf
from plainletter.analysis.reading_age import reading_age
from plainletter.kinds.phrase import split_head
from plainletter.packs.faults import Fault, PackSource, read_source
from plainletter.packs.load import Pack, Ruleset
from plainletter.packs.schema import (
    DetectorRule,
    Entry,
    LimitRule,
    PatternRule,
    PhraseRule,
    RequireRule,
    RuleSpec,
)

MESSAGE_YEARS = 14.0
"""Reading age, in years, that one message and its reason may have at most. Our own judgement: a sentence
or two about a term is short, and one hard word in it weighs much; all messages together stay at 11."""

MESSAGE_WORDS = 25
"""Words a sentence of a message may have at most (the limit of the rule for very long sentences)."""

COMMON_ZIPF = 4.5
"""Frequency (Zipf scale) from which a word is common: about once in 30,000 words and oftener. A rule on
such a word needs three sentences that it leaves alone."""

FILLED_IN: dict[type, frozenset[str]] = {
    PhraseRule: frozenset({"found", "first"}),
    PatternRule: frozenset({"found", "first"}),
    LimitRule: frozenset({"found", "count", "limit"}),
    RequireRule: frozenset({"found"}),
    DetectorRule: frozenset({"found", "first"}),
}
"""Names in braces that every match of a kind fills in; a detector may fill in more of its own."""


def lint(ruleset: Ruleset, packs: Iterable[Pack]) -> list[Fault]:
    """The faults of `packs`, which are part of `ruleset`, in the order of files and lines."""
    found: list[Fault] = []
    for pack in packs:
        source = read_source(pack.path)
        found += _of_header(pack)
        for number, rule in enumerate(pack.rules):
            line = source.line_of("rule", number)
            found += [Fault(pack.path, line, rule.id, told) for told in _of_rule(rule)]
            if isinstance(rule, PhraseRule):
                found += _of_entries(rule, number, source)
        for number, change in enumerate(pack.changes):
            line = source.line_of("change", number)
            told = [text for entry in change.entries for text in _of_entry(entry)]
            if change.entries and not change.bad:
                told.append("Show what changed: write a [[change.bad]] sentence.")
            found += [Fault(pack.path, line, change.rule, text) for text in told]
        found += _twice(pack, ruleset, source)
    return sorted(found)


def _of_header(pack: Pack) -> Iterator[Fault]:
    header = pack.header
    if header.id != pack.path.stem:
        yield Fault(pack.path, 1, "", f"The pack's id is {header.id}: call it {pack.path.stem}.")
    if not header.about:
        yield Fault(pack.path, 1, "", "Say in “about” what the pack is for.")
    if header.version < 1:
        yield Fault(pack.path, 1, "", "Versions count from 1.")


def _of_rule(rule: RuleSpec) -> Iterator[str]:
    if not re.fullmatch(r"[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*", rule.id):
        yield "An id is written in small letters: category.what-is-wrong."
    for name in ("title", "message", "why", "source"):
        text = getattr(rule, name)
        if text.strip() != text or not text or "  " in text:
            yield f"“{name}” is empty, or has spaces too many."
    if not rule.why.endswith((".", "?", "”")):
        yield "“why” is a sentence: end it with a full stop."
    if rule.source.endswith("."):
        yield "“source” has no full stop: reports put one."
    yield from _of_messages(rule)
    yield from _of_examples(rule)
    if isinstance(rule, PatternRule):
        for entry in rule.entries:
            yield from _of_pattern(entry.find, entry.say, entry.ask)


def _of_messages(rule: RuleSpec) -> Iterator[str]:
    said = [rule.message, rule.why]
    if isinstance(rule, PhraseRule):
        said += [text for entry in rule.entries for text in (entry.message, entry.why) if text]
    for text in said:
        unknown = set(re.findall(r"\{(\w+)\}", text)) - FILLED_IN[type(rule)]
        counted = isinstance(rule, RequireRule) and bool(rule.counts)
        if unknown and not counted and not isinstance(rule, DetectorRule):
            yield f"“{{{min(unknown)}}}” in a message is not filled in."
        if '"' in text or text.count("“") != text.count("”"):
            yield "Messages have curly quotes, in pairs: “so”."
        plain = re.sub(r"“[^”]*”|\{\w+\}", "it", text)
        sentences = re.split(r"(?<=[.?!]) ", plain)
        if any(len(sentence.split()) > MESSAGE_WORDS for sentence in sentences):
            yield f"A sentence of a message has more than {MESSAGE_WORDS} words."
        if len(plain.split()) > 5 and (years := reading_age(sentences).years) > MESSAGE_YEARS:
            yield f"A message reads as for {years:.0f} years of age. Use shorter words: {text}"


def _of_examples(rule: RuleSpec) -> Iterator[str]:
    texts = [*(bad.text.replace("**", "") for bad in rule.bad), *rule.ok]
    texts += [known.text for known in rule.known]
    if len(set(texts)) != len(texts):
        yield "An example stands there twice."
    if isinstance(rule, RequireRule) or rule.id == "structure.unused-allowance":
        return
    for bad in rule.bad:
        if not bad.text.count("**") or bad.text.count("**") % 2:
            yield f"Mark what is found with two stars on each side: {bad.text}"
    if not rule.bad:
        yield "Write a [[rule.bad]] sentence: one that the rule finds."
    wanted = 3 if _is_on_common_words(rule) else 1
    if len(rule.ok) < wanted:
        more = "a sentence" if wanted == 1 else "three sentences, as its words are common,"
        yield f"Write in “ok” {more} that the rule leaves alone."


def _is_on_common_words(rule: RuleSpec) -> bool:
    """True for a rule that all letters give much to look at: one on a common single word, or one whose
    words no list shows."""
    if isinstance(rule, PhraseRule):
        finds = (split_head(entry.find, entry.pos)[0] for entry in rule.entries)
        return any(" " not in find and (zipf(find.lower()) or 0.0) >= COMMON_ZIPF for find in finds)
    return isinstance(rule, PatternRule | DetectorRule)


def _of_entries(rule: PhraseRule, number: int, source: PackSource) -> Iterator[Fault]:
    bare = {_words(entry) for entry in rule.entries if not _is_gated(entry)}
    for k, entry in enumerate(rule.entries):
        line = source.line_of("rule", number, "entries", k)
        told = list(_of_entry(entry))
        told += [
            f"“{say}” would be found by this same rule."
            for say in entry.say
            if split_head(say, entry.pos)[0].lower() in bare
        ]
        if k and _words(entry) < _words(rule.entries[k - 1]):
            told.append(f"“{_words(entry)}” stands out of order: sort the entries.")
        yield from (Fault(source.path, line, rule.id, text) for text in told)


def _of_entry(entry: Entry) -> Iterator[str]:
    words = split_head(entry.find, entry.pos)[0]
    if words != " ".join(words.split()) or not words:
        yield f"“{entry.find}” has spaces too many, or nothing in it."
    yield from _of_pattern(entry.find, entry.say, entry.ask)
    for say in entry.say:
        better = split_head(say, entry.pos)[0]
        if better.lower() == words.lower():
            yield f"“{words}” suggests itself."
        if better != " ".join(better.split()):
            yield f"“{say}” has spaces too many."
    if entry.safe and not entry.say:
        yield f"“{words}” is safe, but there is nothing to apply."


def _of_pattern(find: str, say: tuple[str, ...], ask: str) -> Iterator[str]:
    if not ask and not say:
        yield f"“{find}”: say what is better, or ask for it."
    if len(set(say)) != len(say):
        yield f"“{find}”: a wording stands there twice."
    if ask and ask[-1] not in ".?”":
        yield f"“{find}”: “ask” is a sentence: end it with a full stop."
    if re.search(r"[‘’“”]", find):
        yield f"“{find}”: write straight quotes, as the text that is searched has them."


def _words(entry: Entry) -> str:
    return split_head(entry.find, entry.pos)[0].lower()


def _is_gated(entry: Entry) -> bool:
    gates = (
        entry.if_before, entry.if_after, entry.unless_before, entry.unless_after, entry.unless_in,
    )  # fmt: skip
    return any(gates) or entry.case


def _twice(pack: Pack, ruleset: Ruleset, source: PackSource) -> Iterator[Fault]:
    """Terms of this pack that another rule in force has with the same gates: they would never agree."""
    homes: dict[tuple[object, ...], str] = {}
    own = {rule.id for rule in pack.rules}
    for rule in ruleset.rules.values():
        if isinstance(rule, PhraseRule) and rule.id not in own:
            for entry in rule.entries:
                homes.setdefault(_identity(rule, entry), rule.id)
    for number, rule in enumerate(pack.rules):
        if not isinstance(rule, PhraseRule):
            continue
        for k, entry in enumerate(rule.entries):
            key = _identity(rule, entry)
            other = homes.get(key)
            if other is not None:
                line = source.line_of("rule", number, "entries", k)
                told = f"“{_words(entry)}” already stands in {other}. Keep one of them, or change that rule."
                yield Fault(pack.path, line, rule.id, told)
            homes.setdefault(key, rule.id)


def _identity(rule: PhraseRule, entry: Entry) -> tuple[object, ...]:
    words = split_head(entry.find, entry.pos)[0]
    return (
        words if entry.case else words.lower(), entry.pos, entry.if_before, entry.if_after, rule.scope,
        rule.profiles,
    )  # fmt: skip
