"""The words that packs deal with: every term that an entry, a detector's table or a `[[dropped]]` table names.

A rule about words in general leaves these alone, even where the gates of their own entry keep silent:
somebody has weighed them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from plainletter.packs.load import Ruleset, builtin_ruleset
from plainletter.packs.schema import DetectorRule, PhraseRule, RuleSpec


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in small letters: single `words`, and for each word of a longer term the `phrases` that hold it."""

    words: frozenset[str]
    phrases: Mapping[str, tuple[str, ...]]


def terms_of(ruleset: Ruleset) -> Terms:
    """The terms of a set of packs, those that were left out among them."""
    words: set[str] = set()
    phrases: dict[str, list[str]] = {}
    dropped = (term for pack in ruleset.packs for entry in pack.dropped for term in entry.terms)
    named = (term for rule in ruleset.rules.values() for term in _terms_of_rule(rule))
    for term in dict.fromkeys((*named, *dropped)):
        phrase = " ".join(term.replace("^", "").lower().split())
        if " " not in phrase:
            words.add(phrase)
            continue
        for word in phrase.split():
            phrases.setdefault(word, []).append(phrase)
    return Terms(frozenset(words), {word: tuple(held) for word, held in phrases.items()})


def _terms_of_rule(rule: RuleSpec) -> Iterator[str]:
    if isinstance(rule, PhraseRule):
        for entry in rule.entries:
            yield entry.find
    elif isinstance(rule, DetectorRule):
        for term in rule.options.get("terms", ()):
            if isinstance(term, Mapping):
                forms = term.get("find", ())
                yield from (forms,) if isinstance(forms, str) else forms


@cache
def builtin_terms() -> Terms:
    """The terms of the packs that come with plainletter."""
    return terms_of(builtin_ruleset())
