"""Eight harsh sentences and what a kind, exact worker would write: the first are found, the second are not.

The first suggestions on the harsh sentence are "no worse" than the kind one when
- every finding that asks for a change has a wording to put in, or says what only the writer can add;
- with all wordings put in, names, dates and figures are still there, and no rule finds a wording again;
- the words it offers in quotation marks are words that no rule asks to change;
- something is asked of the writer, wherever the kind sentence has facts that the harsh one has not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.model import Finding
from plainletter.readers import read_bytes
from plainletter.testing import apply_first

OPENING = (
    "Dear Ms Adeyemi,\n\n"
    "I am writing because we are worried about Zac and Noor. We want to help you keep them safe.\n\n"
    "Thank you for seeing me on Tuesday. You showed me how well Noor sleeps in her new bed.\n\n"
    "You and I have met each week since May, and Zac told me that he likes the new routine.\n\n"
)  # fmt: skip
"""Some lines before each sentence, for rules that look at how a letter opens."""
CLOSING = (
    "\n\nPlease ring me if you have a question.\n\nYours sincerely,\n\nRuth Marsh\nSocial worker\n"
)

WORDING = ("tone", "jargon", "stigma")


@dataclass(frozen=True)
class Pair:
    """`rules` are the kinds of fault in `before`: an id each, or some that would all be right, with `|`.
    `adds` is true where `after` has facts that `before` does not tell."""

    before: str
    after: str
    rules: tuple[str, ...]
    adds: bool = True


PAIRS = {
    "failed to engage": Pair(
        "You have failed to engage with the substance misuse service.",
        "You went to 3 of the 7 meetings with Del, the drug worker. We would like to know what made it"
        " hard to go.",
        ("tone.blame-failed|tone.accusation|stigma.blames-parent",),
    ),
    "failure will result": Pair(
        "Failure to attend the meeting on 12 June will result in the Local Authority issuing proceedings.",
        "Please come on 12 June if you can. If you cannot, ring me and we will try to find another day."
        " If we cannot make things safer together, we may ask a judge to decide what should happen.",
        ("tone.threat-failure-to|tone.threat-result-in",),
    ),
    "concerns have been raised": Pair(
        "Concerns have been raised regarding Noor's exposure to domestic abuse.",
        "We are worried because Noor and Zac saw Dean hit you on 9 April. Noor told her teacher that she"
        " could not sleep.",
        ("tone.hidden-worrier|tone.hidden-agent",),
    ),
    "mother must ensure": Pair(
        "Mother must ensure that home conditions are maintained to an acceptable standard by 20 June.",
        "Noor needs a clean bed and a floor that is safe to crawl on. By 20 June we hope to see the"
        " broken glass cleared away. We will bring a skip and help you on 14 June.",
        ("tone.order-must|tone.obligation|tone.minute-order|tone.role-name", "tone.judging-word|tone.*"),
    ),
    "required to undergo": Pair(
        "You are required to undergo hair strand testing.",
        "We would like you to have a hair test. It shows if someone has used drugs in the last few"
        " months. We pay for it. Your solicitor can tell you about it first.",
        ("tone.required-to|tone.obligation",),
    ),
    "offered as appropriate": Pair(
        "An FGC will be offered as appropriate.",
        "Would you like a family meeting? Your family and friends make their own plan with you. Sol, who"
        " is not a social worker, can set it up by 28 June.",
        ("jargon.*",),
    ),
    "to no avail": Pair(
        "The Local Authority has provided extensive support to no avail.",
        "Since February you have had 14 visits from Bea, our family worker. Mornings got better: Zac was"
        " late 3 times, down from 10. Evenings are still hard.",
        ("tone.blame-despite",),
    ),
    "final opportunity": Pair(
        "This is your final opportunity to effect change.",
        "This is a serious step. There is still time, and we want to help.",
        ("tone.threat-last-chance|tone.ultimatum",),
        adds=False,
    ),
}  # fmt: skip


@cache
def checker() -> Checker:
    return Checker(Config())


def findings(sentence: str) -> tuple[str, list[Finding]]:
    """A letter with the sentence in it, and the findings about the sentence's wording."""
    text = OPENING + sentence + CLOSING
    low, high = len(OPENING), len(OPENING) + len(sentence)
    report = checker().check(read_bytes(text.encode("utf-8"), "letter.txt"))
    return text, [
        finding for finding in report.findings
        if finding.category in WORDING and low <= finding.span.start < high
    ]  # fmt: skip


def grave(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level != "advice"]


def is_one_of(rule: str, names: str) -> bool:
    return any(
        rule == name or (name.endswith("*") and rule.startswith(name[:-1]))
        for name in names.split("|")
    )


def facts(sentence: str) -> set[str]:
    """Names, dates and figures: words with a capital inside the sentence, and numbers."""
    inside = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?!\w)", sentence)
    return {*inside, *re.findall(r"\d+", sentence)} - {"Local", "Authority"}


def offered(advice: str) -> list[str]:
    """The wordings that advice shows in quotation marks, its blanks filled in."""
    filled = advice.replace("NAME's", "Noor's").replace("NAME", "Noor").replace("LEE", "Dean")
    filled = filled.replace("DATE", "9 April").replace("…", "this")
    return [text for text in re.findall(r"“([^”]+)”", filled) if len(text.split()) > 2]


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_before_is_found(pair: Pair) -> None:
    _, found = findings(pair.before)
    rules = [finding.rule for finding in grave(found)]
    for names in pair.rules:
        assert any(is_one_of(rule, names) for rule in rules), f"{names} not in {rules}"


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_after_is_silent(pair: Pair) -> None:
    _, found = findings(pair.after)
    assert [(finding.rule, finding.text) for finding in grave(found)] == []


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_every_finding_helps(pair: Pair) -> None:
    _, found = findings(pair.before)
    assert [finding.rule for finding in found if not finding.suggestions] == []
    for finding in found:
        for suggestion in finding.suggestions:
            assert suggestion.edits or suggestion.text[-1] in ".?”", suggestion.text
    asked = [s.text for finding in found for s in finding.suggestions if not s.edits]
    asked += [f.message for f in found if re.search(r"\b[Ss]ay (?:why|what|who|when)\b", f.message)]
    assert bool(asked) or not pair.adds, "only the writer knows the facts that are missing"


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_wordings_put_in_keep_the_facts(pair: Pair) -> None:
    text, found = findings(pair.before)
    result = apply_first(text, found)[len(OPENING) : -len(CLOSING)]
    assert facts(pair.before) <= facts("so " + result[0].lower() + result[1:])
    # What has a wording is mended; what only has advice waits for the writer.
    mended = {finding.rule for finding in found if finding.suggestions[0].edits}
    _, again = findings(result)
    assert {f.rule for f in again} <= {f.rule for f in found}, result
    assert not {f.rule for f in grave(again)} & mended - {
        f.rule for f in found if not f.suggestions[0].edits
    }, result


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_offered_wordings_are_found_by_no_rule(pair: Pair) -> None:
    _, found = findings(pair.before)
    wordings = []
    for finding in found:
        for suggestion in finding.suggestions:
            wordings += [suggestion.text] if suggestion.edits else offered(suggestion.text)
    for wording in wordings:
        _, again = findings(wording[0].upper() + wording[1:])
        assert [(f.rule, f.text) for f in grave(again)] == [], wording
