from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pytest

from plainletter.analysis.reading_age import (
    FEATURES,
    OLDEST,
    TARGET_AGE,
    YOUNGEST,
    Drivers,
    SentenceValue,
    drivers,
    measure_sentence,
    reading_age,
    sentence_difficulty,
    sentence_features,
    years_of,
)
from plainletter.wordfiles import wordlists_dir

PLAIN = [
    "We are worried about your children.",
    "Please bring this letter to a solicitor.",
    "We want to help you keep them safe.",
]
OFFICIAL = [
    "The local authority is contemplating the initiation of care proceedings pursuant to legislation.",
    "Failure to engage with the assessment will necessitate the commencement of proceedings.",
]
MODEL = json.loads((wordlists_dir() / "words" / "reading_age.json").read_text(encoding="utf-8"))


def test_the_model_file_names_the_features_in_order_and_what_it_was_fitted_on() -> None:
    assert tuple(MODEL["weights"]) == FEATURES
    assert "CLEAR" in MODEL["fitted_on"]
    assert "CEFR-SP" in MODEL["fitted_on"]


def test_the_value_is_the_weighted_sum_of_the_features() -> None:
    found = sentence_features(OFFICIAL[0])
    assert found is not None
    words, features = found
    weights = MODEL["weights"].values()
    expected = MODEL["intercept"] + sum(w * f for w, f in zip(weights, features, strict=True))
    assert measure_sentence(OFFICIAL[0]) == SentenceValue(pytest.approx(expected), words)  # type: ignore[arg-type]
    assert words == 13


@pytest.mark.parametrize(
    ("easier", "harder"),
    [
        ("We will start the work soon.", "We will commence the work imminently."),
        ("You can get free legal help.", "Complimentary legal representation is obtainable."),
        ("Tell us if you need help.", "Notify us should you require assistance."),
        (
            "She was late for school.",
            "She was late for school, and she was tired, and she had not had her breakfast yet.",
        ),
    ],
)
def test_plain_words_and_short_sentences_are_easier(easier: str, harder: str) -> None:
    assert sentence_difficulty(easier) < sentence_difficulty(harder)


def test_plain_letters_reach_the_target_and_official_ones_do_not() -> None:
    assert reading_age(PLAIN).years < TARGET_AGE < 15 < reading_age(OFFICIAL).years


def test_the_text_is_the_mean_of_its_sentences_weighted_by_words() -> None:
    values = [measure_sentence(text) for text in PLAIN + OFFICIAL]
    weight = sum(value.words for value in values)
    mean = sum(value.difficulty * value.words for value in values) / weight
    age = reading_age(PLAIN + OFFICIAL)
    assert age.years == pytest.approx(years_of(mean))
    assert reading_age(values) == age


def test_repeating_a_text_changes_its_range_but_not_its_age() -> None:
    once, often = reading_age(PLAIN + OFFICIAL), reading_age((PLAIN + OFFICIAL) * 20)
    assert often.years == pytest.approx(once.years)
    assert YOUNGEST < once.low < often.low < often.years < often.high < once.high < OLDEST


def test_ages_stay_within_bounds() -> None:
    hard = "Notwithstanding jurisdictional indeterminacy, prothonotarial obfuscation predominates."
    assert reading_age([hard]).years == OLDEST
    assert years_of(-100.0) == YOUNGEST
    assert years_of(100.0) == OLDEST


def test_age_rises_with_difficulty_without_a_jump() -> None:
    ages = [years_of(step / 100) for step in range(-400, 400)]
    assert ages == sorted(ages)
    assert max(b - a for a, b in pairwise(ages)) < 0.1


@pytest.mark.parametrize("sentences", [[], [""], ["...", "–"]])
def test_nothing_to_read_has_the_youngest_age(sentences: list[str]) -> None:
    age = reading_age(sentences)
    assert (age.years, age.low, age.high) == (YOUNGEST, YOUNGEST, YOUNGEST)
    assert drivers(sentences) == Drivers(age, (), ())


def test_text_without_words_does_not_count() -> None:
    assert reading_age([*PLAIN, "...", ""]) == reading_age(PLAIN)
    assert sentence_features("...") is None


