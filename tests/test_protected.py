"""Fair court sentences, unfair ones, and the statements that must stay."""

from __future__ import annotations

import re

import pytest

from plainletter.packs.load import load_pack
from plainletter.packs.schema import PatternRule, RequireRule
from plainletter.protected import is_fair
from plainletter.wordfiles import wordlists_dir

FAIR = [
    "If things do not get safer, we may ask a court to decide.",
    "We might have to ask a judge where Noah should live.",
    "The council could apply to the family court for a care order.",
    "A judge could decide that the girls live with your mum for a while.",
    "We are thinking about going to court.",
    "The court may decide that Ella stays with you.",
    "If the court decides that this is best, Sam could live with foster carers.",
    "I am writing because the council is considering whether to go to the Family Court.",
    "Only a court can decide that a child should live away from home.",
    "Unless we can make this safe together, we would ask a magistrate to look at it.",
    "We have not decided to go to court.",
    "A judge would listen to you, to Paul and to somebody who speaks for the children.",
    "The decision would be for the judge, not for us.",
    "The judge could say yes, say no, or choose something else.",
    "Should things get worse, the Local Authority might make an application to the court.",
    "One thing a court can do is to make a supervision order.",
    "It is up to the judge where the twins live.",
    "It would then be for the court to say what is safest.",
    "The council may start care proceedings, and a judge would decide what happens.",
    "If you cannot come, we may still ask a court to help us decide.",
    "Your baby could be looked after by relatives if a judge thinks that is best.",
    "What you sign could be shown to a judge.",
    "When the court decides, it must think first about what is best for Leo.",
    "In the absence of change, consideration is being given to an application to the court.",
    "We would rather not go to court, but we may have to.",
    "There is time to change things before we decide whether to go to court.",
    "The court might want to hear from your sister too.",
    "A court may make an order that lasts until Mia grows up.",
    "We may go to the family court and ask a judge to decide, though we hope not to.",
    "If the evenings stay unsafe, we would probably apply, and a judge would decide.",
    "The judge can choose from several orders, or make none.",
    "The law says that a judge decides, and parents can speak in court.",
]

FAIR_PAIRS = [
    ("We may start care proceedings.", "A judge would then decide where Ruby lives."),
    ("The council might apply for a care order.", "The court decides, not us."),
    ("We could go to court.", "Before that we will do all we can to help."),
]

UNFAIR = [
    "Failure to attend will result in proceedings being issued.",
    "Your failure to comply may lead the court to make an order.",
    "If you refuse to engage, we may go to court.",
    "We will have no alternative but to issue proceedings.",
    "We will have no choice but to ask the court for a care order.",
    "This is your last chance before the court takes your children.",
    "Your children will be removed by the court.",
    "This is your final opportunity; the judge may not be so kind.",
    "Non-compliance could be put before the court.",
    "The Local Authority will not hesitate to invite the Court to exercise that power.",
    "Any breach of this agreement may be placed before a judge.",
    "You have ignored our letters and we may now apply to court.",
    "If you fail to keep to the plan, a judge could decide where Ben lives.",
    "The court will remove your baby.",
    "We will apply to the court on Monday.",
    "Your children will be taken into care.",
    "Proceedings will be issued without further notice to the court.",
    "Do as we ask or else a judge may decide for you.",
    "We reserve the right to go to court, and may do so.",
    "Ms Reid was obstructive and so we may ask a judge.",
    "Because you are unwilling to change, we could ask the court for an order.",
    "If she refuses testing, the court may think the worst.",
    "It could inevitably end in court.",
    "Make no mistake: we may go to court.",
    "You may use the tennis court on Fridays.",
    "You can bring a friend to the meeting.",
    "Lee might come back.",
    "It is your own fault that a judge may decide.",
    "We will take your children away.",
    "There is no option but court, and a judge may agree.",
    "Your lack of engagement could be shown to a judge.",
    "One more chance will be given before the court may step in; this is the only chance.",
]

UNFAIR_PAIRS = [
    ("Failure to come will mean court.", "A judge may decide where Ruby lives."),
    ("We may issue proceedings.", "Your children will be taken into care by the court."),
    ("You must come on Monday.", "You may bring a friend."),
]

THREATS = re.compile(r"^tone\.threat")


@pytest.mark.parametrize("sentence", FAIR)
def test_a_fair_court_sentence_is_fair(sentence: str) -> None:
    assert is_fair(sentence)


@pytest.mark.parametrize("sentence", UNFAIR)
def test_blame_certainty_and_other_courts_are_not(sentence: str) -> None:
    assert not is_fair(sentence)


@pytest.mark.parametrize(("sentence", "following"), FAIR_PAIRS)
def test_the_next_sentence_may_make_it_fair(sentence: str, following: str) -> None:
    assert is_fair(sentence, following)


@pytest.mark.parametrize(("sentence", "following"), UNFAIR_PAIRS)
def test_the_next_sentence_does_not_make_up_for_blame(sentence: str, following: str) -> None:
    assert not is_fair(sentence, following)


@pytest.mark.parametrize("sentence", FAIR)
def test_no_threat_rule_that_cannot_be_spared_finds_a_fair_sentence(sentence: str) -> None:
    """What `spare-fair-court` does not cover must not match fair sentences at all."""
    rules = load_pack(wordlists_dir() / "tone-threats.toml").rules
    threats = [
        rule for rule in rules
        if isinstance(rule, PatternRule) and THREATS.match(rule.id) and not rule.spare_fair_court
    ]  # fmt: skip
    assert threats
    for rule in threats:
        for entry in rule.entries:
            found = re.search(entry.find, sentence, re.IGNORECASE)
            if found and not any(re.search(gate, sentence, re.IGNORECASE) for gate in rule.unless):
                pytest.fail(f"{rule.id} finds “{found.group()}”")


def test_statements_the_law_needs_fail_a_check_when_they_are_missing() -> None:
    rules = [
        r for r in load_pack(wordlists_dir() / "protected.toml").rules if isinstance(r, RequireRule)
    ]
    assert sorted({rule.item for rule in rules}) == [f"N{k:02}" for k in range(1, 15)]
    errors = {rule.item for rule in rules if rule.report and rule.level == "error"}
    assert errors == {"N01", "N02", "N05", "N06", "N07"}


def test_no_rule_speaks_of_the_new_act_as_being_in_force() -> None:
    for name in ("checklist.toml", "protected.toml"):
        for rule in load_pack(wordlists_dir() / name).rules:
            for text in (rule.message, rule.source):
                if "2026" in text and "Act" in text:
                    assert "once" in text
                    assert "in force" in text
