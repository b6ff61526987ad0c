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
_HELPED = (
    r"(?:visit(?:ed|ing) (?:you|your family|the family|weekly|every|each|since|twice|once|regularly)"
    r"|(?:has|have|had) (?:also |both |each |already |now |since |all )*(?:been )?(?:visit(?:ed|ing)|help(?:ed|ing)|support(?:ed|ing)"
    r"|work(?:ed|ing) with|com(?:e|ing) (?:every|each|weekly|twice|once|to (?:see|help|your)|round)|met (?:with )?(?:you|NAME|him|her|them|every|each|weekly|twice)"
    r"|meeting (?:with )?you|seen (?:you|NAME) |seeing you)"
    r"|work(?:ed|ing) with you|met (?:with )?(?:you|NAME|him|her|them) (?:every|each|weekly|twice|once|for|\d+|{NUMBER})"
    r"|(?:came|went) (?:every|each|weekly|twice|once|to (?:see|help)|in (?:every|each|twice)|round)"
    r"|(?:you|NAME)(?: both| each| all)?(?: have|'ve| has| had)?(?: also| already| now)? (?:had|went to|gone to|been to|attended|started|finished"
    r"|completed|joined|took part in|did|got|received|used)\b.{0,50}?\b(?:help|support|visits?|sessions?|course|group|programme|counselling|classe?s?|worker|service|clinic)"
    r"|(?:you|NAME|family|children|mum|dad|parents|they|s?he|transport|places?|help|support|assistance|courses?|visits?|sessions?|beds?|cot|counselling|taxis?|fares|mother|father)(?: \w+){0,5}? (?:were|was|been) (?:also )?(?:offered|given|provided|referred|arranged|booked|funded|paid for|put in place|rendered|fitted|found|set up)"
    r"|(?:we|i|they|s?he|council|NAME|school|worker|visitor|nurse|nursery)(?:'ve| have| has)?(?: also| already| both| then| even)? (?:offered|gave|given|paid|arranged|provided"
    r"|bought|fitted|helped|tried|put in|booked|referred|lent|found|set up|brought|funded|visited you|ran|did) (?!out|that)"
    r"|(?:help|support|services?) (?:\w+ ){0,3}(?:so far|until now|to date|you have had|you've had|already (?:given|had|offered))"
    r"|hospital transport was|a (?:\w+ ){0,2}place since)"
)
_HELP_HEADING = (
    r"(?:(?:help|support|work|services?|interventions?|assistance) (?:\w+ ){0,3}(?:so far|until now|to date|(?:you|your family|the family|NAME)(?: both)?(?: have| has|'ve)? (?:already )?(?:had|received|been given|been offered)"
    r"|already|(?:given|provided|offered|received|tried|in place|done|completed|undertaken))\b|previous (?:help|support|work|interventions?)|past (?:help|support)"
    r"|(?:help|support|services) (?:which|that) (?:has|have)|what (?:we|has|have|others|we all|services)(?: have|'ve| has)?(?: already| all)? (?:been )?(?:tried|done|helped|offered)"
    r"|how (?:we|others|people) (?:have |has )?(?:all )?(?:tried to )?help(?:ed)?|what help (?:you|your|has|have|we)|who has (?:been )?help(?:ed|ing)|help up to now"
    r"|what (?:came of|(?:the|this|that) (?:help|support) (?:has )?(?:changed|did|done|achieved))|what has (?:and has not |and hasn't )?(?:worked|helped|changed)|what (?:helped|worked)\b"
    r"|has already been (?:done|tried)|how (?:has )?(?:it|the help|that) (?:helped|went|gone)|did it help|the difference it (?:has )?made)"
)
_CHANGES = (
    r"(?:(?:what|things that|things which|changes) (?:\w+ ){0,2}?(?:needs?|has|have|must|should) (?:\w+ )?(?:change|happen|be different|get better|improve|be done|be in place|stop)"
    r"|need(?:s|ed)? to (?:change|see|happen|be different)|what (?:we|i) (?:\w+ )?(?:need|ask|are asking|am asking|want|expect|would like|hope)"
    r"|what (?:you|each of you|you both|parents|NAME) (?:\w+ )?(?:need|can do|could do|have to do|should do|must do|do next|are asked)"
    r"|(?:the|our|your|main|these|those|following) (?:\w+ )?(?:changes|expectations|requirements|actions|goals|steps)\b|^(?:\d+\.? )?(?:changes|expectations|actions|goals)\b"
    r"|changes (?:we|you|needed|that)|(?:our|the|safety|a) plan (?:from|for|to keep|until|we)|how to (?:make|keep) (?:things|.{0,20}) safe"
    r"|(?:to )?(?:comply with|do|agree to|agree|make|carry out) the following|(?:requested|required|needed|asked|ask|asking|need|want|like|to see) (?:\w+ ){0,4}(?:these|the following|this|things|changes)\b"
    r"|(?:seeks|need you to|ask you to|asking you to|need to see|would like you to|want you to|asks you to|for (?:NAME|the children|your .{0,20}) to be safe)\b.{0,60}:$|what (?:must|should) happen)"
)
_ASKS = (
    r"(?:(?:we|i|council|authority|la|team)(?: also| now| all| would| do| are| am| have| really| both| still| will|'d|'re|'m)* (?:need|asks?|asking|want|like|expects?|requires?|seeks?|requests?)"
    r" (?!to (?:help|work|offer|tell|say|explain|know|hear|talk|make sure|do|find|invite|thank|use|support|write|go|take)\b|a (?:court|judge)|if\b|whether)"
    r"|you(?: both| each| all| also| two)?(?: will| would| now| still|'ll)* need to (?!know|worry|understand|be aware|tell us|do anything|pay)"
    r"|(?:requested|agreed|needed|necessary|important)(?: \(\w\))? that\b|required to|you must|(?:mother|father|parents|mum|dad|NAME|you both|you) (?:must|is to|are to)"
    r"|NAME (?:also )?needs (?:a|to|you|his|her|an|someone|somebody|safe|clean)\b|(?:needs?|has|have) to (?:change|be different|stop|happen)|for (?:NAME|the children|your \w+) to be safe|please (?:make sure|(?:do not|don't)(?! (?:worry|be|feel|hesitate|ignore|wait|think))|stop|keep|let NAME|get)"
    r"|to keep (?:NAME|the children|your \w+|him|her|them|(?:my|the) \w+)(?: and NAME)? safe,? (?:you|we need|please|NAME|i need))"
)
_BETTER = (
    r"(?:^were (?:the|you|this|these|those)\b(?:(?!\bnot\b).){0,80}|\b(?:if|when|once|upon|where|provided|as long as|in the event)\b(?:(?!\b(?:not|never|no|nothing|fail\w*|without|cannot|less|un\w+|insufficient|worse|break\w*|stop(?:s|ped)? (?:coming|going)|disagree|wrong|come|could help)\b|n't|,|;).){0,110}?"
    r"\b(?:better|safer|safe|calm\w*|improv\w+|works?|working|kept|keeps?|keep (?:to|up|this|these|it)|chang\w+|right|come down|progress|satisf\w+|happens?|done|do (?:these|this|all|what)|made|make these|seeing|clear|settled|steady|well|goes to plan|on track|in place|achieved|stick|sticks)\b)"
)
_WORSE = (
    r"(?:\b(?:if|unless|until|should|where|in the event|in the absence|any|in case|were)\b(?:(?![;,]|\b(?:we|i) (?:will|would|may|might|can)\b).){0,110}?(?:\b(?:not|nothing|no|never|fail\w*|without|cannot|can't|worse|still|insufficient|absence|otherwise|badly|unsafe|break|harmed|hurt|stops?|slip|again|danger|unable|miss(?:es|ed)?|unless|little|too)\b|n't\b|\bnon-\w+)"
    r"|\bunless\b|\bif not\b|\botherwise\b|in the absence of|fail(?:ure|ing)? to)"
)
_MAY_ASK = (
    rf"(?:\b(?:we|i|council|authority|la|department|services|matter|case|team|us|it)\b.{{0,80}}?"
    r"(?<!not )(?<!no longer )(?<!avoid )(?<!never )(?<!without )"
    r"(?:\b(?:may|might|could|would|will|shall|can|thinking (?:about|of)|think (?:about|of)|considering|consider|consideration is being given to"
    r"|intends?|planning|plans?|decided|have to|need to|having to|want)\b|'ll\b|'d\b)(?: (?!not\b|never\b|no\b)\w+){0,4}?"
    r" (?:ask|asking|apply|applying|go|going|take|taking|turn|return|invite|put|place|bring|make|making|seek)\b.{0,70}?"
    rf"{_COURT}"
    rf"|{_COURT},? (?:but|and|though|although) (?:we|the council|it) (?:may|might|could)\b"
    rf"|{_COURT} (?:may|might|could|would|will) (?:then |also )?be (?:asked|invited)"
    r"|(?<!not )(?<!avoid )(?<!avoid having to )\b(?:start|starting|begin|beginning|issu(?:e|ing)(?: of)?|commenc(?:e|ing)|commencement of|initiat(?:e|ing)|bring|take|taking)"
    r" (?:\w+ ){0,3}?(?:care |court |legal |family )?proceedings\b"
    r"|\bproceedings (?:being|may be|will be|are|could be|might be|would be) (?:issued|started|commenced|initiated|begun|taken)"
    rf"|(?<!no )(?<!no such )\bapplication\b.{{0,40}}?\bto (?:the|a) (?:\w+ )?{_COURT}|\b(?:apply|applying|application) for (?:an? )?(?:\w+ )?(?:care|supervision) order"
    rf"|\b(?:we|council|authority|i) (?:is|are|am|have|has)(?: now)? (?:applying to|asking|applied to|asked) (?:the |a )?(?:\w+ )?{_COURT}|\b(?:we|council|authority) (?:is|are) (?:now )?going to {_COURT}"
    rf"|(?<!longer )(?<!not )\bthinking (?:about|of) {_COURT}|\bnext step\b.{{0,30}}{_COURT})"
)
_COURT_DECIDES = (
    rf"(?:{_COURT}(?:'s)? (?:\w+ ){{0,3}}?(?:may|might|could|can|would|will|has to|have to|decides?|power)\b"
    rf"|\b(?:if|where|when) (?:the|a) (?:\w+ )?{_COURT} (?:decide[sd]?|agree[sd]?|thinks?|considers?|says?|finds?)"
    rf"|\bask\w* (?:a|the) (?:\w+ )?{_COURT} (?:to (?:decide|make|say|order|let)|for)|\b(?:by|for|with) (?:the|a) (?:\w+ )?{_COURT}"
    rf"|\bapply\b.{{0,40}}{_COURT} for\b|\b(?:a )?(?:\w+ )?{_COURT} (?:to|must|should) decide)"
)
_ELSEWHERE = (
    r"(?:(?<!not )\b(?:live|lives|living|stay|stays|staying|remain|remains|placed?|brought up|goes?|grow up|be looked after|looked after|cared for|be|move[ds]?|placement)\b"
    r".{0,60}?\b(?:relatives?|(?:your|other|wider|her|his|their) family|family or|foster\w*|(?:your|his|her|their) (?:parents|mum|mother|dad)|grand\w+|aunt|uncle|sister|someone else|somebody else|other (?:people|family|relatives)|another|dads?|elsewhere|somewhere else|away from|connected person|carers?)\b"
    r"|\bfoster (?:care|carers?|parents?)\b|\b(?:care|placement|adoption) order\b|\badopt(?:ed|ion)\b|\b(?:into|in) (?:council )?care\b|\bin (?:the|its) care\b|\binto the care of\b"
    r"|\b(?:live|living|stay) (?:somewhere else|elsewhere|away|apart)\b)"
)
_MAY = r"(?:may|might|could|can|would|will|shall|must|should)\b"

FRAGMENTS: Mapping[str, str] = MappingProxyType({
    **{mark: rf"\b{mark}\b" for mark in MARKS if mark not in ("PERSON", "TITLED")},
    "PERSON": r"\bPERSON\b",
    "TITLED": r"\bTITLED\b",
    "NAME": r"\b(?:PERSON|TITLED)\b",
    "CHILD": rf"\b{_CHILD}",
    "COURT": rf"\b{_COURT}",
    "HELPED": rf"\b{_HELPED.replace('NAME', '(?:PERSON|TITLED)').replace('{NUMBER}', _NUMBER)}",
    "HELPHEADING": rf"\b{_HELP_HEADING.replace('NAME', '(?:PERSON|TITLED)')}",
    "CHANGES": _CHANGES.replace("NAME", "(?:PERSON|TITLED)"),
    "ASKS": rf"\b{_ASKS.replace('NAME', '(?:PERSON|TITLED)')}",
    "MAYASKCOURT": _MAY_ASK,
    "COURTDECIDES": _COURT_DECIDES,
    "ELSEWHERE": _ELSEWHERE,
    "IFBETTER": _BETTER,
    "IFNOT": _WORSE,
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
