"""Words in braces that the signals of require rules may use, so that nobody has to write a date twice.

The letter is made ready before signals look at it: small letters throughout, straight quotes, and a mark
in capitals in place of each date, time, name and number to ring (see `plainletter.kinds.marks`). A signal
is a regular expression over that text. `{DATE}` and the other names of `FRAGMENTS` stand in it for what
the table says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

MARKS: Mapping[str, str] = MappingProxyType({
    "DATE": "a day, a month or a year: 3 March, Tues 4/5/26, since June, Easter",
    "DAY": "days of the week in general: every Tuesday, Mondays, Monday to Friday",
    "TIME": "a time of day: 10.30am, 2 pm, half past nine, noon",
    "PHONE": "a telephone number",
    "EMAIL": "an email address",
    "POSTCODE": "a postcode",
    "PERSON": "a person's name without a title",
    "TITLED": "a name with a title: Mr Khan, Dr Osei, PC Holt",
})  # fmt: skip
"""What the text is marked with, and what each mark stands for."""

_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen"
    r"|eighteen|twenty|thirty|a couple of|a dozen|several|a few)"
)
_COURT = (
    r"(?<!tennis )(?<!basketball )(?<!squash )(?<!badminton )(?<!netball )(?<!food )(?<!PERSON )"
    r"(?:courts?|judges?|magistrates?)\b(?! (?:house|road|street|lane|report|PERSON|shoes))"
)
_CHILD = (
    r"(?:PERSON(?:(?:, PERSON)? (?:and|or) PERSON)?"
    r"|your (?:\w+ )?(?:son|daughter|child|children|baby|babies|twins?|boys?|girls?|sons|daughters|kids"
    r"|little ones?|grandsons?|granddaughters?|grandchild|grandchildren|nephew|niece)"
    r"|(?:the|both|all|all the|these|this|each|either|our|any|no) (?:\w+ )?(?:children|child|baby|boys?|girls?"
    r"|twins|kids|siblings|toddler)|children|(?<!\w)s?he|they|them|him|her|unborn baby)\b"
)
_WE = (
    r"(?:we|i|PERSON|TITLED|the (?:\w+ ){0,2}(?:council|authority|department|borough|la|team|agency)|the la|la"
    r"|(?:children's|social) (?:services|care|workers?)|your (?:\w+ )?worker|our (?:\w+ )?(?:worker|team|manager))\b"
)
_WORKER = (
    r"(?:(?:social|support|family|key|outreach|drugs?|alcohol|abuse|youth|early help|care|community) (?:support )?worker"
    r"|health visitor|midwife|(?:\w+ )?nurse|advis[eo]r|mentor|counsellor|therapist|practitioner|teacher|idva"
    r"|psychologist|specialist|housing officer|welfare officer|senco|coordinator|childminder|gp|doctor)\b"
)
_SUPPORT = (
    r"(?:help|support|assistance|interventions?|services|courses?|sessions?|programmes?|groups?|visits?"
    r"|workers?|counselling|advice|place|classes|appointments?|work)\b"
)
_MAY = r"(?:may|might|could|can|would|will|shall|must|should)\b"

FRAGMENTS: Mapping[str, str] = MappingProxyType({
    **{mark: rf"\b{mark}\b" for mark in MARKS if mark not in ("PERSON", "TITLED")},
    "PERSON": r"\bPERSON\b",
    "NAME": r"\b(?:PERSON|TITLED)\b",
    "CHILD": rf"\b{_CHILD}",
    "COURT": rf"\b{_COURT}",
    "LAWYER": r"\b(?:solicitors?|lawyers?|legal (?:advis[eo]rs?|representatives?|practitioners?))\b",
    "MAY": rf"\b{_MAY}",
    "NUMBER": rf"\b{_NUMBER}",
    "SUPPORT": rf"\b{_SUPPORT}",
    "WE": rf"\b{_WE}",
    "WORKER": rf"\b{_WORKER}",
})  # fmt: skip
"""Name in braces -> the expression it stands for, over marked text."""

_NAME = re.compile(r"\{([A-Z]+)\}")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")


def expand(expression: str) -> str:
    """`expression` with every `{NAME}` written out; raises KeyError for a name that is not known."""
    return _NAME.sub(lambda match: FRAGMENTS[match.group(1)], expression)


def fault(expression: str) -> str:
    """What is wrong with the words in braces and the letters of an expression; empty if nothing is."""
    for name in _NAME.findall(expression):
        if name not in FRAGMENTS:
            return f"there is no {{{name}}}; choose from {', '.join(sorted(FRAGMENTS))}"
    if _CAPITAL.search(_NAME.sub("", expression)):
        return "signals are matched against small letters; write it without capitals"
    return ""


@cache
def any_of(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that matches where any of the expressions does; None for none."""
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{expand(expression)})" for expression in expressions))
