"""Markers of tone that can be counted: what is asked and what is promised, help and consequences, who is
spoken to and who speaks.

The list of markers follows research on politeness (Danescu-Niculescu-Mizil et al. 2013; Brown and Levinson)
as far as it fits letters to families; which count matters, and from where, is our own judgement. No count
says that a letter is kind. A letter that asks much, threatens often and never says "we" is worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.counts import names_in
from plainletter.analysis.lexicon import is_ordinary
from plainletter.model import Span
from plainletter.remembered import remembered

_OBLIGATION = re.compile(
    r"\byou(?: both| all| now| also| each)? (?:must|shall|should|ought to|need to|have to|are to|will (?:have|need) to"
    r"|(?:are|will be)(?: now| also)? (?:required|expected|obliged|instructed|directed|ordered|to))\b"
    r"|\b(?:we|i|the (?:council|local authority|department)) (?:also )?(?:need|expect|require|want)s? you(?: both)? to\b"
    r"|\b(?:mother|father|parents|mum|dad)(?: and (?:father|dad))? (?:must|shall|should|needs? to|(?:is|are) (?:to|required|expected))\b"
    r"|^\W*(?:both |the )?(?:mother|father|parents|mum|dad)(?: and (?:mother|father|mum|dad))? to [a-z]",
    re.IGNORECASE,
)  # fmt: skip
_NO_OBLIGATION = re.compile(
    r"\b(?:if|when|whether|should|what|that|anything|everything|all|support|help|places?|things?|time|words?) you (?:need|have) to\b"
    r"|\byou must (?:be|feel|have been|have felt|know)\b|\byou should (?:get|have got|hear|receive|have had|be able)\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:we|i)(?: also| both| all)?(?: (?:will|can|are going to|would like to|have (?:booked|arranged|asked|set up|found|paid))|'ll)\b",
    re.IGNORECASE,
)
_NAMED_PROMISE = re.compile(r"\b([A-Z][\w'-]+) (?:will|can|has (?:booked|arranged|asked))\b")
_NO_PROMISE = re.compile(
    r"\b(?:will|can|'ll|would like to)(?: also| then| now| immediately| only| have to| need to)* "
    r"(?:not|see\b|only|have (?:no|to)|be (?:forced|left|monitoring|seeking|applying|issuing|making|taking|looking)|issue|apply"
    r"|commence|initiate|seek|monitor|expect|require|need|consider|assume|take (?:legal|this|the|further|immediate|action|your)"
    r"|go to court|start|ask (?:a|the) (?:court|judge)|remove|hold|stop|report|inform|refer|decide|proceed|escalate)",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"\b(?:help(?:s|ed|ing)?|support(?:s|ed|ing)? you|free of charge|(?:it is|is|for) free|free (?:legal|solicitor|lawyer|help|advice)"
    r"|would you like|you can (?:also )?(?:bring|ask|ring|call|phone|text|choose|have|talk|tell|say|change|get)"
    r"|(?:ring|call|phone|text|email|tell) (?:me|us|her|him|them|\w+ on)\b|if you (?:would like|want|cannot|can't|need)"
    r"|interpreter|childcare|taxi|bus fares?|travel costs?|thank you|well done|we can see|you have (?:done|worked|kept|made)"
    r"|talk (?:it|this) through|go through (?:it|this)|there is (?:still )?time)\b",
    re.IGNORECASE,
)
_WEIGHT = re.compile(
    r"\b(?:courts?|judges?|magistrates?|proceedings|(?:care|supervision|protection) orders?|legal action|prosecut\w+|fined?|penalt(?:y|ies)"
    r"|remov(?:e|ed|al)|tak(?:e|en) (?:\w+ )?(?:into care|away)|in(?:to)? care|foster|adopt(?:ed|ion)|(?:inform|tell|involve|call|ring|report \w+ to) the police"
    r"|live (?:somewhere|with someone|elsewhere|apart|away)|consequences|sanctions|further action)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:may|might|could|will|would|shall|can|if|unless|otherwise|likely|thinking|considering|result|lead)\b"
    r"|\bgoing to\b",
    re.IGNORECASE,
)
_NOT_AHEAD = re.compile(
    r"\b(?:solicitor|lawyer|legal (?:aid|advice|help)|avoid|without (?:going|having)|stay(?:ing)? out of|instead of|will not (?:have|need|go)"
    r"|do(?:es)? not (?:have|mean|want)|don't (?:have|mean|want)|not (?:asking|going)|no longer|in (?:19|20)\d\d|called the police|rang the police"
    r"|999|101)\b",
    re.IGNORECASE,
)  # fmt: skip
_ACCUSING = re.compile(
    r"(?:and |but |so )?(?:you|your \w+)(?: both| also| still| again| then| have| had| has)*"
    r" (?:(?:did|do|does|have|has|had|are|is|were|was|could|would|will|can)(?: \w+ly)?(?:n't| not| never| failed| refused| ignored"
    r"| repeatedly| consistently| persistently| continued| shown (?:no|little|a lack))|cannot|never|rarely|seldom|failed|refused|missed|ignored|denied"
    r"|continued|continue|lied|lack|chose|allowed|blamed?|minimised?|disregarded|neglected|demonstrated (?:no|little|a lack)"
    r"|show(?:ed)? (?:no|little|a lack))\b",
    re.IGNORECASE,
)
_KIND_NEGATIVE = re.compile(
    r"you (?:do|did|does|are|were|will|would|can|cannot|could|have|should)(?: not|n't)?(?: always| ever)?"
    r" (?:have to|need to|needed|alone|in trouble|to blame|being|on your own|obliged|expected|required|a bad|be (?:asked|told|charged|alone|made|expected)"
    r"|pay|lose|cause|caused|do anything|done anything|go (?:alone|to court)|get|feel|choose this|ask(?:ed)? for this)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<!'s )(?<!\byour )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bmy )(?<!\bother )(?<!\beach )(?<!\ba )(?<!\bany )"
    r"(?:\bmother\b|\bfather\b|\bthe parents?\b|\bboth parents\b|\bthe (?:subject )?child\b)"
    r"(?!'s| (?:protection|in need|benefit|care|minder|arrangements|centre|and family|assessment|services|social|law|evening|carers?))",
    re.IGNORECASE,
)  # fmt: skip
_SENDER = re.compile(
    r"\b(?:the|this) (?:local authority|department|authority|directorate|service|office|agency)\b"
    r"|\bchildren's (?:services|social care)\b",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:we|us|our|ours|ourselves|we're|we've|we'll)\b|\bI\b|\b(?:me|my)\b")
_WE_OPENS = re.compile(r"\b(?:We|Us|Our|My)\b")
_YOU = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|repeatedly|persistently|constantly|continually|consistently|completely|totally|entirely|utterly|wholly"
    r"|whatsoever|on every occasion|every single|at no (?:time|point|stage)|nothing at all|not once|no (?:effort|interest) at all"
    r"|time and (?:time )?again)\b",
    re.IGNORECASE,
)
_NOUN_FORMS = re.compile(r"\b[a-z]{3,}(?:tion|sion|ment|ance|ence|ity)s?\b", re.IGNORECASE)
_KEPT_NOUNS = re.compile(
    r"(?:question|station|mention|moment|apartment|city|pity|charity|university|community|nativity|residence|sentence|silence"
    r"|insurance|ambulance|information|medication|operation|appointment|department|assessment|section|action|decision"
    r"|television|education|quality|garment|comment|treatment|payment|entrance|distance|chance|violence|conference|absence"
    r"|difference|evidence|audience|family|activit(?:y|ies)|facility|ability|opportunity|authority|identity|reception|attention"
    r"|vacation|relation|connection|mission|pension|occasion|tension|session|permission|injection|infection)s?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marker in a letter: where it stands, and in which sentence."""

    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Markers:
    """The markers of a letter's scored sentences, each kind in order.

    obligations: what the parent is told to do. promises: what the council or a worker will do.
    help: sentences that offer help, thanks or a way to answer. consequences: sentences on court, living
        elsewhere, fines or the police that look ahead. accusing: sentences that open with "you" and a
        fault. roles: a parent or the child as a role ("Mother", "the child"). senders: the council as a third
        person. we, you: pronouns. absolutes: all-or-nothing words. nominals: nouns made of verbs.
    words: all words. capitals: ordinary words in capital letters. exclamations: exclamation marks.
    bold_share: the share of characters in bold, from 0 to 1.
    """

    obligations: tuple[Mark, ...] = ()
    promises: tuple[Mark, ...] = ()
    help: tuple[Mark, ...] = ()
    consequences: tuple[Mark, ...] = ()
    accusing: tuple[Mark, ...] = ()
    roles: tuple[Mark, ...] = ()
    senders: tuple[Mark, ...] = ()
    we: tuple[Mark, ...] = ()
    you: tuple[Mark, ...] = ()
    absolutes: tuple[Mark, ...] = ()
    nominals: tuple[Mark, ...] = ()
    words: int = 0
    capitals: int = 0
    exclamations: int = 0
    bold_share: float = 0.0


