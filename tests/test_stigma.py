"""Labels on persons: whom a word is said of, and who says it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import DetectorRule
from plainletter.readers import read_bytes
from plainletter.testing import apply_first


@cache
def checker() -> Checker:
    return Checker(Config(select=("stigma",)))


def labels(text: str) -> list[str]:
    report = checker().check(read_bytes(text.encode("utf-8"), "letter.txt"))
    return [finding.text for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She was hostile.", "hostile"),
        ("She can be very hostile to staff.", "very hostile"),
        ("He presents as hostile.", "hostile"),
        ("You were described by the ward as manipulative.", "manipulative"),
        ("The school finds Kofi defiant.", "defiant"),
        ("Your aggressive manner scared the nurse.", "Your aggressive manner"),
        ("He is a vain and manipulative man.", "a vain and manipulative man"),
        ("She is a young, immature mother.", "a young, immature mother"),
        ("Dean is a liar.", "a liar"),
        ("He spoke aggressively to the nurse.", "spoke aggressively"),
        ("Her dishonesty is a worry.", "Her dishonesty"),
        ("We saw the hostility of the mother.", "hostility of the mother"),
        ("He responded with hostility.", "hostility"),
        ("Noor lacks maturity.", "lacks maturity"),
        ("The home was filthy.", "filthy"),
        ("Her selfish boyfriend moved in.", "Her selfish boyfriend"),
        ("He is a schizophrenic.", "a schizophrenic"),
        ("She remains hostile, evasive and dishonest.", "hostile, evasive and dishonest"),
    ],
)
def test_a_label_is_found_with_its_words(text: str, found: str) -> None:
    assert labels(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        # Said of something else.
        "The dog was hostile.",
        "It was hostile ground for a football match.",
        "We gave the worker a chaotic list, and we are sorry.",
        "Our office was chaotic that week.",
        "The tumour was aggressive.",
        "They have two dogs, and they can be aggressive.",
        "The offender manager rang.",
        # Denied, asked, or put under "if".
        "You are not a bad father.",
        "Nobody thinks that you are lazy.",
        "We have never called you a liar.",
        "Is he a bully?",
        "If she is hostile, we will wait outside.",
        # The words of the family, or of a court.
        "You told me that you are an addict.",
        "You feel that you are a bad mum.",
        "Noor says that her dad is a bully.",
        "You call yourself an alcoholic.",
        "The judge decided that Dean was dishonest.",
        'Zac said: "Dean is a liar."',
        # General.
        "Some children are defiant when they are scared.",
        "She is a stubborn toddler.",
    ],
)
def test_what_is_no_label_is_left_alone(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mum and Dad both came, and she was glad.",
        "Their stepfather, Tom, is deaf.",
        "You are a single parent of two girls.",
        "Her grandmother is her carer.",
        "You are disabled and you use a wheelchair.",
        "Zac is autistic, and he likes quiet rooms.",
        "Noor's brother is gay.",
        "You are a Traveller, and your family are Roma.",
        "He is a Black boy, she is a Muslim girl.",
        "Her dad came here as a refugee.",
        "She has depression, and he has schizophrenia.",
        "Dean hit you on 4 March, and you had a black eye.",
        "You were drunk on 4 May.",
        "You used cocaine on 2 June.",
        "You were upset, and then you felt angry.",
        "It was a difficult day for you both.",
        "Please contact me, in case you need a lift.",
        "She starts her college placement in May.",
        "Your solicitor will look at your case.",
    ],
)
def test_facts_and_who_people_are_is_never_a_fault(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Dean is an alcoholic.", "Dean is a person with a drink problem."),
        ("Drug users slept there.", "People using drugs slept there."),
        ("He is a heroin addict.", "He is a person with a heroin addiction."),
        ("You only attended two sessions.", "You attended two sessions."),
        ("His birth mother rang.", "His mother rang."),
    ],
)
def test_a_wording_fits_the_sentence(text: str, better: str) -> None:
    report = checker().check(read_bytes(text.encode("utf-8"), "letter.txt"))
    assert apply_first(text, report.findings) == better


def test_no_edit_where_another_word_stands_before_the_label() -> None:
    report = checker().check(read_bytes(b"He is a recovering addict.", "letter.txt"))
    assert [s.edits for s in report.findings[0].suggestions] == [(), ()]


def test_a_word_added_by_a_house_pack_is_found() -> None:
    ruleset = builtin_ruleset()
    rule = ruleset.rules["stigma.judging-label"]
    assert isinstance(rule, DetectorRule)
    group = {"ask": "Say what happened.", "traits": ["cheeky"]}
    options = {**rule.options, "groups": [*rule.options["groups"], group]}
    changed = msgspec.structs.replace(rule, options=options)
    mine = replace(ruleset, rules={**ruleset.rules, rule.id: changed})
    report = Checker(Config(select=("stigma",)), mine).check(
        read_bytes(b"He is a cheeky boy.", "letter.txt")
    )
    assert [finding.text for finding in report.findings] == ["a cheeky boy"]
