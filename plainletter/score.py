"""Scores: 0 to 100, each the sum of 100 and the points of its reasons, so a writer sees what to mend.

How they are built (our own judgement; checked against sense in tests/test_score.py):

readability  100 less 9 points for each year of reading age above the target (the profile's, usually 11),
             less up to 25 points for the share of words in sentences over 20 words. The first follows
             the words and sentences as a whole, the second the few sentences that lose a reader.
tone         100 less points for each finding on tone and labels (error 10, warning 5, advice 2), per 500
             words, so long letters are not punished for their length; plus up to 10 points of credit
             for what is warm and fair, never lifting the score above 100. Warm words do not cure a
             harsh letter, so the credit cannot undo more than half of the points lost.
jargon       the same with error 8, warning 4, advice 2 points.
content      the share of the checklist's weight that is present (partial counts half): law 8, inspection
             8, guidance 5, advice 2, good 1, unless the rule says otherwise.
overall      tone 30 %, content 30 %, readability 25 %, jargon 15 %. A letter that leaves out what the
             law needs cannot be good overall: a missing item that is reported as an error holds it
             below the good band.

Bands: good from 75, fair from 50, else poor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plainletter.model import Band, Category, ChecklistItem, Finding, Level, Reason, Score, Weight
from plainletter.packs.schema import RequireRule, RuleSpec

GOOD, FAIR = 75, 50
POINTS_PER_YEAR = 9.0
LONG_SENTENCE_POINTS = 25.0
WORDS_PER_SHARE = 500
MOST_CREDIT = 10.0
TONE_POINTS: Mapping[Level, float] = {"error": 10, "warning": 5, "advice": 2}
JARGON_POINTS: Mapping[Level, float] = {"error": 8, "warning": 4, "advice": 2}
CONTENT_WEIGHTS: Mapping[Weight, float] = {
    "law": 8,
    "inspection": 8,
    "guidance": 5, "advice": 2, "good": 1,
}  # fmt: skip
SHARES: Mapping[str, float] = {"readability": 0.25, "tone": 0.30, "jargon": 0.15, "content": 0.30}
_STATUS_SHARE = {"present": 1.0, "partial": 0.5, "missing": 0.0}


def band(value: float) -> Band:
    """The band of a score."""
    return "good" if value >= GOOD else "fair" if value >= FAIR else "poor"


def _score(reasons: Sequence[Reason], base: float = 100.0) -> Score:
    value = max(0, min(100, round(base + sum(reason.points for reason in reasons))))
    return Score(value, band(value), tuple(reasons))


def readability(
    reading_age: float, target: float, long_words: int, words: int, longest: int
) -> Score:
    """`long_words` counts the words that stand in sentences over 20 words; ages are in years."""
    reasons = []
    if words and reading_age > target:
        points = -round((reading_age - target) * POINTS_PER_YEAR, 1)
        text = f"The reading age is about {reading_age:.0f}; aim for {target:.0f} or less."
        reasons.append(Reason(text, points))
    if long_words:
        share = long_words / words
        text = (
            f"{share:.0%} of the words are in sentences of more than 20 words; "
            f"the longest has {longest}."
        )
        reasons.append(Reason(text, -round(share * LONG_SENTENCE_POINTS, 1)))
    return _score(reasons)


def wording(
    findings: Iterable[Finding], categories: frozenset[Category], weights: Mapping[Level, float],
    words: int, titles: Mapping[str, str], credits: Sequence[Reason] = (),
) -> Score:  # fmt: skip
    """A score from the findings of some categories; a reason for each rule, the costliest first."""
    per = WORDS_PER_SHARE / max(words, WORDS_PER_SHARE / 2)
    counts: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for finding in findings:
        if finding.category in categories:
            counts[finding.rule] += 1
            points[finding.rule] += weights[finding.level] * per  # type: ignore[assignment]
    reasons = [
        Reason(
            f"{titles.get(rule, rule)}: {counts[rule]} time{'s' * (counts[rule] > 1)}.",
            -round(lost, 1),
        )
        for rule, lost in sorted(points.items(), key=lambda item: (-item[1], item[0]))
    ]
    lost = -sum(reason.points for reason in reasons)
    left = min(MOST_CREDIT, lost / 2)
    for credit in credits:
        given = round(min(credit.points, left), 1)
        if given > 0:
            reasons.append(Reason(credit.text, given))
            left -= given
    return _score(reasons)


def content(items: Sequence[ChecklistItem], rules: Mapping[str, RuleSpec]) -> Score:
    """The share of the checklist that is there; a reason for each item that is not."""
    own = {
        rule.item: rule.points
        for rule in rules.values()
        if isinstance(rule, RequireRule) and rule.points
    }
    weights = {item.id: own.get(item.id, CONTENT_WEIGHTS[item.weight]) for item in items}
    counted = [item for item in items if item.status != "not_checked"]
    if not counted:
        return _score([Reason("Not checked: this is not a whole letter.", 0.0)])
    total = sum(weights[item.id] for item in counted)
    reasons = []
    for item in counted:
        lost = weights[item.id] * (1 - _STATUS_SHARE[item.status]) / total * 100
        if lost:
            said = "only in part" if item.status == "partial" else "not found"
            reasons.append(Reason(f"{item.title}: {said}.", -round(lost, 1)))
    reasons.sort(key=lambda reason: (reason.points, reason.text))
    return _score(reasons)


def overall(scores: Mapping[str, Score], missing_law: Sequence[str], *, checked: bool) -> Score:
    """The weighted mean; `missing_law` are titles of missing statements that are errors.

    Where the checklist was not `checked`, the other three scores share its weight.
    """
    reasons = []
    shares = {name: share for name, share in SHARES.items() if checked or name != "content"}
    whole = sum(shares.values())
    for name, share in shares.items():
        lost = (100 - scores[name].value) * share / whole
        if lost:
            reasons.append(Reason(f"{name.capitalize()} is {scores[name].value}.", -round(lost, 1)))
    value = 100 + sum(reason.points for reason in reasons)
    if missing_law and value >= GOOD:
        titles = "; ".join(missing_law)
        reasons.append(Reason(f"Not found: {titles}.", round(GOOD - 1 - value, 1)))
    return _score(reasons)
