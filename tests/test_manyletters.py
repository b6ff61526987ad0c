"""The generator of letters: always the same, as mixed as asked for, and broken only where it says so."""

from __future__ import annotations

import csv
import hashlib
import os
import random
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from manyletters import (
    COUNCIL,
    FORMATS,
    KINDS,
    Folder,
    Letter,
    Part,
    _Child,
    _Writer,
    compose,
    letter_text,
    write_letters,
)

from plainletter.engine import Checker
from plainletter.readers import read_file

DATA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "letters.toml").read_text("utf-8")
)
COUNT = 220


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder of readable letters."""
    return write_letters(tmp_path_factory.mktemp("many") / "letters", COUNT)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One broken file of each kind."""
    root = tmp_path_factory.mktemp("many") / "letters"
    folder = write_letters(root, 0, broken=len(KINDS))
    assert folder.letters == ()
    return {kind: path for path, kind in folder.broken.items()}


def _digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _number(path: Path) -> int:
    found = re.search(r"(\d{5})\.\w+$", path.name)
    assert found
    return int(found.group(1))


def _words(text: str) -> list[str]:
    """The words of a text without what a format adds to show lists, tables and headings."""
    text = re.sub(r"(?m)^\s*(?:\*|•|\d+\.|##)\s", "", text)
    return re.findall(r"[^\W_]+", text)


def _body(letter: Letter) -> list[Part]:
    """The parts between the title and the end, without headings."""
    start = next(i for i, part in enumerate(letter.parts) if part.text == letter.title)
    end = next(i for i, part in enumerate(letter.parts) if part.text == "Yours sincerely")
    return [part for part in letter.parts[start + 1 : end] if part.kind != "heading"]


def test_the_same_bytes_on_another_machine(tmp_path: Path) -> None:
    here = write_letters(tmp_path / "here", 60, broken=19, seed=5)
    code = (
        "import sys; from pathlib import Path; from manyletters import write_letters; "
        "write_letters(Path(sys.argv[1]), 60, broken=19, seed=5)"
    )
    settings = {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "PYTHONPATH": str(Path(__file__).parent)}  # fmt: skip
    there = tmp_path / "there"
    subprocess.run(
        [sys.executable, "-c", code, str(there)], env={**os.environ, **settings}, check=True
    )
    assert _digests(here.root) == _digests(there)
    assert here.metadata.read_bytes() == (tmp_path / "there-metadata.csv").read_bytes()
    times = [[p.stat().st_mtime for p in sorted(r.rglob("*.*"))] for r in (here.root, there)]
    assert times[0] == times[1]


def test_another_seed_gives_other_letters(tmp_path: Path, year: Folder) -> None:
    other = write_letters(tmp_path / "letters", 20, seed=2)
    assert not set(_digests(other.root).values()) & set(_digests(year.root).values())


def test_more_letters_do_not_change_the_first(tmp_path: Path, year: Folder) -> None:
    few = _digests(write_letters(tmp_path / "letters", 30, broken=2).root)
    many = _digests(year.root)
    assert len([name for name in few if many.get(name) == few[name]]) == 30


def test_folders_and_names(year: Folder) -> None:
    assert len(year.letters) == len(set(year.letters)) == COUNT
    assert list(year.letters) == sorted(p for p in year.root.rglob("*") if p.is_file())
    teams, months = set(), set()
    for path in year.letters:
        team, month, _ = path.relative_to(year.root).parts
        teams.add(team)
        months.add(month)
        assert re.fullmatch(r"202[56]-\d\d", month)
    assert teams == set(DATA["team"])
    assert len(teams) == 6
    assert len(months) == 14


def test_metadata_stands_beside_the_folder_and_names_every_file(tmp_path: Path) -> None:
    folder = write_letters(tmp_path / "letters", 40, broken=5)
    assert folder.metadata.parent == tmp_path
    with folder.metadata.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["path", "team", "author", "month", "district"]
    assert {folder.root / row["path"] for row in rows} == {*folder.letters, *folder.broken}
    for row in rows:
        assert row["path"].split("/")[:2] == [row["team"], row["month"]]
        assert row["author"] in [name for name, _ in DATA["team"][row["team"]]["authors"]]
        assert row["district"] in DATA["names"]["districts"]


def test_formats_in_their_shares(year: Folder) -> None:
    found = Counter(path.suffix[1:] for path in year.letters)
    for suffix, share in FORMATS.items():
        assert abs(found[suffix] - share * COUNT / 100) <= 2


def test_only_the_formats_asked_for(tmp_path: Path) -> None:
    folder = write_letters(tmp_path / "letters", 12, formats=("md", "txt"))
    assert Counter(path.suffix for path in folder.letters) == {".txt": 10, ".md": 2}


def test_a_few_letters_stand_under_two_paths(year: Folder) -> None:
    found = Counter(_digests(year.root).values())
    assert sorted(found.values()) == [1] * (COUNT - 6) + [2] * 3
    assert letter_text(109) == letter_text(105)