def markers(letter: Analysis) -> Markers:
    """Count the markers of a letter; words quoted from somebody count for nothing."""
    found: dict[str, list[Mark]] = {}
    words = capitals = exclamations = 0
    for unit, sentence in letter.sentences:
        words += sentence.counts.words
        exclamations += sentence.own.count("!")
        capitals += sum(
            len(word) > 1 and word.isupper() and is_ordinary(word.lower())
            for word in _WORD.findall(sentence.own)
        )
        for name, start, end in _in_sentence(sentence.own, names_in(sentence.own, letter.names)):
            span = unit.span(sentence.start + start, sentence.start + end)
            if not letter.quoted(span):
                found.setdefault(name, []).append(Mark(span, sentence.span))
    kinds: Mapping[str, tuple[Mark, ...]] = {name: tuple(marks) for name, marks in found.items()}
    return Markers(
        words=words, capitals=capitals, exclamations=exclamations, bold_share=_bold_share(letter),
        **kinds,
    )  # fmt: skip


def is_help(text: str, names: frozenset[str]) -> bool:
    """True when a sentence offers help, thanks, a promise or a way to answer."""
    return bool(_HELP.search(text)) or any(True for _ in _promises(text, names))


def is_consequence(text: str) -> bool:
    """True when a sentence looks ahead to court, living elsewhere, a fine or the police."""
    return bool(_WEIGHT.search(text) and _AHEAD.search(text) and not _NOT_AHEAD.search(text))


