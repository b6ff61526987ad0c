"""Letters that hang, crash or want all memory take no other letter with them."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SAMPLES

from plainletter import check_many
from plainletter.apart import ReadApart
from plainletter.config import Config, load_file, merge
from plainletter.errors import ConfigError, ReadError
from plainletter.limits import Limits, now, within
from plainletter.readers import read_bytes
from plainletter.workers import Workers

PLAIN = (SAMPLES / "formats/letter.docx").read_bytes()
pytestmark = pytest.mark.timeout(120)


def hang() -> None:
    time.sleep(600)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def eat(megabytes: int) -> int:
    return len(bytes(megabytes * 2**20))


def crash_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        crash()
    return "done"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as made:
        yield made


def test_a_job_that_hangs_is_ended(workers: Workers) -> None:
    with pytest.raises(ReadError, match=r"^it took more than 0\.5 seconds and was left; save it"):
        workers.result(Limits(seconds=0.5), hang)
    assert workers.result(Limits(), eat, 1) == 2**20


def test_a_process_that_dies_is_tried_again(workers: Workers, tmp_path: Path) -> None:
    assert workers.result(Limits(), crash_once, tmp_path / "mark") == "done"
    with pytest.raises(ReadError, match="ended twice"):
        workers.result(Limits(), crash)
    assert workers.result(Limits(), eat, 1) == 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems set no such limit")
def test_memory_has_a_limit(workers: Workers) -> None:
    assert workers.result(Limits(memory_megabytes=300), eat, 200) == 200 * 2**20
    with pytest.raises(ReadError, match=r"^it needs more than 300 MB of memory"):
        workers.result(Limits(memory_megabytes=300), eat, 400)
    # The next job has a limit of its own.
    assert workers.result(Limits(memory_megabytes=900), eat, 400) == 400 * 2**20


def test_reading_apart_gives_the_same() -> None:
    with ReadApart() as read:
        for sample in sorted((SAMPLES / "formats").glob("letter.*")):
            if sample.suffix != ".doc":
                data = sample.read_bytes()
                made, here = read(data, sample.name, Limits()), read_bytes(data, sample.name)
                assert replace(made, source=here.source) == here
                assert pickle.dumps(made.source) == pickle.dumps(here.source)
        with pytest.raises(ReadError, match=r"^a\.docx: it has more than 2 paragraphs"):
            read(PLAIN, "a.docx", Limits(paragraphs=2))
        assert read(PLAIN, "a.docx", Limits()).format == "docx"


def test_a_letter_that_hangs_is_one_report() -> None:
    letters = [SAMPLES / "formats/letter.txt", SAMPLES / "formats/letter.docx"]
    slow, quick = check_many(letters, config=Config(limits=Limits(seconds=0.01)), jobs=2)
    assert "took more than 0.01 seconds" in slow.problems[0].message
    assert [slow.path, quick.path] == list(map(str, letters))


class TestLimits:
    def test_within(self) -> None:
        before = now()
        with within(Limits(pages=1)):
            assert now().pages == 1
        assert now() is before

    def test_settings_add_up(self, tmp_path: Path) -> None:
        file = tmp_path / "plainletter.toml"
        file.write_text("[limits]\npages = 7\nmemory-megabytes = 0.5\n", encoding="utf-8")
        limits = merge((load_file(file),)).limits
        assert limits == Limits(pages=7, memory_megabytes=0.5)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("page = 7", "“limits.page” is not a setting. Did you mean “limits.pages”?"),
            ("pages = 0", "limits.pages is 0; it must be more than 0."),
            ("pages = -1", "limits.pages is -1; it must be more than 0."),
            ("pages = 1.5", "limits.pages is 1.5; it must be a whole number."),
            ("seconds = nan", "limits.seconds is nan; it must be more than 0."),
            ("seconds = inf", "limits.seconds is inf; it must be a number."),
            ("depth = 5000", "limits.depth is 5000; it must be at most 1000."),
            ('seconds = "5"', "“limits[...]”: expected a number, got text."),
        ],
    )
    def test_wrong_ones(self, tmp_path: Path, line: str, told: str) -> None:
        file = tmp_path / "plainletter.toml"
        file.write_text(f"[limits]\n{line}\n", encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            load_file(file)
        assert str(caught.value) == f"{file}: {told}"
