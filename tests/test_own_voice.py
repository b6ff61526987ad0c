"""What plainletter says to people passes what it asks of others."""

from __future__ import annotations

import re

from plainletter import Config, check_text
from plainletter.analysis.reading_age import reading_age
from plainletter.packs.load import builtin_ruleset

MOST_YEARS = 14.0
"""Reading age, in years, that no single message may pass; all together stay at 11 or below."""


def _spoken() -> dict[str, list[str]]:
    """Every message and reason, the quoted words and blanks taken out."""
    said = {}
    for rule in builtin_ruleset().rules.values():
        plain = [re.sub(r"“[^”]*”|\{\w+\}", "it", text) for text in (rule.message, rule.why)]
        said[rule.id] = [s for text in plain for s in re.split(r"(?<=[.?!]) ", text)]
    return said


def test_messages_have_a_reading_age_of_eleven() -> None:
    said = _spoken()
    assert reading_age([s for sentences in said.values() for s in sentences]).years <= 11.0
    hard = {id: age for id, s in said.items() if (age := reading_age(s).years) > MOST_YEARS}
    assert hard == {}


def test_messages_pass_our_own_check() -> None:
    text = "\n\n".join(" ".join(sentences) for sentences in _spoken().values())
    report = check_text(
        text,
        config=Config(
            profile="letter-to-family", select=("tone", "jargon", "stigma", "readability")
        ),
    )
    serious = [
        f"{finding.rule}: {finding.sentence.of(text)}"
        for finding in report.findings
        if finding.level != "advice"
    ]
    assert serious == []
