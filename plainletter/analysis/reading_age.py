"""The reading age of a text: a fitted model of how hard people find sentences.

Each sentence gets a value from a ridge regression on features of its words and its make-up, without a
parser. The text's value is the mean over its sentences weighted by their words, so no feature may
depend on the length of the text. One model unit is one standard deviation of the difficulty that
teachers found in the passages of the CLEAR corpus, whose mean is 0; values are turned into years of
age by a link that is straight but for the easiest texts (see `wordlists/words/reading_age.json`, written by
`tests/benchmarks/fit_reading_age.py`, which says what the model was fitted on).

The value is linear in means over words, which is why `drivers` can say exactly what an easier word or
sentence would gain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log, sqrt

from plainletter.analysis import lexicon
from plainletter.analysis.counts import fold_name, fold_names, names_in
from plainletter.analysis.words import is_figure, words
from plainletter.remembered import remembered
from plainletter.wordfiles import read_table

YOUNGEST, OLDEST = 6.0, 22.0
TARGET_AGE = 11.0
"""Years of age that letters to families should aim for."""

# What an unknown word is taken for: a little rarer than the rarest in the table; harder than any listed
# level. Its complexity follows from its rarity, by a line fitted through the listed words.
_UNKNOWN_ZIPF = 2.6
_UNKNOWN_CEFR = 5
# Beyond this a sentence is a list or a table that lost its stops; its words still count.
_LONGEST_SENTENCE = 80
_LONGEST_REMEMBERED = 40

_PREPOSITION_WORDS = (
    "of in on at by for with from to into onto about over under between through during before below"
    " above against among within without upon towards toward across along behind beside beyond except"
    " despite"
)
_OTHER_WORDS = (
    "a an the this these those that which who whom whose what when where why how there here whereby"
    " wherein because although though while whereas unless until since whether if after as than"
    " and or but nor so yet not never no none nobody nothing neither nowhere"
    " i me my mine myself we us our ours ourselves you your yours yourself yourselves"
    " he him his himself she her hers herself it its itself they them their theirs themselves"
    " some any every each either both all another one other such own same"
    " be am is are was were been being have has had having do does did doing done"
    " can could will would shall should may might must ought cannot"
    " off out up down around near besides very too also just only then now again more most much many"
    " few less least let"
)
_PREPOSITIONS = frozenset(_PREPOSITION_WORDS.split())
FUNCTION_WORDS = _PREPOSITIONS | frozenset(_OTHER_WORDS.split())
"""Words that carry grammar rather than content; their rarity and length are not looked at."""

_CONTENT_FEATURES = (
    "zipf",
    "rarer_than_3",
    "rarer_than_3.5",
    "rarer_than_4",
    "complexity",
    "complexity_2.5",
    "complexity_3",
    "complexity_3.5",
    "cefr",
    "cefr_a2",
    "cefr_b1",
    "cefr_b2",
    "cefr_beyond",
    "not_dale_chall",
    "syllables",
    "letters",
    "nominal_ending",
    "ly_ending",
)
_WORD_FEATURES = ("content_share", "preposition_share", "name_like_share", "log_words")
FEATURES: tuple[str, ...] = (*_CONTENT_FEATURES, *_WORD_FEATURES)
"""Names of the features in order: means over the content words, then shares of all words and length."""

_N_CONTENT = len(_CONTENT_FEATURES)
_NOMINAL = re.compile(r"(?:[ts]ions?|ments?|[ae]nces?|it(?:y|ies)|ness(?:es)?|isms?|ships?)$")
_CONTRACTION = re.compile("'(?:s|re|ve|ll|d|m)?$")
# An everyday word: stands in where `drivers` asks what an easier word would gain, and for the content of
# a sentence that has none ("It is.").
_EVERYDAY = (
    5.6,
    0.0,
    0.0,
    0.0,
    1.5,
    0.0,
    0.0,
    0.0,
    1.0,
    0.0,
    0.0,
    0.0,
    0.0,
    0.0,
    1.2,
    4.5,
    0.0,
    0.0,
)


@dataclass(frozen=True, slots=True)
class SentenceValue:
    """A sentence's difficulty in model units, and its words, which are its weight in the text."""

    difficulty: float
    words: int


