"""Gates: no expression matches in a text that its gate turns away."""

from __future__ import annotations

import re

import pytest
from conftest import LETTERS, SAMPLES
from hypothesis import given
from hypothesis import strategies as st

from plainletter.kinds.literals import Places, literals, needed, small
from plainletter.packs.schema import PatternRule
from plainletter.packs.sets import load_ruleset
from plainletter.readers import read_file


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\bfailed to\b", {"failed to"}),
        (r"\b(?:must|shall|have to) attend\b", {" attend"}),
        (r"(?:warn|threat)(?:s|ened)?", {"warn", "threat"}),
        (r"(?:warning )?attend", {"attend"}),
        (r"(?:warning ){2}or", {"warning "}),
        (r"(?>without) (?:fail|delay)", {"without"}),
    ],
)
def test_the_most_telling_part_is_needed(expression: str, expected: set[str]) -> None:
    assert literals(expression, re.IGNORECASE) == expected


@pytest.mark.parametrize(
    "expression", [r"\w+ n", r"(?:warning)?", r"(?:abc|\w+)", r"no|it", r"[abc]{9}"]
)
def test_where_nothing_is_needed_there_is_no_gate(expression: str) -> None:
    assert needed([expression]) is None


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
    whole = "\n".join(texts)
    passed = 0
    for rule, expression in entries():
        own = needed([expression.pattern], expression.flags)
        for match in expression.finditer(whole):
            letters = small(match.group())
            assert own is None or letters is None or lets_through(own, match.group()), (
                rule,
                match.group(),
            )
            passed += 1
    assert passed > 1000


def lets_through(words: tuple[str, ...], text: str) -> bool:
    """True when an expression that needs one of the words is looked for in a text."""
    return list(Places([text], words).likely(words)) == [0]


LETTERS_OF_A_PATTERN = st.sampled_from(["ask", "KIND", "ß", "ſ", "K", "İ", "é", " "])


@given(st.lists(LETTERS_OF_A_PATTERN, min_size=1, max_size=4), st.data())
def test_gates_let_through_letters_in_any_case(parts: list[str], data: st.DataObject) -> None:
    expression = re.compile("".join(map(re.escape, parts)), re.IGNORECASE)
    change = data.draw(st.sampled_from([str.upper, str.lower, str.swapcase, str.title]))
    text = change("".join(parts))
    own, letters = needed([expression.pattern], expression.flags), small(text)
    if expression.search(text) and own is not None and letters is not None:
        assert lets_through(own, text)
