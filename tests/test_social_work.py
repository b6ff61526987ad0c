"""Social work and medical words: every term is found in a sentence, its gloss silences it, and no gloss is
itself in need of one."""

from __future__ import annotations

from functools import cache

import pytest

from plainletter import Config, check_text
from plainletter.detectors import unexplained_term
from plainletter.model import Report
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import DetectorRule

RULES = ("jargon.unexplained-social-work-term", "jargon.unexplained-medical-term")

MOST_WORDS = 13
"""A gloss stands in brackets inside a sentence; a longer one breaks it in two."""


def terms() -> list[object]:
    found: list[object] = []
    for id in RULES:
        rule = builtin_ruleset().rules[id]
        assert isinstance(rule, DetectorRule)
        for term in rule.options["terms"]:
            found += [
                pytest.param(id, form, term["gloss"], id=f"{id}-{form}") for form in term["find"]
            ]
    return found


@cache
def report(text: str) -> Report:
    return check_text(text, config=Config(select=("jargon", "tone", "stigma")))


def carrier(form: str) -> str:
    """A sentence that any noun or describing word can stand in, and one that explains nothing."""
    return f"The letter from the school has the word {form} on page two."


@pytest.mark.parametrize(("rule", "form", "gloss"), terms())
def test_term_is_found_and_its_gloss_silences_it(rule: str, form: str, gloss: str) -> None:
    text = carrier(form)
    at = text.index(form)
    found = [f for f in report(text).findings if f.rule == rule]
    assert any(f.span.start <= at and at + len(form) <= f.span.end for f in found), "never fires"
    explained = carrier(f"{form} ({gloss})")
    left = [f for f in report(explained).findings if f.rule in RULES]
    assert left == [], f"“{left[0].text}” is still found"


@pytest.mark.parametrize("rule", RULES)
def test_glosses_are_short_and_plain(rule: str) -> None:
    spec = builtin_ruleset().rules[rule]
    assert isinstance(spec, DetectorRule)
    for term in spec.options["terms"]:
        gloss = term["gloss"]
        assert len(gloss.split()) <= MOST_WORDS, gloss
        sentence = f"By this we mean {gloss}."
        assert [f.text for f in report(sentence).findings if f.category == "jargon"] == [], gloss


def test_terms_are_listed_once() -> None:
    forms = [form.lower() for id in RULES for term in _terms(id) for form in term["find"]]
    assert sorted(forms) == sorted(set(forms))


def _terms(id: str) -> list[dict[str, list[str]]]:
    spec = builtin_ruleset().rules[id]
    assert isinstance(spec, DetectorRule)
    assert spec.detector == unexplained_term.__name__.rsplit(".", 1)[-1]
    return list(spec.options["terms"])


@pytest.mark.parametrize(
    "sentence",
    [
        "He had a bruise on his cheek, and the nurse took a photograph.",
        "Mia uses an inhaler for her asthma.",
        "Your GP and your midwife both rang us.",
        "You told us about your depression, and that your tablets help.",
        "Ben has autism and goes to the speech therapist.",
        "Sam hit Lee with a bottle, and Lee had a cut on his head.",
        "Kai was burned on the hand with a cigarette.",
        "She was scalded when the kettle fell.",
        "You used heroin in the flat while Mia was there.",
    ],
)
def test_words_that_parents_know_and_facts_are_left_alone(sentence: str) -> None:
    assert [f.text for f in report(sentence).findings if f.category == "jargon"] == []


@pytest.mark.parametrize(
    ("sentence", "stays"),
    [
        ("Mia had a subdural haematoma.", "subdural haematoma"),
        ("Ali had retinal haemorrhages in both eyes.", "retinal haemorrhages"),
        ("The X-rays showed two metaphyseal fractures.", "metaphyseal fractures"),
        ("He has a full thickness burn on his foot.", "full thickness burn"),
    ],
)
def test_an_injury_keeps_its_name(sentence: str, stays: str) -> None:
    """The plain words stand beside the injury's name and never in its place."""
    findings = [f for f in report(sentence).findings if f.category == "jargon"]
    assert findings
    for finding in findings:
        for suggestion in finding.suggestions:
            assert all(len(edit.span) == 0 for edit in suggestion.edits), stays
