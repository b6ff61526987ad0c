"""Terms of several words: longest first, and an adverb may stand between two of their words."""

from __future__ import annotations

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.readers import read_bytes

PACK = """
[pack]
id = "house"
title = "Words of this test"
version = 1

[[rule]]
id = "jargon.test-term"
kind = "phrase"
category = "jargon"
title = "Terms of this test"
message = "“{found}” is a test. Try “{first}”."
why = "It is a test."
source = "this test"
entries = [
  { find = "take forward", pos = "VERB", say = ["do"] },
  { find = "pattern of concern", pos = "NOUN", ask = "Say what happened." },
  { find = "as to", ask = "Say about." },
]
"""


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "house.toml").write_text(PACK, encoding="utf-8")
    return Checker(Config(packs=(str(folder),), select=("jargon.test-term",)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We took forward your idea.", "took forward"),
        ("We took slowly forward your idea.", "took slowly forward"),
        ("We are also taking always forward your idea.", "taking always forward"),
        ("We took it forward.", None),
        ("We took never forward your idea.", None),
        ("We took slowly and surely forward your idea.", None),
        ("There is a pattern still of concern here.", "pattern still of concern"),
        ("I asked as also to Friday.", None),
    ],
)
def test_an_adverb_may_stand_inside_a_term(checker: Checker, text: str, found: str | None) -> None:
    findings = checker.check(read_bytes(text.encode(), "row.txt")).findings
    assert [finding.text for finding in findings] == ([found] if found else [])


def test_a_wording_that_would_lose_the_adverb_is_no_edit(checker: Checker) -> None:
    whole, parted = (
        checker.check(read_bytes(text.encode(), "row.txt")).findings[0].suggestions[0]
        for text in ("We took forward your idea.", "We took slowly forward your idea.")
    )
    assert whole.edits
    assert parted.text == "do"
    assert not parted.edits
