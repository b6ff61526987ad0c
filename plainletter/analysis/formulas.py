"""Published readability formulas, as pure functions of `Counts`.

Each is the formula as published, without rounding. Text without words or sentences has no grade: every
formula then gives 0.0. Grades are US school grades; the usual UK age is five years more.
"""

from __future__ import annotations

from math import sqrt

from plainletter.analysis.counts import Counts


def _empty(counts: Counts) -> bool:
    return counts.words == 0 or counts.sentences == 0


def flesch_reading_ease(counts: Counts) -> float:
    """Ease, usually 0 (very hard) to 100 (very easy).

    Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology 32, 221-233.
    """
    if _empty(counts):
        return 0.0
    return (
        206.835 - 1.015 * counts.words / counts.sentences - 84.6 * counts.syllables / counts.words
    )


def flesch_kincaid_grade(counts: Counts) -> float:
    """US grade.

    Kincaid, J. P., Fishburne, R. P., Rogers, R. L. and Chissom, B. S. (1975). Derivation of new
    readability formulas for Navy enlisted personnel. Research Branch Report 8-75.
    """
    if _empty(counts):
        return 0.0
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def smog_index(counts: Counts) -> float:
    """US grade for full comprehension; meant for 30 sentences and scaled to that from fewer.

    McLaughlin, G. H. (1969). SMOG grading: a new readability formula. Journal of Reading 12, 639-646
    (the regression equation, not the rounded square root of the short method).
    """
    if _empty(counts):
        return 0.0
    return 3.1291 + 1.0430 * sqrt(30 * counts.polysyllables / counts.sentences)


def gunning_fog(counts: Counts) -> float:
    """US grade.

    Gunning, R. (1952). The Technique of Clear Writing. McGraw-Hill.
    """
    if _empty(counts):
        return 0.0
    return 0.4 * (counts.words / counts.sentences + 100 * counts.complex_words / counts.words)


def automated_readability_index(counts: Counts) -> float:
    """US grade, from letters and digits a word and words a sentence.

    Smith, E. A. and Senter, R. J. (1967). Automated Readability Index. AMRL-TR-66-220.
    """
    if _empty(counts):
        return 0.0
    return 4.71 * counts.characters / counts.words + 0.5 * counts.words / counts.sentences - 21.43


def coleman_liau_index(counts: Counts) -> float:
    """US grade, from letters and sentences for each 100 words.

    Coleman, M. and Liau, T. L. (1975). A computer readability formula designed for machine scoring.
    Journal of Applied Psychology 60, 283-284.
    """
    if _empty(counts):
        return 0.0
    letters = 100 * counts.letters / counts.words
    sentences = 100 * counts.sentences / counts.words
    return 0.0588 * letters - 0.296 * sentences - 15.8


def dale_chall(counts: Counts) -> float:
    """Raw score; below 5 is read with ease after grade 4, 9 and more in college.

    Dale, E. and Chall, J. S. (1948). A formula for predicting readability. Educational Research
    Bulletin 27, 11-20 and 37-54: the 1948 formula, with its constant 3.6365 added only above 5 per cent
    of difficult words, as later practice has it. The 1995 revision works by tables, not by a formula.
    """
    if _empty(counts):
        return 0.0
    difficult = 100 * counts.difficult_words / counts.words
    score = 0.1579 * difficult + 0.0496 * counts.words / counts.sentences
    return score + 3.6365 if difficult > 5 else score


def lix(counts: Counts) -> float:
    """Läsbarhetsindex, from 20 (very easy) to 60 (very hard).

    Björnsson, C. H. (1968). Läsbarhet. Liber.
    """
    if _empty(counts):
        return 0.0
    return counts.words / counts.sentences + 100 * counts.long_words / counts.words
