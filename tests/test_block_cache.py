"""Blocks that are kept from check to check: whatever was checked before, a letter's report is the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import LETTERS, SAMPLES
from manyletters import letter_text

from plainletter import detectors, engine
from plainletter.analysis.analyse import Analysis, analyse
from plainletter.analysis.parses import Parses
from plainletter.block_cache import MOST_BLOCKS, BlockCache
from plainletter.config import Config
from plainletter.detectors import BLOCKWISE, DETECTORS, run_detector
from plainletter.engine import Checker, pipeline
from plainletter.letter import anatomy
from plainletter.model import Document
from plainletter.packs.schema import DetectorRule
from plainletter.readers import read_bytes, read_file

TEXTS = [letter_text(number, seed=11, shared=0.6) for number in range(8)]


@pytest.fixture(scope="module")
def busy() -> Checker:
    """A checker that has seen many letters."""
    return Checker(Config())


@pytest.fixture(scope="module")
def fresh() -> Checker:
    """A checker to forget everything before each check."""
    return Checker(Config())


def document(text: str) -> Document:
    return read_bytes(text.encode(), "letter.txt")


def same(busy: Checker, fresh: Checker, letter: Document) -> bool:
    fresh.forget()
    wanted = fresh.check(letter).to_dict(with_sentences=True)
    return busy.check(letter).to_dict(with_sentences=True) == wanted


def letters() -> Iterator[Document]:
    yield from (read_file(SAMPLES / name) for name in LETTERS)
    yield from map(document, TEXTS)


def test_a_report_is_the_same_whatever_was_checked_before(busy: Checker, fresh: Checker) -> None:
    for letter in letters():
        busy.check(letter)
    for letter in letters():
        assert same(busy, fresh, letter), letter.path


@pytest.mark.parametrize("seed", range(2))
def test_a_letter_that_is_worked_on(busy: Checker, fresh: Checker, seed: int) -> None:
    """Paragraphs that change, move, come and go, and names that are learnt on the way."""
    chance = random.Random(seed)
    others = "\n\n".join(TEXTS[:4]).split("\n\n")
    paragraphs = TEXTS[4 + seed].split("\n\n")
    for _ in range(10):
        at = chance.randrange(len(paragraphs))
        match chance.randrange(5):
            case 0:
                paragraphs.insert(at, chance.choice(others))
            case 1:
                paragraphs.append(paragraphs.pop(at))
            case 2:
                paragraphs[at] += chance.choice(
                    [" You must come.", " “You failed,” she said.", "!"]
                )
            case 3:
                paragraphs.insert(0, chance.choice(["To: Mr Will Court", "Dear Hope and Mark,"]))
            case _:
                paragraphs[at] = paragraphs[at].replace(" you ", " the parents ").upper()
        assert same(busy, fresh, document("\n\n".join(paragraphs)))


def test_other_profiles_and_formats_are_kept_apart(busy: Checker, fresh: Checker) -> None:
    for name in ("letter.txt", "letter.md", "letter.html"):
        assert same(busy, fresh, read_bytes(TEXTS[0].encode(), name))
    auto, auto_fresh = Checker(Config(profile="auto")), Checker(Config(profile="auto"))
    for text in TEXTS[:3]:
        assert same(auto, auto_fresh, document(text))


def test_the_detectors_of_one_block_look_at_no_other() -> None:
    assert set(DETECTORS) > BLOCKWISE
    rules = [
        rule for rule in Checker(Config()).ruleset.rules.values()
        if isinstance(rule, DetectorRule) and rule.detector in BLOCKWISE
    ]  # fmt: skip
    assert {rule.detector for rule in rules} == BLOCKWISE
    found = 0
    for letter in letters():
        whole = analyse(anatomy(letter), pipeline())
        parts = [Analysis(whole.anatomy, (unit,)) for unit in whole.units]
        for rule in rules:
            together = list(run_detector(rule, whole, []))
            alone = [match for part in parts for match in run_detector(rule, part, [])]
            assert alone == together, rule.id
            found += len(together)
    assert found > 100


def test_what_could_not_be_run_is_not_kept_as_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")

    def broken(name: str) -> Any:
        if name == "obligation":
            raise ValueError(name)
        return detector(name)

    detector = detectors.detector
    checker = Checker(Config())
    with monkeypatch.context() as patch:
        patch.setattr(detectors, "detector", broken)
        for _ in range(2):
            assert any(
                problem.stage == "detect" for problem in checker.check(document(TEXTS[0])).problems
            )
    healthy = checker.check(document(TEXTS[0]))
    assert healthy.problems == ()
    assert healthy.findings == Checker(Config()).check(document(TEXTS[0])).findings


def test_no_more_is_kept_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = pipeline()
    parses = Parses(most=100)
    texts = [f"We will ring you on day {number}." for number in range(20)]
    first = parses.of(nlp, texts, texts)
    again = parses.of(nlp, texts, texts)
    assert [doc.text for doc in first] == [doc.text for doc in again] == texts
    assert sum(map(len, parses.kept)) <= 100
    assert first[-1] is again[-1] or first[-1].text == again[-1].text
    monkeypatch.setattr("plainletter.block_cache.MOST_BLOCKS", 5)
    assert MOST_BLOCKS > 5
    checker = Checker(Config())
    for text in TEXTS[:2]:
        checker.check(document(text))
    assert len(checker._blocks.kept) <= 5


def test_what_is_forgotten_is_gone() -> None:
    checker = Checker(Config())
    checker.check(document("Dear Zebedee,\n\nYou must come to the meeting.\n"))
    assert checker._blocks.kept
    checker.forget()
    assert checker._blocks.kept == ()
    assert not any("Zebedee" in text for text in checker._blocks.parses.kept)


def test_only_new_blocks_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    checker = Checker(Config())
    letter = document(TEXTS[5])
    checker.check(letter)
    plain = engine.pipeline().make_doc

    def make_doc(text: str) -> Any:
        parsed.append(text)
        return plain(text)

    monkeypatch.setattr(engine.pipeline(), "make_doc", make_doc)
    checker.check(letter)
    assert parsed == []
    checker.check(document(TEXTS[5] + "\n\nPS We will ring you on Monday.\n"))
    assert parsed == ["PS We will ring you on Monday."]


def test_a_block_cache_finds_what_the_finder_finds() -> None:
    letter = analyse(anatomy(document(TEXTS[1])), pipeline())
    rules = Checker(Config())._rules(Checker(Config()).profiles["letter-to-family"])
    cache = BlockCache()
    wanted = sorted(rules.patterns.find(letter), key=lambda m: (m.span, m.rule.id))
    for _ in range(2):
        found = cache.matches(letter, "x", rules.patterns.find)
        assert sorted(found, key=lambda m: (m.span, m.rule.id)) == wanted
    assert wanted


def test_words_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from plainletter import engine

    own = Checker(Config())
    document = read_bytes(b"Dear Ms Lowe\n\nYou must attend the meeting.\n", "letter.txt")
    before, loaded = own.check(document), engine.pipeline()
    assert own.check(document) == before
    assert engine.pipeline() is loaded
    with monkeypatch.context() as patch:
        patch.setattr(engine, "MOST_STRINGS", len(loaded.vocab.strings) - 1)
        assert own.check(document) == before
    assert engine.pipeline() is not loaded
    assert own.check(document) == before
