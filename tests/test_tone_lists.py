"""Every word of the lists of the parsed tone rules can be found, in a sentence made for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import DetectorRule
from plainletter.readers import read_bytes
from plainletter.wording.inflect import inflect

WORST = 0.04
"""Share of the made sentences that may be missed: some words make no sense in a frame made for all."""


def options(rule_id: str) -> Mapping[str, Any]:
    rule = builtin_ruleset().rules[rule_id]
    assert isinstance(rule, DetectorRule)
    return rule.options


def missed(sentences: list[str]) -> list[str]:
    """The sentences, each a paragraph, in which no rule of tone or respect finds anything."""
    text = "\n\n".join(sentences)
    report = Checker(Config(select=("tone", "stigma"))).check(read_bytes(text.encode(), "list.txt"))
    marked = [finding.span for finding in report.findings]
    left, at = [], 0
    for sentence in sentences:
        start = text.index(sentence, at)
        at = start + len(sentence)
        if not any(start <= span.start < at for span in marked):
            left.append(sentence)
    return left


def accusing() -> Iterator[str]:
    for group in options("tone.accusation")["groups"]:
        plain = not (group.get("often") or group.get("to"))
        words = [word for word in group.get("with", ("it",)) if word.isalpha()]
        noun = next(
            (word for word in ("responsibility", "agreement", "him") if word in words),
            (words or ["it"])[0],
        )
        for verb in group.get("did", ()) if plain else ():
            taken = "it" if noun == "it" else f"the {noun}"
            if "*clause*" in group.get("with", ()):
                taken = "that we knew"
            yield f"Last week you {inflect(verb, 'VBD')} {taken}."
        for verb in group.get("did-not", ()) if plain else ():
            yield f"Last week you did not {verb} {'to' if noun == 'it' else f'the {noun}'}."
        for word in group.get("is", ()) if not group.get("with") else ():
            yield f"In May you were {word}."
        for word in group.get("is-not", ()):
            yield f"In May you were not {word}."
        for word in group.get("your", ()):
            yield f"We saw your {word} in May."
        for word in group.get("lacks", ()):
            yield f"In May you showed no {word}."
        for word in group.get("judged", ()):
            yield f"Your manner is {word}."


def ordering() -> Iterator[str]:
    table = options("tone.obligation")
    for verb in table["duty"]:
        yield f"From Monday you will have to {verb} it all."
    for word in table["bound"]:
        yield f"Both of you are {word} {'from' if word in FROM else 'to'} {'calling' if word in FROM else 'call'} us."
    for word in table["barred"]:
        yield f"Both of you are not {word} to call."
    for verb in table["may-not"]:
        yield f"You may not {verb} there."
    for verb in table["done-to"]:
        yield f"All of it must be {inflect(verb, 'VBN')}."


FROM = frozenset(["prohibited", "banned", "barred", "precluded", "debarred"])


def test_words_of_blame_are_found() -> None:
    sentences = list(dict.fromkeys(accusing()))
    left = missed(sentences)
    assert len(left) <= WORST * len(sentences), left


def test_words_of_orders_are_found() -> None:
    sentences = list(dict.fromkeys(ordering()))
    left = missed(sentences)
    assert len(left) <= WORST * len(sentences), left


def test_people_of_minutes_are_told_apart_from_things() -> None:
    sentences = [
        f"{person.capitalize()} to attend on Monday."
        for person in options("tone.minute-order")["people"]
    ]
    assert len(missed(sentences)) <= WORST * len(sentences)
