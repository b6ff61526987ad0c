"""What the letter has to say: the rules' own examples, evidence, and what is told."""

from __future__ import annotations

import pytest
from checklists import (
    AFTER,
    BEFORE,
    PROCEEDINGS,
    letters,
    outcomes,
    read,
    requirements,
    rules,
)

from plainletter.kinds.require import findings
from plainletter.packs.schema import RequireRule

# --- every rule's own examples ------------------------------------------------------------------


def _examples() -> list[tuple[RequireRule, str, bool]]:
    cases = []
    for rule in rules():
        cases += [(rule, text, True) for text in rule.ok]
        cases += [(rule, bad.text, False) for bad in rule.bad]
    return cases


@pytest.mark.parametrize(
    ("rule", "text", "said"), _examples(), ids=lambda value: getattr(value, "id", None)
)
def test_examples(rule: RequireRule, text: str, said: bool) -> None:
    profile = rule.profiles[0] if rule.profiles else PROCEEDINGS
    status = outcomes(BEFORE + text + AFTER, profile)[rule.item].item.status
    assert (status == "present") is said


def test_every_item_has_enough_examples() -> None:
    important = {f"C{k:02}" for k in (*range(5, 10), *range(12, 24))} | {
        f"N{k:02}" for k in range(1, 10)
    }
    for rule in rules():
        if PROCEEDINGS not in (rule.profiles or (PROCEEDINGS,)):
            continue
        assert len(rule.ok) >= (4 if rule.item in important else 2), rule.id
        assert len(rule.bad) >= 2, rule.id


def test_the_evidence_lies_in_the_letter_and_says_it() -> None:
    letter = next(letter for letter in letters() if letter.name == "core.txt")
    found = outcomes(letter.text)
    text = letter.text

    def said(item: str) -> list[str]:
        return [span.of(text) for span in found[item].item.evidence]

    assert said("C20") == [
        "If things do not get safer, we may ask a judge to decide what should happen."
    ]
    assert said("C17") == ["Please take this letter to a solicitor this week.", "It is free."]
    assert said("C12") == [
        "Please come to a meeting at Northby Town Hall, Room 6, on Monday 23 March at 11am."
    ]
    assert said("C05")[0] == (
        "Joan from the family hub came every morning for three weeks in February."
    )
    for letter in letters():
        document = read(letter.text, letter.name).document
        for outcome in outcomes(letter.text, letter.profile, letter.name).values():
            spans = outcome.item.evidence
            assert list(spans) == sorted(spans)
            assert len(spans) <= 4
            assert all(span.end <= len(document.text) and len(span) for span in spans)
            assert bool(spans) == (outcome.item.status in ("present", "partial"))


@pytest.mark.parametrize(
    ("item", "text", "place"),
    [
        ("N01", "We would like to talk about next steps.", "next steps"),
        ("N01", "If this goes on, we will look at our legal options.", "legal options"),
        ("N02", "Other arrangements may be explored for Jo.", "arrangements"),
        ("N04", "There have been some difficulties at home.", "difficulties"),
        ("N05", "It would be nice if you could tidy up a bit.", "nice"),
        ("N06", "You may wish to seek advice.", "seek advice"),
        ("N07", "We should all get together in the coming weeks.", "coming weeks"),
        ("N09", "A family group conference may be considered.", "considered"),
        ("C05", "There has been extensive support over many years.", "extensive"),
    ],
)
def test_watered_down_is_partial_and_its_place_is_a_finding(
    item: str, text: str, place: str
) -> None:
    outcome = outcomes(BEFORE + text + AFTER)[item]
    assert outcome.item.status == "partial"
    (match,) = findings([outcome])
    assert place in match.span.of(BEFORE + text + AFTER)


def test_nothing_is_told_twice() -> None:
    found = outcomes(BEFORE + "You may wish to seek legal advice." + AFTER)
    assert found["C16"].soft is not None
    told = [match.rule for match in findings(found.values()) if match.span == found["C16"].soft]
    assert [rule.item for rule in told if isinstance(rule, RequireRule)] == ["N06"]
    found = outcomes(BEFORE + "We may ask the court for a care order." + AFTER)
    told = [match.rule for match in findings(found.values()) if match.span == found["C21"].soft]
    assert [rule.item for rule in told if isinstance(rule, RequireRule)] == ["N02"]


