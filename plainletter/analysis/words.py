"""Words of a sentence, as the counts and the reading age see them.

A word is a run of letters with inner apostrophes and hyphens ("don't", "well-being"). Numbers, dates,
times, amounts, phone numbers, postcodes, references, e-mail and web addresses are *figures*: each
number, address, phone number, postcode or reference is one word, and the counts take a figure as one
word of one syllable that is never hard. A date such as "12 May 2026" is three words, one of them
("May") an ordinary word. Readers know figures by sight, and spelling out how a number is said would
let a phone number raise the reading age.
"""

from __future__ import annotations

import re

# Letters may carry combining marks (decomposed é) and soft hyphens, which word processors leave behind.
_LETTERS = r"(?>(?:[^\W\d_]++[\u0300-\u036f\u00ad]*+)+)"
# Some texts come with contractions split ("do n't", "it 's"); they are one word all the same.
_SPLIT_ENDING = r"(?>(?:\ (?:n['’]t|['’](?:s|re|ve|ll|d|m))(?!\w))?)"
_WORD = rf"{_LETTERS}(?>(?:['’ʼ\u2010\u2011-]{_LETTERS})*){_SPLIT_ENDING}"

# Every quantifier that could run over a long text before failing is bounded or gives nothing back, which keeps
# the scan linear on input such as a million letters or dots. Groups are atomic, not possessive: a
# possessive group in Python 3.11.2, which Debian 12 has, keeps the start of a try that failed.
_FIGURE = r"""
    (?:https?://|www\.)\S*[\w/]                                       # web address
  | [^\W_][\w.+'-]{0,63}+@[^\W_][\w-]*+(?>(?:\.[\w-]++)*)                             # e-mail address
  | (?:[A-Za-z0-9-]{1,63}\.){1,5}(?:uk|com|org|net|info|wales)\b(?:/\S*[\w/])?  # bare web address
  | (?:\+\d{1,3}|\(?0)[\d()\ -]{7,14}\d(?!\w)                          # phone number
  | [A-Z]{1,2}\d[A-Z\d]?\ \d[A-Z]{2}\b                                 # postcode
  | (?=[\w/-]{0,40}?\d)[^\W_]++(?>(?:[.,:](?=\d)[^\W_]++|[/_&'’-]++[^\W_]++)*)  # number, reference
  | [^\W\d_](?>(?:\.[^\W\d_])+)(?![^\W\d_])                               # e.g., a.m., U.K.
"""

_PLAIN_WORDS = re.compile(_WORD)
_ALL_WORDS = re.compile(f"{_FIGURE} | {_WORD}", re.VERBOSE)
_MAY_HOLD_FIGURE = re.compile(r"[\d@]|\.\w|://")
_IS_FIGURE = re.compile(r"[\d@]|://|\.\w\w|^www\.")


def words(text: str) -> list[tuple[int, int]]:
    """Return the words of `text` in order, as half-open spans in code points.

    Time is linear in the length of the text.
    """
    pattern = _ALL_WORDS if _MAY_HOLD_FIGURE.search(text) else _PLAIN_WORDS
    return [match.span() for match in pattern.finditer(text)]


def word_texts(text: str) -> list[str]:
    """Return the words of `text` in order, as they are spelt; the strings of the spans of `words`."""
    if _MAY_HOLD_FIGURE.search(text):
        return [match[0] for match in _ALL_WORDS.finditer(text)]
    return _PLAIN_WORDS.findall(text)


def is_figure(word: str) -> bool:
    """Whether a word is a number, date, time, reference, postcode or address, not a word to be read."""
    return _IS_FIGURE.search(word) is not None
