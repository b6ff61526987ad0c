"""How hard single words are: small tables, looked up by word, each read once when first needed.

The tables lie in `wordlists/words`; `NOTICE.md` there gives the source and licence of each, and
`build_lexicon.py` rebuilds them. Every function takes a word in any case and in British or American
spelling, and falls back on its base form ("proceedings" on "proceeding" and "proceed"). A word that no
table knows gives `None`: unknown is not the same as hard, and callers decide what it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from plainletter.wordfiles import read_table

# Everyday British words that the list, being American, lacks.
_EASY_BRITISH = frozenset(
    {"gran", "grandad", "granny", "mum", "mummy", "nan", "nanny", "nappy", "telly"}
)

# A longer run of letters is no word of any language in these tables.
_LONGEST_WORD = 40
# Nor is a longer chain of hyphens a compound ("mother-in-law").
_MOST_PARTS = 6

_LEVELS = {"A1": 1, "A2": 2, "B1": 3, "B2": 4}


def _text(name: str) -> str:
    """The lines of a table, without the heading lines that start with "#"."""
    text = read_table(name)
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text


def _pairs(name: str) -> dict[str, str]:
    # One split and one zip: several times faster than going line by line.
    fields = _text(name).split()
    return dict(zip(fields[::2], fields[1::2], strict=True))


@cache
def _zipf_table() -> dict[str, str]:
    return _pairs("zipf.tsv")


@cache
def _complexity_table() -> dict[str, str]:
    return _pairs("complexity.tsv")


@cache
def _cefr_table() -> dict[str, str]:
    return _pairs("cefr.tsv")


@cache
def _easy_words() -> frozenset[str]:
    return frozenset(_text("easy_words.txt").split())


@cache
def _unusual_words() -> frozenset[str]:
    return frozenset(_text("unusual.txt").split())


@cache
def _american() -> dict[str, str]:
    return _pairs("british_american.tsv")


@cache
def _irregular() -> dict[str, str]:
    return _pairs("irregular.tsv")


@cache
def _syllable_exceptions() -> dict[str, str]:
    return _pairs("syllables.tsv")


def normalise(word: str) -> str:
    """Return `word` as the tables spell it: lower case, composed, plain apostrophe and hyphen.

    Soft hyphens and the space of a split contraction ("do n't") go.
    """
    word = word.lower().replace(" ", "")
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", word).replace("\u00ad", "")
    for apostrophe in "’ʼ":
        word = word.replace(apostrophe, "'")
    for hyphen in "\u2010\u2011":
        word = word.replace(hyphen, "-")
    return word


_VOWEL = re.compile("[aeiouy]")
# Short verbs that would have doubled their last letter: "caring" comes from care, not from car.
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_CONTRACTION = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$|(?<=s)'$")


def bases_by_rule(word: str) -> Iterator[str]:
    """Yield the spellings a regular inflection could come from, likeliest first; many are no words."""
    stem = word
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies"):
            yield word[:-3] + "y"
        elif word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
            yield word[:-2]
        if word.endswith("ves"):
            yield word[:-3] + "f"
            yield word[:-3] + "fe"
        yield word[:-1]
        return
    if word.endswith(("ied", "ier")) and len(word) > 4:
        yield word[:-3] + "y"
        return
    if word.endswith("iest") and len(word) > 5:
        yield word[:-4] + "y"
        return
    for ending in ("ing", "ed", "est"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            break
    else:
        return
    if len(stem) < 2 or not _VOWEL.search(stem):
        return
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        yield stem[:-1]  # planned, bigger
        return
    if len(stem) > 2 and not _DOUBLES.fullmatch(stem):
        yield stem
    yield stem + "e"
    if stem.endswith("ll"):
        yield stem[:-1]  # travelled


def _is_known(word: str) -> bool:
    return (
        word in _zipf_table()
        or word in _easy_words()
        or word in _complexity_table()
        or word in _cefr_table()
    )


@lru_cache(maxsize=8192)
def look_ups(word: str) -> tuple[str, ...]:
    """Return the spellings to look a word up by, nearest first: itself, American, then base forms.

    Takes a word in any case. Base forms are regular inflections undone by rule, kept only if some table
    knows them; two steps at most ("meetings", "meeting", "meet"). Irregular forms are in the
    tables themselves or in the table of irregular forms.
    """
    word = normalise(word)
    if len(word) > _LONGEST_WORD:
        return (word,)
    found = [word]
    bare = _CONTRACTION.sub("", word)
    if bare != word and bare:
        found.append(bare)
    for spelling in found[:]:
        american = _american().get(spelling)
        if american is not None:
            found.append(american)
    start = 0
    base = _irregular().get(bare)
    if base is not None:
        found.append(base)
    for _ in range(2):
        step = found[start:]
        start = len(found)
        for spelling in step:
            for base in bases_by_rule(spelling):
                base_american = _american().get(base)
                for candidate in (base, base_american):
                    if candidate and candidate not in found and _is_known(candidate):
                        found.append(candidate)
    return tuple(found)


def _first(table: dict[str, str], spellings: tuple[str, ...]) -> str | None:
    for spelling in spellings:
        value = table.get(spelling)
        if value is not None:
            return value
    return None


def zipf(word: str) -> float | None:
    """How common a word is: log10 of its uses in a billion words (the Zipf scale, van Heuven 2014).

    The commonest of the word and its base forms counts, since who knows "apply" can read "applies". The
    table stops at 3.0 (one in a million); rarer words give `None`. From wordfreq.
    """
    spellings = look_ups(word)
    table = _zipf_table()
    values = [float(table[spelling]) for spelling in spellings if spelling in table]
    return max(values, default=None)


def complexity(word: str) -> float | None:
    """How hard readers find a word, 1 (very simple) to 6 (very complex): Maddela and Xu 2018."""
    value = _first(_complexity_table(), look_ups(word))
    return None if value is None else float(value)


def cefr(word: str) -> int | None:
    """The level at which learners meet a word, 1 (A1) to 4 (B2): CEFR-J 1.5, the easiest sense."""
    value = _first(_cefr_table(), look_ups(word))
    return None if value is None else _LEVELS[value]


def is_ordinary(word: str) -> bool:
    """True for a word that learners' lists hold, so not an acronym even where it stands in capitals."""
    return complexity(word) is not None or cefr(word) is not None or is_easy(word)


