from __future__ import annotations

import pytest

from plainletter.analysis import lexicon
from plainletter.wordfiles import wordlists_dir

FOLDER = wordlists_dir() / "words"
TABLES = {
    "zipf.tsv": lambda value: 3.0 <= float(value) <= 8.0,
    "complexity.tsv": lambda value: 1.0 <= float(value) <= 6.0,
    "cefr.tsv": lambda value: value in {"A1", "A2", "B1", "B2"},
    "syllables.tsv": lambda value: 1 <= int(value) <= 12,
    "irregular.tsv": str.islower,
    "british_american.tsv": str.islower,
}


def rows(name: str) -> list[list[str]]:
    heading, *lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert heading.startswith("# ")
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize("name", [*TABLES, "easy_words.txt", "unusual.txt"])
def test_tables_are_sorted_unique_lower_case_words(name: str) -> None:
    words = [row[0] for row in rows(name)]
    assert len(words) > 200
    assert words == sorted(set(words))
    assert all(word == lexicon.normalise(word) and word.split() == [word] for word in words)


@pytest.mark.parametrize("name", TABLES)
def test_every_value_is_one_of_its_kind(name: str) -> None:
    for row in rows(name):
        assert len(row) == 2, row
        assert TABLES[name](row[1]), row


def test_syllable_exceptions_are_exceptions() -> None:
    for word, count in rows("syllables.tsv"):
        assert lexicon.syllables_by_rule(word) != int(count), word


def test_spelling_pairs_and_irregular_forms_change_the_word_and_do_not_chain() -> None:
    spellings = dict(rows("british_american.tsv"))
    assert all(british != other for british, other in spellings.items())
    assert not spellings.keys() & set(spellings.values())
    assert all(form != base for form, base in rows("irregular.tsv"))


def test_every_table_has_its_notice() -> None:
    notice = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for name in [*TABLES, "easy_words.txt", "unusual.txt", "reading_age.json"]:
        assert f"`{name}`" in notice
    assert "CC BY-SA 4.0" in (FOLDER / "zipf.tsv").read_text(encoding="utf-8").partition("\n")[0]


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("proceedings", "proceed"),
        ("Families", "family"),
        ("knives", "knife"),
        ("matches", "match"),
        ("planned", "plan"),
        ("caring", "care"),
        ("travelled", "travel"),
        ("easiest", "easy"),
        ("went", "go"),
        ("children", "child"),
        ("authority’s", "authority"),
        ("organised", "organized"),
        ("wouldn't", "would"),
        ("did n't", "did"),
    ],
)
def test_look_ups_reach_the_base_form(word: str, base: str) -> None:
    assert base in lexicon.look_ups(word)


@pytest.mark.parametrize(
    ("word", "wrong"), [("caring", "car"), ("bus", "bu"), ("string", "str"), ("this", "thi")]
)
def test_look_ups_do_not_reach_other_words(word: str, wrong: str) -> None:
    assert wrong not in lexicon.look_ups(word)


def test_common_words_are_commoner_easier_and_earlier_than_rare_ones() -> None:
    common, rare = "start", "commencement"
    assert (lexicon.zipf(common) or 0) > (lexicon.zipf(rare) or 0) > 0
    assert (lexicon.complexity(common) or 9) < (lexicon.complexity(rare) or 0)
    assert lexicon.cefr("start") == 1
    assert lexicon.cefr("abolish") == 4


def test_british_spelling_finds_what_american_spelling_has() -> None:
    assert lexicon.complexity("paediatrician") == lexicon.complexity("pediatrician")
    assert lexicon.cefr("organised") == lexicon.cefr("organized") == 2
    assert lexicon.is_easy("colour")


def test_unknown_words_are_none() -> None:
    assert lexicon.zipf("xqzzv") is None
    assert lexicon.complexity("xqzzv") is None
    assert lexicon.cefr("xqzzv") is None
    assert not lexicon.is_easy("xqzzv")


@pytest.mark.parametrize(
    "word", ["mum", "Mums", "dad", "children", "helped", "grandad", "bus-stop"]
)
def test_everyday_words_are_easy(word: str) -> None:
    assert lexicon.is_easy(word)


@pytest.mark.parametrize("word", ["proceedings", "safeguarding", "threshold"])
def test_official_words_are_not_easy(word: str) -> None:
    assert not lexicon.is_easy(word)


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("sporadic", "sporadic"),
        ("Sporadic", "sporadic"),
        ("corroborated", "corroborate"),
        ("culminating", "culminate"),
        ("ramifications", "ramification"),
        ("jeopardised", "jeopardise"),
        ("jeopardizing", "jeopardize"),
        ("demeanour’s", "demeanour"),
        ("acrimoniously", "acrimoniously"),
        ("uncorroborated", "uncorroborated"),
        ("implausibly", "implausibly"),
        ("non-adherence", "non-adherence"),
        ("counter-productive", "counter-productive"),
    ],
)
def test_unusual_words_in_their_forms(word: str, base: str) -> None:
    assert lexicon.unusual(word) == base


@pytest.mark.parametrize(
    "word",
    [
        # Made of easy parts, or forms of easy words.
        "unhelpfully", "bedtime", "drop-in", "stepbrother", "unkindness", "forgetfulness", "mother-in-law",
        # Known in every home.
        "nappy", "buggy", "cot", "dummy", "sippy", "nits", "tantrum", "grandad", "stepdad", "hoover", "wheelie",
        "tummy", "cuddle", "potty", "scooter", "playdate", "sleepover", "pram", "turquoise", "hamster",
        # Of other languages, slips of the keyboard, and no words at all.
        "halal", "dupatta", "pierogi", "recieve", "shcool", "xqzzv", "", "-", "--", "a-b-c-d-e-f-g-h-i",
        # A form of its own that learners know, and words that only look like a listed one.
        "appalling", "until", "only", "unless", "nonsense", "witness", "illness", "a" * 50, "un" * 10 + "ly" * 10,
    ],
)  # fmt: skip
def test_everyday_made_up_and_foreign_words_are_not_unusual(word: str) -> None:
    assert lexicon.unusual(word) is None


def test_no_unusual_word_is_easy_or_very_common() -> None:
    easy = {word for (word,) in rows("easy_words.txt")}
    levels, common = dict(rows("cefr.tsv")), dict(rows("zipf.tsv"))
    for (word,) in rows("unusual.txt"):
        assert word not in easy
        assert levels.get(word) != "A1", word
        assert float(common.get(word, "0")) < 4.6, word


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("mum", 1),
        ("court", 1),
        ("child", 1),
        ("children", 2),
        ("people", 2),
        ("business", 2),
        ("family", 3),
        ("solicitor", 4),
        ("authority", 4),
        ("organisation", 5),
        ("neighbour's", 2),
        ("Alex's", 3),
        ("decided", 3),
        ("helped", 1),
        ("well-being", 3),
        ("judgement", 2),
        ("behaviour", 3),
        ("wouldn't", 2),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert lexicon.syllables(word) == count


def test_syllables_of_anything_are_at_least_one() -> None:
    for word in ["", "-", "é", "Zürich", "ʼ", "hmm"]:
        assert lexicon.syllables(word) >= (0 if word in {"", "-"} else 1)
