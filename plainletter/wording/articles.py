"""Which of "a" and "an" stands before a text: by its sound, in British English.

Rules cover most words; `wordlists/words/articles.txt` holds the words they get wrong and the acronyms that
are said as a word. Read once, on the first call.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from plainletter.wordfiles import read_table

Article = Literal["a", "an"]

# Quotes, brackets, currency signs and marks that are written before a word and not said there.
_NOT_SAID: Final = " \t\r\n\f\v\u00a0\u202f\"'`´‘’“”«»‹›([{<*_~£$€¥#…–—-.,;:!?/\\|"
_NUMBER: Final = re.compile(r"\d+(?:[,\u202f\u00a0]\d{3}(?!\d))*")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[.&'’](?=[^\W\d_])[^\W\d_]+)*")
_SPOKEN_AN: Final = frozenset("AEFHILMNORSX")
_VOWELS: Final = frozenset("aeiou")
_VOWELS_AND_Y: Final = frozenset("aeiouy")
_SECTION_NUMBER: Final = re.compile(r"[.\u00a0 ]{0,2}\d")
_NEXT_WORD: Final = re.compile(r"[ \t]+([^\W\d_]+)")
# Without a vowel, yet read as the word they stand for: "a Mrs Okafor".
_ABBREVIATIONS: Final = frozenset(
    {"dr", "hrs", "lb", "lbs", "ltd", "mr", "mrs", "ms", "mt", "mth", "mths", "sgt", "sr", "st"}
)

# "a unit", "a user", "a Ukrainian", "a eulogy", "a one-off": words that start with a y or w sound. After "uni"
# these take "an" again: unimportant, uninjured, uninsured.
_SAID_YOU: Final = re.compile(
    r"uni(?!m[aeiop]|n[a-z]|d[e]|ss|nt|r[or])|u[bcdfghkrtv][aeiouy]|us[aeiu]|eu|ew[eia]|uk\b"
)


def indefinite_article(next_text: str) -> Article:
    """The article for the words that follow it: "a" or "an"; "a" where nothing there is said.

    Looks at the first word or number of `next_text` and skips quotes, brackets and currency signs before
    it. Acronyms are said letter by letter ("an NHS", "a UK") unless they are listed as words ("a MASH");
    text in capitals with a word of capitals after it, and capitals of five letters and more, are words.
    Numbers are said in British English: "an 8", "an 11", "an £18", "an 80", but "a 100" and "a 1,800".
    Never raises for any text; `PackError` if the installation lacks the list.
    """
    text = next_text.lstrip(_NOT_SAID)
    number = _NUMBER.match(text)
    if number is not None:
        return _before_number(number.group())
    match = _WORD.match(text)
    if match is None:
        return "a"
    word = match.group()
    return _before_word(word, text[match.end() :])


@cache
def _exceptions() -> dict[str, frozenset[str]]:
    """Lower-case words under "a" and "an"; acronyms said as a word under "word", else under "letters"."""
    found: dict[str, set[str]] = {"a": set(), "an": set(), "letters": set(), "word": set()}
    for line in read_table("articles.txt").splitlines():
        kind, _, word = line.partition(" ")
        found[kind].add(word)
    return {kind: frozenset(words) for kind, words in found.items()}


def _before_number(number: str) -> Article:
    groups = re.split(r"\D", number)
    digits = "".join(groups)
    # Eleven and eighteen are said where a group of one to three digits is just that: 11, 18,000, 11 million;
    # a year is said in pairs: an 1848 Act.
    leading = groups[0] if len(groups) > 1 else digits
    if len(groups) == 1 and len(digits) > 4:
        leading = digits[: len(digits) % 3 or 3]
    if digits.startswith("8"):
        return "an"
    if leading in ("11", "18"):
        return "an"
    if len(groups) == 1 and len(digits) == 4 and digits[:2] in ("11", "18"):
        return "an"
    # A telephone number starts with "oh"; 0 and 0.5 with "nought".
    return "an" if digits.startswith("0") and len(digits) > 1 and len(groups) == 1 else "a"


def _before_word(word: str, rest: str) -> Article:
    exceptions = _exceptions()
    word = word.replace("’", "'").removesuffix("'s")
    if _is_spelt_out(word, rest, exceptions["word"], exceptions["letters"]):
        return "an" if word[0].upper() in _SPOKEN_AN else "a"
    lower = word.lower()
    if lower in exceptions["a"]:
        return "a"
    return "an" if lower in exceptions["an"] else _by_sound(lower)


def _is_spelt_out(
    word: str, rest: str, said_as_word: frozenset[str], said_as_letters: frozenset[str]
) -> bool:
    """Whether the word is said letter by letter: NHS, M.P., SGOs, MSc, SpLD, X-ray, html."""
    if len(word) == 1:
        # "s.47" and "s 47" are read "section 47"; any other letter alone is its name.
        return not (word == "s" and _SECTION_NUMBER.match(rest))
    parts = re.split(r"[.&]", word)
    if len(parts) > 1:
        return all(len(part) == 1 for part in parts)
    if "'" in word:
        return False
    acronym = word[:-1] if word[-1] == "s" and word[:-1].isupper() and len(word) > 2 else word
    if acronym in said_as_word:
        return False
    if acronym in said_as_letters or not _VOWELS_AND_Y.intersection(acronym.lower()):
        return acronym.isascii() and acronym.lower() not in _ABBREVIATIONS
    if acronym.isupper():
        return not _is_shouted(acronym, rest, said_as_word)
    return word[:2].isupper()


def _is_shouted(word: str, rest: str, said_as_word: frozenset[str]) -> bool:
    """Whether capitals are an ordinary word: by its length, or because the next word is one too."""
    if len(word) > 4:
        return True
    following = _NEXT_WORD.match(rest)
    if following is None:
        return False
    other = following.group(1)
    vowels = _VOWELS_AND_Y.intersection(other.lower())
    return len(other) > 4 and other.isupper() and other not in said_as_word and bool(vowels)


def _by_sound(lower: str) -> Article:
    first = lower[0]
    if first == "h":
        return "an" if lower.startswith(("heir", "hono", "hour", "honest")) else "a"
    if first in "eu":
        return "a" if _SAID_YOU.match(lower) else "an"
    if first == "o":
        return "a" if lower in ("one", "once", "oneself", "ones") else "an"
    if first == "y":
        return "an" if len(lower) > 1 and lower[1] not in _VOWELS else "a"
    return "an" if first in "aiàâäáåéèêëíîïóôöø" else "a"