def is_easy(word: str) -> bool:
    """Whether a word is on the Dale-Chall list of words known to most ten-year-olds.

    As Dale and Chall count it, a regular plural, possessive, verb form or comparison of a listed word
    is easy, and so is a hyphenated word all of whose parts are.
    """
    easy = _easy_words()
    if any(spelling in easy or spelling in _EASY_BRITISH for spelling in look_ups(word)):
        return True
    parts = normalise(word).split("-")
    return 1 < len(parts) <= _MOST_PARTS and all(part in easy or is_easy(part) for part in parts)


# Of a shorter word too many others are one letter away.
_SHORTEST_UNUSUAL = 4
_NEGATING = ("un", "non")


@lru_cache(maxsize=8192)
def unusual(word: str) -> str | None:
    """The base form of `word` if many readers would not know it, else None.

    Listed words count in every regular inflected form, in British and American spelling, as a part of a
    hyphenated word, and with "un", "non", "ly" or "ness" joined on, which makes another word: the base of
    "corroborated" is "corroborate", that of "uncorroborated" itself. The list holds dictionary words only, so
    names, slips of the keyboard and words of other languages are never unusual, however rare; NOTICE.md
    in the folder of the tables says how it was made.
    """
    word = _CONTRACTION.sub("", normalise(word))
    if len(word) > _LONGEST_WORD:
        return None
    parts = word.split("-")
    if len(parts) == 1:
        return _listed(word)
    if len(parts) > _MOST_PARTS:
        return None
    known = all(_listed(part) is None for part in parts) and _listed("".join(parts)) is None
    return None if known else word


