"""Counts the readability formulas need, taken once per sentence and added up.

Sentences come from plainletter's own splitter and words from `plainletter.analysis.words`, so that no
formula splits the text again. A figure (number, date, time, reference, postcode, address) is one word
of one syllable and never hard; at most five of its letters and digits count, about the length of an
average English word, since a web address is not read letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from plainletter.analysis import lexicon
from plainletter.analysis.words import is_figure, word_texts
from plainletter.remembered import remembered

FIGURE_LETTERS = 5
LONG_WORD_LETTERS = 7  # Björnsson 1968: more than six letters
POLYSYLLABLE = 3
# Longer "words" are taken as they come, but not remembered.
_LONGEST_REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Counts:
    """What one or more sentences hold, as plain numbers; they add up.

    sentences: sentences with at least one word.
    words: words and figures.
    letters: letters in words; digits and punctuation are none.
    characters: letters and digits in words.
    syllables: syllables of all words; a figure has one.
    polysyllables: words of three or more syllables (SMOG).
    long_words: words of seven or more letters (LIX).
    difficult_words: words not on the Dale-Chall list; names and figures are never difficult.
    complex_words: words of three or more syllables without the endings -es, -ed and -ing, except names,
        figures and hyphenated words of shorter parts (Gunning fog).
    """

    sentences: int = 0
    words: int = 0
    letters: int = 0
    characters: int = 0
    syllables: int = 0
    polysyllables: int = 0
    long_words: int = 0
    difficult_words: int = 0
    complex_words: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.letters + other.letters,
            self.characters + other.characters,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
            self.long_words + other.long_words,
            self.difficult_words + other.difficult_words,
            self.complex_words + other.complex_words,
        )

    @classmethod
    def sum(cls, counts: Iterable[Counts]) -> Counts:
        """Add up the counts of many sentences; nothing to add gives zeros."""
        total = cls()
        for item in counts:
            total = total + item
        return total


def _is_complex(word: str, spoken: int) -> bool:
    """Whether Gunning's fog index calls a word complex; `spoken` is its number of syllables."""
    if spoken < POLYSYLLABLE:
        return False
    if "-" in word:
        return any(_is_complex(part, lexicon.syllables(part)) for part in word.split("-") if part)
    if word.endswith(("es", "ed", "ing")):
        bases = [base for base in lexicon.look_ups(word) if base != word and word[:2] == base[:2]]
        return all(lexicon.syllables(base) >= POLYSYLLABLE for base in bases)
    return True


def _measure(word: str) -> tuple[int, int, int, int, int, int, int]:
    if is_figure(word):
        letters = min(FIGURE_LETTERS, sum(map(str.isalpha, word)))
        return letters, min(FIGURE_LETTERS, sum(map(str.isalnum, word))), 1, 0, 0, 0, 0
    plain = lexicon.normalise(word)
    letters = sum(map(str.isalpha, plain))
    spoken = lexicon.syllables(plain)
    return (
        letters,
        letters,
        spoken,
        int(spoken >= POLYSYLLABLE),
        int(letters >= LONG_WORD_LETTERS),
        int(not lexicon.is_easy(plain)),
        int(_is_complex(plain, spoken)),
    )


_remembered = lru_cache(maxsize=16384)(_measure)


def fold_name(word: str) -> str:
    """Spelling under which names are compared: no case, no possessive ending."""
    folded = lexicon.normalise(word).casefold()
    return folded[:-2] if folded.endswith("'s") else folded.removesuffix("'")


@remembered(512)
def fold_names(names: frozenset[str]) -> frozenset[str]:
    """All names of a letter under the spelling of `fold_name`."""
    return frozenset(map(fold_name, names))


def names_in(text: str, names: frozenset[str]) -> frozenset[str]:
    """Those of the names that may stand in a text: all that matter to whoever reads no more than it. What is
    kept of a text is kept by these, so that it serves letters to other families too."""
    letters = lexicon.normalise(text).casefold()
    return frozenset(name for name, folded in _folded(names) if folded in letters)


@remembered(8)
def _folded(names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, fold_name(name)) for name in names)


@remembered(4096)
def count_sentence(text: str, names: frozenset[str] = frozenset()) -> Counts:
    """Count one sentence; `names` are single words, in any case, that are never hard.

    Text without a word gives zeros throughout, so that a row of dots is no sentence. Time is linear in
    the length of the text.
    """
    found = word_texts(text)
    if not found:
        return Counts()
    folded = fold_names(names)
    rows = []
    for word in found:
        row = _remembered(word) if len(word) <= _LONGEST_REMEMBERED else _measure(word)
        if folded and fold_name(word) in folded:
            row = (*row[:5], 0, 0)
        rows.append(row)
    return Counts(1, len(found), *map(sum, zip(*rows, strict=True)))
