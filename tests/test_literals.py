"""Gates: no expression matches in a text that its gate turns away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LETTERS, SAMPLES
from hypothesis import given
from hypothesis import strategies as st
from manyletters import letter_text

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.model import Document
from plainletter.packs.literals import All, Either, WordIndex, bits, needed, small
from plainletter.packs.schema import PatternRule
from plainletter.packs.sets import load_ruleset
from plainletter.readers import read_bytes, read_file


def either(*needs: str | All) -> Either:
    words = frozenset(need for need in needs if isinstance(need, str))
    return Either(words, tuple(need for need in needs if isinstance(need, All)))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\bfailed to\b", "failed to"),
        (r"\bfailed\b(?! once) to", "failed to"),
        (r"(?:warn|threat)(?:s|ened)?", either("warn", "threat")),
        (r"(?:warning )?attend", "attend"),
        (r"(?:warning ){2}or", "warning "),
        (r"(?>without) (?:fail|delay)", All(("without", either(" fail", " delay")))),
        (r"\b(?:must|have to) attend\b", All((" attend", either("must", "have to")))),
        (r"you (?:must|need \w+ly )?come", All(("come", "you "))),
        (r"you (?:must|need \w+ to)", All((either(All(("you need ", " to")), "you must"), "you "))),
        (
            r"was (?:told \w+ twice|warned)",
            All((either(All(("was told ", " twice")), "was warned"), "was ")),
        ),
        (r"(?=warned)\w+ twice", All((" twice", "warned"))),
        (r"(?<=had )warned", All(("warned", "had "))),
    ],
)
def test_what_is_needed(expression: str, expected: str | All | Either) -> None:
    assert needed([expression], re.IGNORECASE) == expected


def test_of_several_expressions_one_is_enough() -> None:
    assert needed(["warned", r"told \w+ twice"]) == either("warned", All((" twice", "told ")))


@pytest.mark.parametrize(
    "expression", [r"\w+ n", r"(?:warning)?", r"(?:abc|\w+)", r"no|it", r"[abc]{9}", r"(?!never)"]
)
def test_where_nothing_is_needed_there_is_no_gate(expression: str) -> None:
    assert needed([expression]) is None


def test_each_text_is_told_apart() -> None:
    index = WordIndex([needed([r"you (?:must|need \w+ to)"]), needed([r"\w"]), needed(["warned"])])
    texts = ["You must come.", "You need only to come.", "We need you.", "", "Be warned."]
    assert [list(bits(met)) for met in index.meeting(texts)] == [[0, 1], [0, 1, 2, 3, 4], [4]]


@given(st.sets(st.integers(0, 300)))
def test_bits_are_the_places_of_ones(places: set[int]) -> None:
    assert list(bits(sum(1 << place for place in places))) == sorted(places)


def test_most_built_in_expressions_have_a_gate() -> None:
    found = [entry for _, entry in entries()]
    known = [needed([entry.pattern], entry.flags) is not None for entry in found]
    assert sum(known) > 0.95 * len(found)


def entries() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (rule.id, re.compile(entry.find, 0 if rule.case else re.IGNORECASE))
        for rule in load_ruleset(()).rules.values()
        if isinstance(rule, PatternRule)
        for entry in rule.entries
    ]


def test_gates_let_through_whatever_matches() -> None:
    """Over all samples, and all sentences that rules are shown by."""
    texts = [read_file(SAMPLES / name).text for name in LETTERS]
    for rule in load_ruleset(()).rules.values():
        texts += [bad.text.replace("**", "") for bad in rule.bad]
    lines = [line for text in texts for line in text.split("\n")]
    letters = [small(line) for line in lines]
    passed = 0
    found = entries()
    index = WordIndex(needed([expression.pattern], expression.flags) for _, expression in found)
    for (rule, expression), met in zip(found, index.meeting(lines), strict=True):
        through = set(bits(met))
        for k, line in enumerate(lines):
            if expression.search(line):
                assert letters[k] is None or k in through, (rule, line)
                passed += 1
    assert passed > 1000


def lets_through(need: str | All | Either, text: str) -> bool:
    """True when an expression that has such a need is looked for in a text."""
    return WordIndex([need]).meeting([text]) == [1]


LETTERS_OF_A_PATTERN = st.sampled_from(["ask", "KIND", "ß", "ſ", "K", "İ", "é", " "])


@given(st.lists(LETTERS_OF_A_PATTERN, min_size=1, max_size=4), st.data())
def test_gates_let_through_letters_in_any_case(parts: list[str], data: st.DataObject) -> None:
    expression = re.compile("".join(map(re.escape, parts)), re.IGNORECASE)
    change = data.draw(st.sampled_from([str.upper, str.lower, str.swapcase, str.title]))
    text = change("".join(parts))
    own, letters = needed([expression.pattern], expression.flags), small(text)
    if expression.search(text) and own is not None and letters is not None:
        assert lets_through(own, text)


WITHOUT = """
import json, sys
from plainletter.packs import literals, prepared

literals.needed = prepared.needed = literals.any_of_words = lambda *_: None
from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.readers import read_file, read_bytes
sys.path.insert(0, sys.argv[1])
from test_literals import some_letters
from plainletter.detectors import unexplained_term
from plainletter.kinds import gates, pattern, signals

for module in (gates, pattern, signals):
    assert module.needed("warned", 2) is None
assert unexplained_term.any_of_words(["warned"]) is None
checker = Checker(Config())
json.dump([checker.check(letter).to_dict() for letter in some_letters()], sys.stdout)
"""


def some_letters() -> list[Document]:
    written = (letter_text(number, seed=5, shared=number % 2 * 0.6) for number in range(8))
    return [
        *(read_file(SAMPLES / name) for name in LETTERS),
        *(read_bytes(text.encode(), "letter.txt") for text in written),
    ]


def test_reports_are_the_same_where_every_expression_is_looked_for_everywhere() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(Path(__file__).parent)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    checker = Checker(Config())
    with_gates = [checker.check(letter).to_dict() for letter in some_letters()]
    assert json.loads(done.stdout) == json.loads(json.dumps(with_gates))