@lru_cache(maxsize=8192)  # Also keeps "unununlylyly" from being taken apart in every order.
def _listed(word: str) -> str | None:
    if len(word) < _SHORTEST_UNUSUAL:
        return None
    table = _unusual_words()
    if word in table:
        return word
    # What learners' lists hold is known in that form, whatever it comes from ("appalling").
    if word in _cefr_table() or word in _easy_words():
        return None
    for base in (word, *bases_by_rule(word)):
        for spelling in (base, _american().get(base, "")):
            if spelling in table:
                return spelling
    return word if any(_listed(stem) for stem in _stems(word)) else None


def _stems(word: str) -> Iterator[str]:
    """What a word could be made from with a prefix or an ending that adds no other difficulty."""
    for prefix in _NEGATING:
        if word.startswith(prefix):
            yield word.removeprefix(prefix)
    if word.endswith("ly"):
        yield word[:-2]
        if word.endswith("bly"):
            yield word[:-1] + "e"
        if word.endswith("ally"):
            yield word[:-4]
    if word.endswith("ness"):
        yield word[:-4]


_NOT_LETTERS = re.compile("[^a-z]+")
_VOWEL_GROUPS = re.compile("[aeiouy]+")
# Vowel letters that stand together in two syllables (being, area, radio, create, influence, actual).
_SPLIT_VOWELS = re.compile(
    r"[iy]ing|(?<![cgst])i[ao](?!u)|(?<=[cgst])i(?:ety|est|er|ate|atio|ary)|(?<![cst])i(?:ent|ence|et)"
    r"|i[uo]m|(?<![cgstx])iou|iers?$|(?<=[^cgst])iest$|[aeiou]y(?:[aiou]|e(?!d$))"
    r"|[^gq]u(?:al|ate|atio|ity|ent|ence|ing|ous|el$)|guing$|uou|uis[mt]"
    r"|eo(?!u|n)|creat|ea(?:l|m)?ity|e(?:ing|um)|coop|coord"
)
# Endings whose vowel is silent (made, makes, called, closely, safety, hopeful, movement).
_SILENT = re.compile(
    r"(?<=[^aeiouy])e$|(?<=[^aeiouychgsxz])es$|(?<=[^cs]h)es$|(?<=[^aeioudty])ed$|(?<=[gq])ue[ds]?$"
    r"|(?<=[^aeiouyl])e(?=(?:ly|ment|ments|ful|fully|less|ness|some|ty|man|men)$)"
)
_SPOKEN_LE = re.compile(r"[^aeiouywlr](?:le|les|led)$|[^aeiouy]re$|(?:sm|thm)s?$")


def syllables_by_rule(word: str) -> int:
    """Count the syllables of a lower-case word from its spelling alone; at least 1.

    Right for about five words in six that no dictionary holds, so it comes second to the table.
    """
    word = _NOT_LETTERS.sub("", word)
    count = len(_VOWEL_GROUPS.findall(word)) + len(_SPLIT_VOWELS.findall(word))
    count -= len(_SILENT.findall(word))
    if _SPOKEN_LE.search(word):
        count += 1
    return max(1, count)


def syllables(word: str) -> int:
    """Count the syllables of a word, at least 1; a hyphenated word has those of its parts.

    From the CMU Pronouncing Dictionary where it differs from the rule, else by the rule.
    """
    word = normalise(word)
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    table = _syllable_exceptions()
    known = table.get(word) or table.get(_american().get(word, ""))
    if known is not None:
        return int(known)
    if word.endswith("'s"):
        owner = word[:-2]
        return syllables(owner) + owner.endswith(
            ("s", "x", "z", "ch", "sh", "ce", "ge", "se", "ze")
        )
    return syllables_by_rule(word)
