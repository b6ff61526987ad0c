"""A short run of `fuzzing.py`, the same cases each time, and what longer runs have found."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzzing import TARGETS, run_cases

from plainletter import check_text
from plainletter.errors import PackError
from plainletter.packs.load import load_packs

CASES = {"docx": 40, "odt": 60, "pdf": 60, "lsp": 60}
"""Fewer than the others, since each takes longer."""

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("target", TARGETS)
def test_spoiled_input(target: str) -> None:
    run_cases(target, CASES.get(target, 120), 1)


@pytest.mark.parametrize("find", ["come{99999999999}", "(" * 5_000 + ")" * 5_000, "[[a]", "a**"])
def test_a_wrong_expression_is_a_fault_of_its_pack(tmp_path: Path, find: str) -> None:
    pack = tmp_path / "house.toml"
    pack.write_text(
        '[pack]\nid = "house"\ntitle = "House"\nversion = 1\nabout = "Ours."\n\n[[rule]]\n'
        'id = "tone.house"\nkind = "pattern"\ncategory = "tone"\ntitle = "Ours"\nlevel = "advice"\n'
        'message = "Please look."\nwhy = "It is ours."\nsource = "Us"\n'
        f"[[rule.entries]]\nfind = '{find}'\nask = \"Say it.\"\n",
        encoding="utf-8",
    )
    with pytest.raises(
        PackError, match=r"house\.toml:\d+: tone\.house: The expression .* is wrong"
    ):
        load_packs([pack])


def test_a_row_of_letters_of_no_width_takes_no_time() -> None:
    # 2,000 letters with one hidden sign took for ever once.
    assert check_text("Dear Ms Lowe\n\n" + "a" * 2_000 + "\u200b\n\nWe will ring you.\n").words
