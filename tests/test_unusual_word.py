from __future__ import annotations

from functools import cache

import pytest

from plainletter import Config, check_text
from plainletter.analysis.lexicon import unusual
from plainletter.model import Finding
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import DetectorRule
from plainletter.packs.terms import Terms, builtin_terms, terms_of
from plainletter.testing import apply_first

RULE = "jargon.unusual-word"


def found(text: str) -> list[Finding]:
    report = check_text(text, config=Config(select=(RULE,)))
    return [finding for finding in report.findings if finding.rule == RULE]


def words(text: str) -> list[str]:
    return [finding.text for finding in found(text)]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pack has an entry, so that tests of this detector do not hang on what other packs hold."""
    monkeypatch.setattr(
        "plainletter.detectors.unusual_word.builtin_terms", lambda: Terms(frozenset(), {})
    )


@cache
def rule() -> DetectorRule:
    spec = builtin_ruleset().rules[RULE]
    assert isinstance(spec, DetectorRule)
    return spec


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("text", "unusual_words"),
    [
        ("The visits were sporadic and tense.", ["sporadic"]),
        ("Your boyfriend was truculent with the nurse.", ["truculent"]),
        ("The rows culminated in a call to the police.", ["culminated"]),
        ("We think this would hinder Leo's progress.", ["hinder"]),
        ("Precarious housing makes it harder for you.", ["Precarious"]),
        ("What you told the school is uncorroborated.", ["uncorroborated"]),
        ("It would be counter-productive to move him.", ["counter-productive"]),
    ],
)
def test_unusual_words_are_found(text: str, unusual_words: list[str]) -> None:
    assert words(text) == unusual_words


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "text",
    [
        "Please pack his nappies, the sippy cup and a spare dummy.",
        "Nan will mind Ife at bedtime after iftar.",
        "He tried żurek and pierogi at Zofia's and liked the bigos.",
        "Your stepdad's girlfriend drives the minicab.",
        "It rained unhelpfully all through sports day.",
        "The drop-in is next to the launderette.",
        "We went to see you on Friday teh third.",
    ],
)
def test_everyday_words_are_silent(text: str) -> None:
    assert words(text) == []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "text",
    [
        "We rang Ms Prudence Tenable on Monday.",
        "Please come to Equity House at ten.",
        "Write to tenuous@paucity.example or look at www.acumen-paucity.example.",
        "The file is at S:/paucity/tenuous.",
        "Leo told you, \"She is a truculent teacher.\"",
        "PRECARIOUS is how it looks.",
    ],
)  # fmt: skip
def test_names_addresses_and_quoted_words_are_silent(text: str) -> None:
    assert words(text) == []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "text",
    [
        "The visits were sporadic (they came now and then, with long gaps).",
        "His moods are mercurial. This means that they change quickly.",
        "There is animosity, which means bad feeling, between you.",
    ],
)
def test_words_explained_there_are_silent(text: str) -> None:
    assert words(text) == []


@pytest.mark.usefixtures("alone")
def test_a_word_is_reported_once_at_its_first_use_with_its_count() -> None:
    text = (
        "The visits were sporadic.\n\nSporadic visits upset Mia. We wrote down each sporadic one."
    )
    (finding,) = found(text)
    assert finding.span.start == text.index("sporadic")
    assert "3 times" in finding.message
    assert finding.level == "advice"


@pytest.mark.usefixtures("alone")
def test_a_word_that_is_explained_first_may_be_used_later() -> None:
    text = "The visits were sporadic (they came now and then). Sporadic visits upset Mia."
    assert words(text) == []


@pytest.mark.usefixtures("alone")
def test_only_a_first_use_that_is_not_quoted_counts() -> None:
    text = 'You said, "It is all so precarious now." We agree that it is precarious.'
    (finding,) = found(text)
    assert finding.span.start == text.rindex("precarious")


@pytest.mark.usefixtures("alone")
def test_easier_words_take_the_form_of_the_word() -> None:
    text = (
        "She was berating him. They reneged on it. A querulous reply came, and he spoke candidly."
    )
    better = "She was telling him off. They went back on it. A grumbling reply came, and he spoke honestly."
    assert apply_first(text, found(text)) == better


@pytest.mark.usefixtures("alone")
def test_where_no_wording_is_certain_the_writer_is_asked() -> None:
    (finding,) = found("The ramifications are serious.")
    assert [s.edits for s in finding.suggestions] == [()]
    assert finding.suggestions[0].text == rule().options["ask"]


@pytest.mark.usefixtures("alone")
def test_a_word_made_from_a_listed_one_does_not_take_its_easier_wording() -> None:
    (finding,) = found("It was unvindictive of you.")
    assert all(not suggestion.edits for suggestion in finding.suggestions)


def test_words_of_the_packs_are_left_to_them() -> None:
    terms = builtin_terms()
    assert "corroborate" in terms.words
    assert unusual("corroborated") == "corroborate"
    assert words("The school corroborated what you said.") == []
    assert terms == terms_of(builtin_ruleset())


def test_words_of_longer_terms_are_left_to_them_where_the_term_stands() -> None:
    phrases = {phrase for held in builtin_terms().phrases.values() for phrase in held}
    assert "viability assessment" in phrases
    assert words("The viability assessment is on Monday.") == []
    assert words("The viability of that is small.") == ["viability"]


def test_left_out_terms_count_as_weighed() -> None:
    dropped = {
        term.lower()
        for pack in builtin_ruleset().packs
        for entry in pack.dropped
        for term in entry.terms
        if " " not in term
    }
    assert dropped
    assert dropped <= builtin_terms().words


def test_easier_words_are_for_listed_words_and_are_easy() -> None:
    for kind, table in rule().options["easier"].items():
        assert kind in {"VERB", "NOUN", "ADJ", "ADV"}
        assert list(table) == sorted(table)
        for word, wordings in table.items():
            assert unusual(word) == word, word
            for wording in wordings:
                assert all(unusual(part) is None for part in wording.split()), wording


def test_everyday_words_are_no_unusual_ones_and_stand_in_order() -> None:
    everyday = rule().options["everyday"]
    assert [word for word in everyday if unusual(word)] == []
    assert len(set(everyday)) == len(everyday)
    assert all(word == word.lower() for word in everyday)