@dataclass(frozen=True, slots=True)
class ReadingAge:
    """Years of age at which a text is read with ease, and the range that two in three such texts keep to."""

    years: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SentenceDriver:
    """A sentence that raises the age.

    index: its place in the sequence given.
    years: its own reading age.
    gain: years by which the text's age would fall were this sentence alone at the target age.
    """

    index: int
    years: float
    gain: float


@dataclass(frozen=True, slots=True)
class WordDriver:
    """A hard word that raises the age.

    word: in lower case, without contraction or possessive ending.
    places: (sentence index, start, end) of each use, in code points of that sentence.
    gain: years by which the text's age would fall were an everyday word in each of these places.
    """

    word: str
    places: tuple[tuple[int, int, int], ...]
    gain: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """The reading age of a text with the sentences and words that do most to raise it, worst first."""

    age: ReadingAge
    sentences: tuple[SentenceDriver, ...]
    words: tuple[WordDriver, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    intercept: float
    weights: tuple[float, ...]
    years_at_zero: float
    years_per_unit: float
    bend: float
    slope_below_bend: float
    spread_fixed: float
    spread_per_word: float

    def value(self, features: Sequence[float]) -> float:
        return self.intercept + sum(map(float.__mul__, self.weights, features))

    def unclamped_years(self, difficulty: float) -> float:
        age = self.years_at_zero + self.years_per_unit * difficulty
        # Few passages are easier than this, so the straight line has nothing to rest on below it.
        if age < self.bend:
            age = self.bend + (age - self.bend) * self.slope_below_bend
        return age

    def years(self, difficulty: float) -> float:
        return _clamp(self.unclamped_years(difficulty))

    def difficulty(self, years: float) -> float:
        if years < self.bend:
            years = self.bend + (years - self.bend) / self.slope_below_bend
        return (years - self.years_at_zero) / self.years_per_unit


def _clamp(years: float) -> float:
    return min(OLDEST, max(YOUNGEST, years))


@cache
def _model() -> _Model:
    data = json.loads(read_table("reading_age.json"))
    weights = data["weights"]
    if tuple(weights) != FEATURES:
        raise ValueError("reading_age.json was fitted with other features than this version has")
    return _Model(
        intercept=float(data["intercept"]),
        weights=tuple(map(float, weights.values())),
        years_at_zero=float(data["link"]["years_at_zero"]),
        years_per_unit=float(data["link"]["years_per_unit"]),
        bend=float(data["link"]["bend"]),
        slope_below_bend=float(data["link"]["slope_below_bend"]),
        spread_fixed=float(data["spread"]["fixed"]),
        spread_per_word=float(data["spread"]["per_word"]),
    )


@dataclass(frozen=True, slots=True)
class _Profile:
    """What one word adds to its sentence.

    content: its content features; empty for function words, names and figures.
    name_like: capitalised and on no list of common words: inside a sentence most likely the name of a
        place or a service.
    """

    content: tuple[float, ...]
    preposition: bool = False
    name_like: bool = False


def _norms(plain: str) -> tuple[float | None, float | None, int | None]:
    """Zipf, complexity and level of a word; of a compound no table knows, those of its hardest part."""
    found = lexicon.zipf(plain), lexicon.complexity(plain), lexicon.cefr(plain)
    parts = [part for part in plain.split("-") if part]
    if found[0] is not None or not 2 <= len(parts) <= 6:
        return found
    zipfs = [lexicon.zipf(part) for part in parts]
    complexities = [lexicon.complexity(part) for part in parts]
    levels = [lexicon.cefr(part) for part in parts]
    return (
        None if None in zipfs else min(z for z in zipfs if z is not None),
        None if None in complexities else max(c for c in complexities if c is not None),
        None if None in levels else max(v for v in levels if v is not None),
    )


def _content_features(plain: str) -> tuple[float, ...]:
    zipf, complexity, level = _norms(plain)
    if zipf is None:
        zipf = _UNKNOWN_ZIPF
    if complexity is None:
        complexity = min(5.0, max(1.5, 5.6 - 0.72 * zipf))
    if level is None:
        # A word this common that the learners' list lacks is a name, a spelling or an Americanism.
        level = 2 if zipf >= 5 else _UNKNOWN_CEFR
    return (
        zipf,
        *(float(zipf < cut) for cut in (3.0, 3.5, 4.0)),
        complexity,
        *(float(complexity >= cut) for cut in (2.5, 3.0, 3.5)),
        float(level),
        *(float(level >= cut) for cut in (2, 3, 4, 5)),
        float(not lexicon.is_easy(plain)),
        float(lexicon.syllables(plain)),
        float(min(len(plain), 20)),
        float(len(plain) > 5 and _NOMINAL.search(plain) is not None),
        float(len(plain) > 4 and plain.endswith("ly")),
    )


_NO_CONTENT = _Profile(())


def _make_profile(word: str) -> _Profile:
    if is_figure(word):
        return _NO_CONTENT
    plain = lexicon.normalise(word)
    bare = _CONTRACTION.sub("", plain)
    if not bare or plain in FUNCTION_WORDS or bare in FUNCTION_WORDS or plain.endswith("n't"):
        return _Profile((), preposition=plain in _PREPOSITIONS)
    name_like = word[0].isupper() and lexicon.cefr(plain) is None and not lexicon.is_easy(plain)
    return _Profile(_content_features(plain), name_like=name_like)


_remembered = lru_cache(maxsize=16384)(_make_profile)


def _profile(word: str) -> _Profile:
    return _remembered(word) if len(word) <= _LONGEST_REMEMBERED else _make_profile(word)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence taken apart: its words with their spans and profiles, and its feature values."""

    spans: list[tuple[int, int]]
    words: list[str]
    profiles: list[_Profile]
    content_words: int
    features: tuple[float, ...]


@remembered(4096)
def _take_apart(text: str, folded: frozenset[str]) -> _Sentence | None:
    spans = words(text)
    if not spans:
        return None
    found = [text[start:end] for start, end in spans]
    profiles = [
        _NO_CONTENT if folded and fold_name(word) in folded else _profile(word) for word in found
    ]
    contents = [profile.content for profile in profiles if profile.content]
    many = len(found)
    content: Iterable[float] = _EVERYDAY
    if contents:
        content = [sum(column) / len(contents) for column in zip(*contents, strict=True)]
    features = (
        *content,
        len(contents) / many,
        sum(profile.preposition for profile in profiles) / many,
        # The first word has its capital from its place.
        sum(profile.name_like for profile in profiles[1:]) / many,
        log(min(many, _LONGEST_SENTENCE)),
    )
    return _Sentence(spans, found, profiles, len(contents), features)


def sentence_features(
    text: str, names: frozenset[str] = frozenset()
) -> tuple[int, tuple[float, ...]] | None:
    """Return the number of words of a sentence and its features, in the order of `FEATURES`.

    `names` are single words, in any case, that count as words but are never hard. Returns `None` for
    text without a word. Time is linear in the length of the text.
    """
    sentence = _take_apart(text, fold_names(names_in(text, names)))
    return None if sentence is None else (len(sentence.words), sentence.features)


def measure_sentence(text: str, names: frozenset[str] = frozenset()) -> SentenceValue:
    """Return the difficulty and the words of one sentence; see `sentence_features` for `names`.

    Text without a word has the difficulty of the youngest age and no weight.
    """
    model = _model()
    sentence = _take_apart(text, fold_names(names_in(text, names)))
    if sentence is None:
        return SentenceValue(model.difficulty(YOUNGEST), 0)
    return SentenceValue(model.value(sentence.features), len(sentence.words))


def sentence_difficulty(text: str, names: frozenset[str] = frozenset()) -> float:
    """Return the difficulty of one sentence in model units; higher is harder."""
    return measure_sentence(text, names).difficulty


def years_of(difficulty: float) -> float:
    """Return the years of age, 6 to 22, that a difficulty in model units stands for."""
    return _model().years(difficulty)


def _age(difficulty: float, weight: int) -> ReadingAge:
    model = _model()
    if weight == 0:
        return ReadingAge(YOUNGEST, YOUNGEST, YOUNGEST)
    spread = sqrt(model.spread_fixed + model.spread_per_word / weight)
    years = model.unclamped_years(difficulty)
    return ReadingAge(_clamp(years), _clamp(years - spread), _clamp(years + spread))


def reading_age(
    sentences: Sequence[str | SentenceValue], names: frozenset[str] = frozenset()
) -> ReadingAge:
    """Return the reading age of a text from its sentences, or from their values if already measured.

    Ages are years of UK age, 6 to 22. The range is wider for a short text. A text without words gives
    the youngest age throughout. `names` apply to sentences given as text.
    """
    values = [s if isinstance(s, SentenceValue) else measure_sentence(s, names) for s in sentences]
    weight = sum(value.words for value in values)
    total = sum(value.difficulty * value.words for value in values)
    return _age(total / weight if weight else 0.0, weight)


def drivers(
    sentences: Sequence[str],
    names: frozenset[str] = frozenset(),
    *,
    target_age: float = TARGET_AGE,
    most: int = 10,
) -> Drivers:
    """Return what raises the reading age of a text: up to `most` sentences and `most` words.

    A sentence's gain is what the text's age would lose if that sentence came down to `target_age`
    (years); a word's, what it would lose if a short everyday word stood in each of its places. Gains
    are in years, each for that one change by itself, and only those above 0 are listed; where the age
    is clamped at 22 a change may gain nothing by itself. Names, figures and function words are never
    hard, nor are words on the Dale-Chall list. Time is linear in the length of the text.
    """
    model = _model()
    taken = [_take_apart(text, fold_names(names_in(text, names))) for text in sentences]
    weight = sum(len(sentence.words) for sentence in taken if sentence)
    if weight == 0:
        return Drivers(_age(0.0, 0), (), ())
    values = [model.value(sentence.features) if sentence else 0.0 for sentence in taken]
    total = sum(value * len(s.words) for value, s in zip(values, taken, strict=True) if s) / weight
    years = model.years(total)
    aim = model.difficulty(target_age)

    hard_sentences = []
    places: dict[str, list[tuple[int, int, int]]] = {}
    excess: dict[str, float] = {}
    for index, (value, sentence) in enumerate(zip(values, taken, strict=True)):
        if sentence is None:
            continue
        share = len(sentence.words) / weight
        gain = years - model.years(total - max(0.0, value - aim) * share)
        if gain > 0:
            hard_sentences.append(SentenceDriver(index, model.years(value), gain))
        for at, profile in enumerate(sentence.profiles):
            if not profile.content or (profile.name_like and at > 0):
                continue
            plain = _CONTRACTION.sub("", lexicon.normalise(sentence.words[at]))
            if lexicon.is_easy(plain):
                continue
            harder = _excess(profile.content, model) * share / sentence.content_words
            excess[plain] = excess.get(plain, 0.0) + harder
            places.setdefault(plain, []).append((index, *sentence.spans[at]))
    hard_words = [
        WordDriver(word, tuple(places[word]), gain)
        for word, lighter in excess.items()
        if (gain := years - model.years(total - lighter)) > 0
    ]
    return Drivers(
        _age(total, weight),
        tuple(sorted(hard_sentences, key=lambda d: (-d.gain, d.index))[:most]),
        tuple(sorted(hard_words, key=lambda d: (-d.gain, d.word))[:most]),
    )


def _excess(content: tuple[float, ...], model: _Model) -> float:
    """What a content word adds to the sum over its sentence beyond an everyday word in its place."""
    return sum(
        weight * (value - easy)
        for weight, value, easy in zip(model.weights[:_N_CONTENT], content, _EVERYDAY, strict=True)
    )