@remembered(4096)
def _in_sentence(text: str, names: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
    """The markers of one sentence: kind, start, end."""
    return tuple(_search(text, names))


def _search(text: str, names: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    fine = [match.span() for match in _NO_OBLIGATION.finditer(text)]
    for match in _OBLIGATION.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in fine):
            yield "obligations", match.start(), match.end()
    promised = list(_promises(text, names))
    for start, end in promised:
        yield "promises", start, end
    if promised or _HELP.search(text):
        yield "help", 0, len(text)
    if is_consequence(text):
        yield "consequences", 0, len(text)
    accusing = _ACCUSING.match(text)
    if accusing and not _KIND_NEGATIVE.match(text):
        yield "accusing", accusing.start(), accusing.end()
    for name, expression in _SIMPLE:
        for match in expression.finditer(text):
            yield name, match.start(), match.end()
    for match in _NOUN_FORMS.finditer(text):
        if not _KEPT_NOUNS.fullmatch(match.group()):
            yield "nominals", match.start(), match.end()


_SIMPLE = (
    ("roles", _ROLE),
    ("senders", _SENDER),
    ("we", _WE),
    ("we", _WE_OPENS),
    ("you", _YOU),
    ("absolutes", _ABSOLUTE),
)


def _promises(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    for match in _PROMISE.finditer(text):
        if not _NO_PROMISE.search(text, match.start(), match.end() + 40):
            yield match.span()
    for match in _NAMED_PROMISE.finditer(text):
        if match.group(1).lower() in names and not _NO_PROMISE.search(
            text, match.start(), match.end() + 40
        ):
            yield match.span()


def _bold_share(letter: Analysis) -> float:
    bold = whole = 0
    for unit in letter.scored:
        whole += len(unit.block.span)
        if unit.block.bold:
            bold += len(unit.block.span)
            continue
        for span in letter.document.bold:
            start, end = max(span.start, unit.block.span.start), min(span.end, unit.block.span.end)
            bold += max(end - start, 0)
    return bold / whole if whole else 0.0
