"""Words in braces that the signals of require rules may use, so that nobody has to write a date twice.

The letter is made ready before signals look at it: small letters throughout, straight quotes, short forms
written out ("won't" is "will not"), and a mark in capitals in place of each date, time, name and number to
ring (see `plainletter.kinds.marks`). A signal is a regular expression over that text. `{DATE}` and the
other names of `FRAGMENTS` stand in it for what the tables say. Both tables are closed: a pack cannot add
to them.
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
    "PERSON": "a name without a title; services and places with names of their own may be marked too",
    "TITLED": "a name with a title: Mr Khan, Dr Osei, PC Holt",
})  # fmt: skip
"""What the text is marked with, and what each mark stands for."""

FRAGMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    **{name: (rf"\b{name}\b",) for name in MARKS},
    "NAME": (r"\b(?:PERSON|TITLED)\b",),
    "NUMBER": (
        r"\b\d+",
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen)",
        r"\b(?:eighteen|twenty|thirty|a couple of|a dozen|several|a few)",
    ),
    # A court of law; not a tennis court, Dunstan Court or a court house.
    "COURT": (
        r"\b(?<!tennis )(?<!basketball )(?<!squash )(?<!badminton )(?<!netball )(?<!food )(?<!PERSON )"
        r"(?:courts?|judges?|magistrates?)\b(?! (?:house|road|street|lane|report|PERSON|shoes))",
    ),
    "LAWYER": (
        r"\b(?:solicitors?|lawyers?|legal (?:advis[eo]rs?|representatives?|practitioners?))\b",
    ),
    # The child or children, by name, as "your son", or as a pronoun.
    "CHILD": (
        r"\bPERSON(?:(?:, PERSON)? (?:and|or) PERSON)?\b",
        r"\byour (?:\w+ )?(?:son|daughter|child|children|baby|babies|twins?|boys?|girls?|sons|daughters|kids|little ones?|grandsons?|granddaughters?|grandchild|grandchildren|nephew|niece)\b",
        r"\b(?:the|both|all|all the|these|this|each|either|our|any|no) (?:\w+ )?(?:children|child|baby|boys?|girls?|twins|kids|siblings|toddler)\b",
        r"\bchildren\b",
        r"\bs?he\b",
        r"\bthey\b",
        r"\bthem\b",
        r"\bhim\b",
        r"\bher\b",
        r"\bunborn baby\b",
    ),
    # What happened to a child or beside one, as a fact and not as a feeling.
    "HARM": (
        r"\b(?:bruis(?:e|es|ed|ing)|burn(?:s|t|ed)?|scald\w*|injur(?:y|ies|ed)|fractur\w+|broken (?:arm|leg|rib|bone|wrist)|black eye"
        r"|haemorrhage|bleeding|blood|unconscious|overdos\w+|stabbed|punch\w*|kicked|slapped|strangl\w+|throat|choked|knife)\b",
        r"\b(?:in|to) (?:hospital|intensive care|a&e|casualty)\b|\bambulance\b|\bpolice (?:were called|came|found|stopped|arrested|brought|had to)\b",
        r"\b(?:was|were|been) (?:\w+ )?(?:drunk|high|alone|asleep in|locked|hit|beaten|missing)\b|\b(?:drunk|drank) (?:a|two|half|\w+ bottles?)\b|\bon (?:his|her|their) own\b",
        r"\bno (?:coat|food|shoes|bed|bedding|heating|electricity|milk|insulin|lunch)\b|\bin (?:wet|dirty|soiled) (?:clothes|nappy|bedding)\b|\bsoiled nappy\b",
    ),
    # A place to meet in, as a noun; a street only with its name.
    "PLACE": (
        r"\b(?:room|hall|house|hub|centre|center|offices?|buildings?|library|school|surgery|church|suite|yard|mill|lodge|clinic"
        r"|institute|guildhall|chambers|ground floor|first floor|(?:\w+) (?:road|street|lane|avenue|square|court|terrace|row|close|hill|gardens|drive))",
    ),
    # People who help families, by their job.
    "WORKER": (
        r"\b(?:social|support|family|key|outreach|drugs?|alcohol|abuse|youth|early help|care|community) (?:support )?worker\b",
        r"\bhealth visitor\b",
        r"\bmidwife\b",
        r"\b(?:\w+ )?nurse\b",
        r"\badvis[eo]r\b",
        r"\bmentor\b",
        r"\bcounsellor\b",
        r"\btherapist\b",
        r"\bpractitioner\b",
        r"\bteacher\b",
        r"\bidva\b",
        r"\bpsychologist\b",
        r"\bspecialist\b",
        r"\bhousing officer\b",
        r"\bwelfare officer\b",
        r"\bsenco\b",
        r"\bcoordinator\b",
        r"\bchildminder\b",
        r"\bgp\b",
        r"\bdoctor\b",
    ),
    # Somebody has helped, in the past.
    "HELPED": (
        r"\battended (?:the|your) (?:home|property|house|address)\b|\b(?:sat|stayed) with you\b|\bbrought (?:you|food|coal|clothes|nappies|meals|shopping)\b",
        r"\bvisit(?:ed|ing) (?:you|your family|the family|weekly|every|each|since|twice|once|regularly)",
        r"\b(?:has|have|had) (?:also |both |each |already |now |since |all )*(?:been )?(?:visit(?:ed|ing)|help(?:ed|ing)|support(?:ed|ing)|work(?:ed|ing) with|com(?:e|ing) (?:every|each|weekly|twice|once|to (?:see|help|your)|round)|met (?:with )?(?:you|{NAME}|him|her|them|every|each|weekly|twice)|meeting (?:with )?you|seen (?:you|{NAME}) |seeing you)",
        r"\bwork(?:ed|ing) with you",
        r"\bhelped (?:you|{NAME}|your family|the family|both of you)\b",
        r"\b(?:has|have|had) been (?:round|to see|to your|in|out|coming) (?:to |and )?(?:you|{NAME}|every|each|weekly|twice|once|help|since)\b",
        r"\bsaw (?:you|{NAME}|him|her|them|the children)(?: both)? (?:as a \w+ )?(?:every|each|weekly|twice|once|on {NUMBER}|for|{NUMBER})",
        r"\bmet (?:with )?(?:you|{NAME}|him|her|them) (?:every|each|weekly|twice|once|for|\d+|{NUMBER})",
        r"\b(?:came|went) (?:every|each|weekly|twice|once|to (?:see|help)|in (?:every|each|twice)|round)",
        r"\b(?:you|{NAME})(?: both| each| all)?(?: have| has| had)?(?: also| already| now)? (?:had|went to|came to|gone to|been to|attended|started|finished|completed|joined|took part in|did|got|received|used)\b.{0,50}?\b(?:help|support|visits?|sessions?|course|group|programme|counselling|classe?s?|worker|service|clinic)",
        r"\b(?:you|{NAME}|family|children|mum|dad|parents|they|s?he|transport|places?|help|support|assistance|courses?|visits?|sessions?|beds?|cot|counselling|taxis?|fares|mother|father)(?: \w+){0,5}? (?:were|was|been) (?:\w+ )?(?:offered|given|provided|referred|arranged|booked|funded|paid for|put in place|rendered|fitted|found|set up)",
        r"\b(?:we|i|they|s?he|council|{NAME}|school|worker|visitor|nurse|nursery)(?: have| has)?(?: also| already| both| then| even)? (?:offered|gave|given|paid|arranged|provided|bought|fitted|helped|tried|put in|referred|lent|found|set up|brought|funded|visited you|ran|did) (?!out|that)",
        r"\b(?:help|support|services?) (?:\w+ ){0,3}(?:so far|until now|to date|you have had|already (?:given|had|offered))",
        r"\bhospital transport was",
        r"\ba (?:\w+ ){0,2}place since",
    ),
    # Words that announce the help there has been.
    "HELPHEADING": (
        r"\b(?:help|support|work|services?|interventions?|assistance) (?:\w+ ){0,3}(?:so far|until now|to date|(?:you|your family|the family|{NAME})(?: both)?(?: have| has)? (?:already )?(?:had|received|been given|been offered)|already|(?:given|provided|offered|received|tried|in place|done|completed|undertaken))\b",
        r"\bprevious (?:help|support|work|interventions?)",
        r"\bpast (?:help|support)",
        r"\b(?:help|support|services) (?:which|that) (?:has|have)",
        r"\bwhat (?:we|has|have|others|we all|services)(?: have| has)?(?: already| all)? (?:been )?(?:tried|done|helped|offered)",
        r"\bhow (?:we|others|people) (?:have |has )?(?:all )?(?:tried to )?help(?:ed)?",
        r"\bwhat help (?:you|your|has|have|we)",
        r"\bwho has (?:been )?help(?:ed|ing)",
        r"\bhelp up to now",
        r"\bwhat (?:came of|(?:the|this|that) (?:help|support) (?:has )?(?:changed|did|done|achieved))",
        r"\bwhat has (?:and has not )?(?:worked|helped|changed)",
        r"\bwhat (?:helped|worked)\b",
        r"\bhas already been (?:done|tried)",
        r"\bhow (?:has )?(?:it|the help|that) (?:helped|went|gone)",
        r"\bdid it help",
        r"\bwhat difference\b",
        r"\bthe difference it (?:has )?made",
    ),
    # Words that announce what needs to change.
    "CHANGES": (
        r"(?:what|things that|things which|changes) (?:\w+ ){0,2}?(?:needs?|has|have|must|should) (?:\w+ )?(?:change|happen|be different|get better|improve|be done|be in place|stop)",
        r"need(?:s|ed)? to (?:change|see|happen|be different)",
        r"what (?:we|i) (?:\w+ )?(?:need|ask|are asking|am asking|want|expect|would like|hope)",
        r"what (?:you|each of you|you both|parents|{NAME}) (?:\w+ )?(?:need|can do|could do|have to do|should do|must do|do next|are asked)",
        r"(?:the|our|your|main|these|those|following) (?:\w+ )?(?:changes|expectations|requirements|actions|goals|steps)\b",
        r"^(?:\d+\.? )?(?:changes|expectations|actions|goals)\b",
        r"changes (?:we|you|needed|that)",
        r"\bhere is the (?:bargain|deal|ask)\b",
        r"(?:our|the|safety|a) plan (?:from|for|to keep|until|we)",
        r"how to (?:make|keep) (?:things|.{0,20}) safe",
        r"(?:to )?(?:comply with|do|agree to|agree|make|carry out) the following",
        r"(?:requested|required|needed|asked|ask|asking|need|want|like|to see) (?:\w+ ){0,4}(?:these|the following|this|things|changes)\b",
        r"(?:seeks|need you to|ask you to|asking you to|need to see|would like you to|want you to|asks you to|for (?:{NAME}|the children|your .{0,20}) to be safe)\b.{0,60}:$",
        r"what (?:must|should) happen",
    ),
    # Somebody asks something of the parent.
    "ASKS": (
        r"\b(?:we|i|council|authority|la|team)(?: also| now| all| would| do| are| am| have| really| both| still| will)* (?:need|asks?|asking|want|like|expects?|requires?|seeks?|requests?) (?!to (?:help|work|offer|tell|say|explain|know|hear|talk|make sure|do|find|invite|thank|use|support|write|go|take|meet|come)\b|a (?:court|judge)|if\b|whether)",
        r"\byou(?: both| each| all| also| two)?(?: will| would| now| still)* need to (?!know|worry|understand|be aware|tell us|do anything|pay)",
        r"\b(?:requested|agreed|needed|necessary|important)(?: \(\w\))? that\b",
        r"\brequired(?:, [^,]{1,60},)? to\b",
        r"^(?:and |so |then )?do not (?:leave|let|drink|use|hit|smack|shout|smoke|take|bring|drive|give|allow)\b",
        r"\bplease (?:never|always)\b",
        r"\byou must",
        r"\b(?:mother|father|parents|mum|dad|{NAME}|you both|you) (?:must|is to|are to)",
        r"\b{NAME} (?:also )?needs (?:a|to|you|his|her|an|someone|somebody|safe|clean)\b",
        r"\b(?:needs?|has|have) to (?:change|be different|stop|happen)",
        r"\bfor (?:{NAME}|the children|your \w+) to be safe",
        r"\bplease (?:make sure|do not(?! (?:worry|be|feel|hesitate|ignore|wait|think))|stop|keep|let {NAME}|get)",
        r"\bto keep (?:{NAME}|the children|your \w+|him|her|them|(?:my|the) \w+)(?: and {NAME})? safe,? (?:you|we need|please|{NAME}|i need)",
    ),
    # The council may go, or goes, to court.
    "MAYASKCOURT": (
        r"\b(?:we|i|council|authority|la|department|services|matter|case|team|us|it)\b.{0,80}?(?<!not )(?<!no longer )(?<!avoid )(?<!never )(?<!without )(?:\b(?:may|might|could|would|will|shall|can|thinking (?:about|of)|think (?:about|of)|considering|consider|consideration is being given to|intends?|planning|plans?|decided|have to|need to|having to|want)\b)(?: (?!not\b|never\b|no\b|avoid)\w+){0,4}? (?:ask|asking|apply|applying|go|going|take|taking|turn|return|invite|put|place|bring|make|making|seek)\b.{0,70}?{COURT}",
        r"{COURT},? (?:but|and|though|although) (?:we|the council|it) (?:may|might|could)\b",
        r"{COURT} (?:may|might|could|would|will) (?:then |also )?be (?:asked|invited)",
        r"(?<!not )(?<!avoid )(?<!avoid having to )\b(?:start|starting|begin|beginning|issu(?:e|ing)(?: of)?|commenc(?:e|ing)|commencement of|initiat(?:e|ing)|bring|take|taking) (?:\w+ ){0,3}?(?:care |court |legal |family )?proceedings\b",
        r"\bproceedings (?:being|may be|will be|are|could be|might be|would be) (?:issued|started|commenced|initiated|begun|taken)",
        r"(?<!no )(?<!no such )\bapplication\b.{0,40}?\bto (?:the|a) (?:\w+ )?{COURT}",
        r"\b(?:apply|applying|application) for (?:an? )?(?:\w+ )?(?:care|supervision) order",
        r"\b(?:we|council|authority|i) (?:is|are|am|have|has)(?: now)? (?:applying to|asking|applied to|asked) (?:the |a )?(?:\w+ )?{COURT}",
        r"\b(?:we|council|authority) (?:is|are) (?:now )?going to {COURT}",
        r"(?<!longer )(?<!not )\bthinking (?:about|of) {COURT}",
        r"\bit is (?:a|the) (?:\w+ )?{COURT} (?:that )?(?:we|i) (?:must|would|will|may|might|have to|need to) (?:turn|go|ask|apply|look)",
        r"\bnext step\b.{0,30}{COURT}",
        r"\b(?:could|may|might|would) mean\b.{0,30}\b(?:go|going|ask|asking|apply|applying)\b.{0,30}{COURT}",
    ),
    # The court has the say.
    "COURTDECIDES": (
        r"\bjudge (?:only )?(?:says|chooses|looks)\b",
        r"\bhas the (?:last|final) (?:word|say)\b",
        r"{COURT}(?:'s)? (?:\w+ ){0,3}?(?:may|might|could|can|would|will|has to|have to|decides?|power)\b",
        r"\b(?:if|where|when) (?:the|a) (?:\w+ )?{COURT} (?:decide[sd]?|agree[sd]?|thinks?|considers?|says?|finds?)",
        r"\bask\w* (?:a|the) (?:\w+ )?{COURT} (?:to (?:decide|make|say|order|let)|for)",
        r"\b(?:by|for|with) (?:the|a) (?:\w+ )?{COURT}",
        r"\bapply\b.{0,40}{COURT} for\b",
        r"\b(?:a )?(?:\w+ )?{COURT} (?:to|must|should) decide",
    ),
    # A child lives with somebody else.
    "ELSEWHERE": (
        r"(?<!not )\b(?:live|lives|living|stay|stays|staying|remain|remains|placed?|brought up|goes?|grow up|be looked after|looked after|cared for|be|move[ds]?|placement)\b.{0,60}?\b(?:relatives?|(?:your|other|wider|her|his|their) family|family or|foster\w*|(?:your|his|her|their) (?:parents|mum|mother|dad)|grand\w+|aunt|uncle|sister|someone else|somebody else|other (?:people|family|relatives)|another|dads?|elsewhere|somewhere else|away from|connected person|carers?)\b",
        r"\bfoster (?:care|carers?|parents?)\b|\bwho foster\b",
        r"\b(?:placement|adoption) order\b",
        r"\badopt(?:ed|ion)\b",
        r"\b(?:into|in) (?:council )?care\b",
        r"\bin (?:the|its) care\b",
        r"\binto the care of\b",
        r"\b(?:live|living|stay) (?:somewhere else|elsewhere|away|apart)\b",
    ),
    # The condition that things go well.
    "IFBETTER": (
        r"^(?:\W*\d+\W+)?(?:were|should) (?:the|you|this|these|those|all|things)\b(?:(?!\bnot\b).){0,80}",
        r"\b(?:if|when|once|upon|where|provided|as long as|in the event)\b(?:(?!\b(?:not|never|no|nothing|fail\w*|without|cannot|less|un\w+|insufficient|worse|break\w*|stop(?:s|ped)? (?:coming|going)|disagree|wrong|come|could help)\b|,|;).){0,110}?\b(?:better|safer|safe|calm\w*|improv\w+|works?|working|kept|keeps?|keep (?:to|up|this|these|it)|chang\w+|right|come down|progress|satisf\w+|happens?|done|do (?:these|this|all|what)|made|make these|seeing|clear|settled|steady|well|goes to plan|on track|in place|achieved|stick|sticks|holds?|lasts?)\b",
    ),
    # The condition that they do not.
    "IFNOT": (
        r"\b(?:if|unless|until|should|where|in the event|in the absence|any|in case|were)\b(?:(?![;,]|\b(?:we|i) (?:will|would|may|might|can)\b).){0,110}?(?:\b(?:not|nothing|no|never|fail\w*|without|cannot|worse|still|insufficient|absence|otherwise|badly|unsafe|break|harmed|hurt|stops?|slip|again|danger|unable|miss(?:es|ed)?|unless|little|too)\b|\bnon-\w+)",
        r"\bunless\b",
        r"\bif not\b",
        r"\botherwise\b",
        r"in the absence of",
        r"fail(?:ure|ing)? to",
    ),
})  # fmt: skip
"""Name in braces -> the expressions it stands for, any of them; they may use other names."""

_NAME = re.compile(r"\{([A-Z]+)\}")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")

WRONG = (re.error, OverflowError, RecursionError)
"""What compiling a wrong expression raises; the second is for "{99999999999}", the third for brackets without end."""


@cache
def _written_out(name: str) -> str:
    return "(?:" + "|".join(expand(expression) for expression in FRAGMENTS[name]) + ")"


def expand(expression: str) -> str:
    """`expression` with every `{NAME}` written out; raises KeyError for a name that is not known."""
    return _NAME.sub(lambda match: _written_out(match.group(1)), expression)


def fault(expression: str) -> str:
    """What is wrong with an expression and its words in braces; empty if nothing is."""
    for name in _NAME.findall(expression):
        if name not in FRAGMENTS:
            return f"there is no {{{name}}}; choose from {', '.join(sorted(FRAGMENTS))}"
    if _CAPITAL.search(_NAME.sub("", expression)):
        return "signals are matched against small letters; write it without capitals"
    try:
        re.compile(expand(expression))
    except WRONG as error:
        return str(error)
    return ""


def group_fault(group: tuple[str, ...]) -> str:
    """What is wrong with a group of expressions, the expression named; empty if nothing is.

    The group is compiled as a whole, which is kept for matching; its members are tried one by one only
    where that does not work, or where their words are wrong.
    """
    try:
        if not any(_CAPITAL.search(_NAME.sub("", expression)) for expression in group):
            any_of(group)
            return ""
    except (KeyError, *WRONG):
        pass
    faults = ((expression, fault(expression)) for expression in group)
    return next((f"{expression!r}: {wrong}" for expression, wrong in faults if wrong), "")


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """The pattern of an expression with its words in braces written out."""
    return re.compile(expand(expression))


@cache
def any_of(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that matches where any of the expressions does; None for none."""
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{expand(expression)})" for expression in expressions))
