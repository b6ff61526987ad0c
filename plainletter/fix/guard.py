"""The meaning guard: what a rewrite must leave as it is, however plain its wording.

It looks at the words that go and the words that come. Names, figures, dates, times and amounts, words of
negation, what is possible and what is a duty, and who is meant must be the same in both, as often as
before. The guard knows words, not what they say: where it is in doubt, the rewrite is left to the writer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection

from plainletter.analysis.lexicon import is_ordinary

_FIGURE = re.compile(r"[£€$]?\d(?:[\d.,:/-]*\d)?(?:st|nd|rd|th|am|pm|%)?", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|million|half|quarters?|dozen"
    r"|first|second|third|fourth|fifth|sixth|once|twice|both|single|double)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august"
    r"|september|october|november|december|(?-i:May)|today|tomorrow|yesterday|tonight|noon|midday|midnight"
    r"|daily|weekly|monthly|yearly|hourly|fortnights?|fortnightly|minutes?|hours?|days?|weeks?|months?"
    r"|years?|immediately|at once|now|always|often|sometimes)\b",
    re.IGNORECASE,
)
_ORDER_IN_TIME: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in (
        "before|prior to|in advance of|ahead of|previous(?:ly)?|earlier|preceding",
        "until|till|up to",
    )
)  # fmt: skip
"""What comes first and how long it lasts, by all its names; a name may change, the order may not."""
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|nowhere|neither|nor|without|unless|except|cannot|hardly|only"
    r"|fail(?:s|ed|ing|ure)?|lack(?:s|ed|ing)?|refus(?:e|es|ed|al|ing)|unable|unwilling|stop(?:s|ped)?"
    r"|den(?:y|ies|ied))\b|n't\b",
    re.IGNORECASE,
)
_MODALITY: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for words in (
        "may|might|perhaps|possibl[ey]|likely|probably|could",
        "can|able|could",
        r"must|shall|ha(?:ve|s|d) to|need(?:s|ed)? to|required|obliged|mandatory|compulsory|ought|should|ordered",
        "will|would|'ll|'d|going to",
        "if|whether|provided|in case|when",
    )
)  # fmt: skip
"""What is possible, what somebody is able to do, duty, the future, and conditions."""
_WHO = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|ours|you|your|yours|yourself|yourselves|he|him|his|she|hers?|they|them"
    r"|their|theirs|it|its|who|whom|whose|mum|dad|mother|father|parents?|children|baby|judge|court"
    r"|council|solicitor|police|school)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


_ACRONYM = re.compile(r"[\W\d]*[A-Z][A-Za-z&]{0,2}[A-Z][A-Za-z&]{0,6}s?[\W\d]*")
_BESIDE = re.compile(r" ?\([^()]*\)|: [^:()]*|[^()]*; ")
"""A gloss: brackets behind a term, or words put into brackets that are there."""


def only_explains(old: str, new: str) -> bool:
    """True where nothing goes: plain words are put beside a term, or an acronym is spelled out."""
    if not old.strip():
        return _BESIDE.fullmatch(new) is not None
    if new.startswith(old):
        return _BESIDE.fullmatch(new[len(old) :]) is not None
    return _ACRONYM.fullmatch(old) is not None and not new.isupper()


def meaning_changed(old: str, new: str, names: Collection[str], *, opens: bool = False) -> str:
    """What changes in meaning where `old` becomes `new`, in a word for the writer; "" for nothing.

    names: people's names of the letter, in small letters. opens: `old` begins its sentence, so that a
    capital letter at its start says nothing.
    """
    old, new = old.replace("’", "'"), new.replace("’", "'")
    counts: tuple[tuple[str, Callable[[str], Counter[str]]], ...] = (
        ("a figure", lambda text: _found(_FIGURE, text)),
        ("a number", lambda text: _found(_NUMBER, text)),
        ("a time", lambda text: _found(_TIME, text)),
        ("a “not”", lambda text: Counter({"not": sum(_found(_NEGATION, text).values())})),
        ("who is meant", lambda text: _found(_WHO, text)),
    )
    for told, count in counts:
        if count(old) != count(new):
            return told
    for words in _ORDER_IN_TIME:
        if bool(words.search(old)) != bool(words.search(new)):
            return "a time"
    for words in _MODALITY:
        if bool(words.search(old)) != bool(words.search(new)):
            return "what may, can or must happen"
    if _named(old, names, opens) != _named(new, names, opens):
        return "a name"
    return ""


def _found(expression: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(match.group().lower() for match in expression.finditer(text))


def _named(text: str, names: Collection[str], opens: bool) -> Counter[str]:
    """Words that name somebody or something: known names, and words with a capital that are no everyday
    words."""
    found: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        word, small = match.group(), match.group().lower().removesuffix("'s")
        capital = word[0].isupper() and not word.isupper() and not (opens and match.start() == 0)
        if small in names or (capital and not is_ordinary(small)):
            found[small] += 1
    return found