def test_names_and_figures_are_never_hard() -> None:
    names = frozenset({"Oluwaseun", "Featherstonehaugh"})
    sentence = "Today Oluwaseun met Featherstonehaugh’s brother"
    assert sentence_difficulty(sentence, names) < sentence_difficulty(sentence)
    assert sentence_difficulty(sentence, names) == pytest.approx(
        sentence_difficulty("Today Amy met Tom’s brother", frozenset({"amy", "TOM"}))
    )
    assert sentence_difficulty("Ring 0300 123 4567 today") == sentence_difficulty("Ring 9 today")


@pytest.mark.parametrize(
    ("tokenised", "printed"),
    [
        ("He ca n't come , it 's late .", "He can't come, it's late."),
        ("Do you need something to eat ?", "Do you need something to eat?"),
    ],
)
def test_tokenised_spelling_reads_the_same(tokenised: str, printed: str) -> None:
    assert sentence_difficulty(tokenised) == pytest.approx(sentence_difficulty(printed))


def test_punctuation_and_capitals_of_listed_words_buy_nothing() -> None:
    plain = "We may start care proceedings with the local authority"
    value = sentence_difficulty(plain)
    assert sentence_difficulty(plain + "!") == value
    assert sentence_difficulty(plain.replace("local authority", "Local Authority")) == value


def test_sentence_gains_are_what_the_age_would_lose() -> None:
    texts = PLAIN * 4 + OFFICIAL
    found = drivers(texts)
    assert found.age == reading_age(texts)
    assert {d.index for d in found.sentences} == {12, 13}
    assert [d.gain for d in found.sentences] == sorted(
        (d.gain for d in found.sentences), reverse=True
    )
    for driver in found.sentences:
        values = [measure_sentence(text) for text in texts]
        easier = (TARGET_AGE - MODEL["link"]["years_at_zero"]) / MODEL["link"]["years_per_unit"]
        values[driver.index] = SentenceValue(easier, values[driver.index].words)
        assert driver.gain == pytest.approx(found.age.years - reading_age(values).years)
        assert driver.years == pytest.approx(reading_age([texts[driver.index]]).years)


def test_word_gains_point_at_the_words_and_come_true() -> None:
    texts = PLAIN * 4 + OFFICIAL
    found = drivers(texts)
    for driver in found.words:
        for index, start, end in driver.places:
            assert texts[index][start:end].lower() == driver.word
    by_word = {driver.word: driver for driver in found.words}
    assert {"proceedings", "commencement", "initiation"} <= by_word.keys()
    assert len(by_word["proceedings"].places) == 2
    assert not {"the", "we", "children", "letter"} & by_word.keys()
    easier = [text.replace("initiation", "start") for text in texts]
    fall = found.age.years - reading_age(easier).years
    assert by_word["initiation"].gain == pytest.approx(fall, abs=0.1)


def test_words_that_are_names_or_look_like_names_do_not_drive() -> None:
    texts = ["The social worker from Scunthorpe met Oluwaseun at 10.30am on the premises."]
    found = {driver.word for driver in drivers(texts, frozenset({"oluwaseun"})).words}
    assert "premises" in found
    assert not {"scunthorpe", "oluwaseun", "10.30am"} & found


def test_only_as_many_drivers_as_asked_for() -> None:
    found = drivers(OFFICIAL, most=1)
    assert len(found.words) == 1
    assert len(found.sentences) == 1


def test_a_text_at_the_target_has_no_hard_sentence() -> None:
    assert drivers(PLAIN).sentences == ()


@pytest.mark.parametrize("unit", ["a", "word ", "a-", "Xing ", "proceedings ", "1 ", "e\u0301"])
def test_a_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    # Work that grows with the square of the text would not come back from this one.
    found = drivers([unit * (300_000 // len(unit))])
    assert 6 <= found.age.low <= found.age.years <= found.age.high <= 22


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from plainletter.analysis import reading_age as r; r.reading_age(['We met.']);"
        "print(sorted({'numpy', 'spacy', 'textstat', 'wordfreq', 'sklearn'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_benchmark_without_its_data_says_so(tmp_path: object) -> None:
    folder = wordlists_dir().parent / "tests" / "benchmarks"
    for name in ("readability.py", "fit_reading_age.py"):
        found = subprocess.run(
            [sys.executable, str(folder / name)],
            capture_output=True,
            text=True,
            check=False,
            env={"PLAINLETTER_DATA": str(tmp_path), "PATH": ""},
        )
        assert found.returncode == 0
        assert found.stdout.startswith("skipped: clear")