def test_two_faults_of_one_sentence_are_both_told() -> None:
    text = BEFORE + "Let us get together in the coming weeks to talk about next steps." + AFTER
    told = [match.rule for match in findings(outcomes(text).values()) if len(match.span)]
    assert {rule.item for rule in told if isinstance(rule, RequireRule)} == {"N01", "N07"}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("C04", "What is going well\n\nThis part is for the strengths of the family."),
        ("C05", "Support already given\n\nThe support is listed in the attached report."),
        ("C07", "What needs to change\n\nPlease see the attached plan."),
        ("C10", "How we will help\n\nThis will be discussed at the meeting."),
        ("C16", "Solicitor\n\nYou will not pay."),
        ("C22", "If things get better\n\nThis will be discussed at the meeting."),
        ("C26", "Who to contact\n\nYour social worker."),
    ],
)
def test_a_heading_alone_says_nothing(item: str, text: str) -> None:
    assert outcomes(BEFORE + text + AFTER)[item].item.status != "present"


def test_a_short_line_of_its_own_is_a_heading() -> None:
    text = "If they do not\n\nWe will meet with our lawyers. Then I will write to you."
    assert outcomes(BEFORE + text + AFTER)["C23"].item.status == "present"


def test_opening_words_announce_the_rest_of_their_sentence() -> None:
    text = "What I need: you lock the tablets away every night, starting tonight."
    assert outcomes(BEFORE + text + AFTER)["N05"].item.status == "present"


def test_the_head_of_a_column_gives_its_cells_their_sense() -> None:
    rows = "| Who | When | What changed | What did not |\n|---|---|---|---|\n"
    head = "Dear Jo\n\nWe are worried about Mia.\n\n## The help so far\n\n" + rows
    told = (
        head
        + "| Reece, youth worker | Weekly since May | He can talk to Reece. | He is out at night. |\n"
    )
    assert outcomes(told, name="letter.md")["C06"].item.status == "present"
    empty = head + "| Reece, youth worker | Weekly since May | n/a | n/a |\n"
    assert outcomes(empty, name="letter.md")["C06"].item.status != "present"


def test_last_lines_without_a_formula_are_the_sign_off() -> None:
    text = "3 May 2026\n\nDear Jo\n\nWe are worried about Mia.\n\nP. Lacey\nSocial worker\n"
    assert outcomes(text)["C37"].item.status == "present"


def test_missing_is_a_finding_only_where_the_rule_asks_for_it() -> None:
    found = outcomes(BEFORE + "Jo likes school." + AFTER)
    reported = {
        match.rule.item for match in findings(found.values()) if isinstance(match.rule, RequireRule)
    }
    assert reported == {"N01", "N02", "N05", "N06", "N07"}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("C27", "Jo likes school."),
        ("N10", "We may ask a court to decide."),
        ("N11", "Jo was late on four days."),
        ("N14", "We would like Jo to stay with you."),
        ("C32", "Your unborn baby is due on 3 May."),
    ],
)
def test_what_does_not_apply_is_not_checked(item: str, text: str) -> None:
    assert outcomes(BEFORE + text + AFTER)[item].item.status == "not_checked"


def test_an_offer_of_an_interpreter_always_counts() -> None:
    assert outcomes(BEFORE + "Jo likes school." + AFTER)["C28"].item.status == "missing"


def test_too_little_text_is_not_checked() -> None:
    found = requirements(PROCEEDINGS).outcomes(read("Jo likes school."), checked=False)
    assert {outcome.item.status for outcome in found} == {"not_checked"}


@pytest.mark.timeout(120)
def test_every_signal_comes_to_an_end_over_a_hostile_letter() -> None:
    text = "Dear Jo\n\n" + "\n\n".join(
        unit * (4000 // len(unit))
        for unit in (
            "we may ",
            "if the court ",
            "you need to ",
            "a a ",
            "what we need ",
            "Mia told the ",
        )
    )
    letter = read(text)
    assert requirements(PROCEEDINGS).outcomes(letter, checked=True)