def test_free_text_is_never_the_same() -> None:
    found = Counter(
        " ".join(p.text + str(p.rows) for p in _body(compose(number)) if not p.template)
        for number in range(400)
        if number % 100 != 9
    )
    assert set(found.values()) == {1}


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_share_of_template_words(shared: float) -> None:
    shares = []
    for number in range(120):
        parts = _body(compose(number, shared=shared))
        shares.append(sum(p.words for p in parts if p.template) / sum(p.words for p in parts))
    assert abs(mean(shares) - shared) < 0.03
    assert all(abs(share - shared) < 0.15 for share in shares)


def test_letters_are_as_long_as_letters_are() -> None:
    lengths = [len(letter_text(number).split()) for number in range(300)]
    assert min(lengths) >= 250
    assert max(lengths) <= 900
    assert max(lengths) - min(lengths) > 400


def test_patterns_are_many_and_each_can_be_filled_in() -> None:
    themes, voices = DATA["theme"].values(), DATA["voice"].values()
    lists = [one for group in (*themes, *voices) for one in group.values() if isinstance(one, list)]
    patterns = [pattern for one in lists for pattern in one]
    assert len(patterns) == len(set(patterns)) > 120
    fixed = {
        word: word
        for line in DATA["line"]
        for word in re.findall(r"\{(\w+)\}", line["text"])
        if word not in ("date", "amount")
    }
    fixed |= dict.fromkeys(
        ("partner", "he_partner", "he_parent", "Mother", "Mum", "were", "have", "do"), "x"
    )
    day = date(2026, 5, 5)
    for pattern, theme in product(patterns, themes):
        writer = _Writer(random.Random(1), day, {**fixed, "teacher": "x", "school": "x"}, [_Child("Mia", 7, False)])  # fmt: skip
        said = writer.say(pattern, theme)
        assert not re.search(r"[\[\]{}|]|  |\.\.|None", said), (pattern, said)
        assert said[0] == said[0].upper()


def test_a_template_finder_has_something_to_find() -> None:
    texts = [letter_text(number) for number in range(200)]
    assert sum("Failure to attend this meeting will result in" in text for text in texts) > 30
    assert sum("The multi-agency network remains concerned" in text for text in texts) > 30
    assert sum("next to the midwives" in text for text in texts) > 5
    assert all(
        "Pre-Birth Team" in text for text in texts if "next to the midwives" in text
    )  # a line of one team alone
    assert all(text.startswith(COUNCIL) for text in texts)


def test_every_format_says_what_the_letter_says(year: Folder) -> None:
    seen = Counter[str]()
    for path in year.letters:
        document = read_file(path)
        assert document.problems == ()
        assert document.format == path.suffix[1:]
        assert _words(document.text) == _words(letter_text(_number(path))), path.name
        kinds = {block.kind for block in document.blocks}
        assert "heading" in kinds or path.suffix in (".pdf", ".txt", ".eml"), path.name
        parts = {part.kind for part in compose(_number(path)).parts}
        if path.suffix not in (".pdf", ".txt", ".eml"):
            assert ("table_cell" in kinds) == ("table" in parts), path.name
            assert ("list_item" in kinds) == bool({"bullet", "number"} & parts), path.name
        seen[path.suffix[1:]] += 1
    assert set(seen) == set(FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_good_letters_can_be_checked(year: Folder, run: Callable[..., Any], suffix: str) -> None:
    path = next(path for path in year.letters if path.suffix == f".{suffix}")
    done = run("check", path, "--quiet", "--fail-on", "never")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_are_told(spoilt: dict[str, Path], run: Callable[..., Any], kind: str) -> None:
    done = run("check", spoilt[kind], "--quiet", "--fail-on", "never")
    assert done.code == 3
    assert spoilt[kind].name in done.err


def test_the_huge_file_is_written_once(tmp_path: Path) -> None:
    folder = write_letters(tmp_path / "letters", 0, broken=45)
    found = Counter(folder.broken.values())
    assert found["huge"] == 1
    assert set(found) == set(KINDS)
    assert len(folder.broken) == 45
    assert len([path for path in folder.broken if path.stat().st_size > 2**20]) == 1


def test_there_is_a_story_to_tell(checker: Checker, year: Folder) -> None:
    """One team's letters of the first months are poor, another's of the last months are good."""

    def scores(team: str, months: range) -> list[int]:
        letters = [p for p in year.letters if compose(_number(p)).month in months and p.is_relative_to(year.root / team)]  # fmt: skip
        assert len(letters) >= 4
        return [checker.check(read_file(path)).scores["overall"].value for path in letters[:5]]

    early, late = scores("Court and Planning", range(5)), scores("Family Support East", range(9, 14))  # fmt: skip
    assert max(early) < 60
    assert min(late) > 70
    assert min(early) < 40
    assert max(late) > 85
