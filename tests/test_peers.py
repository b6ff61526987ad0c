"""The table that compares plainletter with other tools: its figures follow from the times, and a tool that
was not timed is a row that says why."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from benchmarks.peers.install import CLIENTS, NotInstalled, install, missing, write_style
from benchmarks.peers.loops import LOOPS
from benchmarks.peers.measure import NotMeasured, measure, repeated, timed, write_corpus
from benchmarks.peers.table import Times, markdown_table, text_table
from benchmarks.peers.tools import PACKAGES, PEERS, PLAINLETTER, Peer, command

OURS = Times(one=2.0, many={"unique": 8.0, "templated": 5.0}, alone=2.4)
QUICK = Times(one=0.5, many={"unique": 1.1, "templated": 3.5}, alone=0.6)
BESIDE = Peer("Beside 1.0", ("beside",), "found", "lists", "a parse")
ABSENT = Peer("Absent 2.0", ("absent",), "found", "grammar", "tone", "npm")
RESULTS = {PLAINLETTER: OURS, BESIDE: QUICK, ABSENT: "npm is not on this machine"}


def test_rates_leave_the_start_out_and_ratios_are_to_plainletter() -> None:
    lines = text_table(RESULTS, 60).splitlines()
    assert lines[1].split()[1:] == [
        "2.00",
        "8.00",
        "5.00",
        "10.0",
        "1.00",
        "20.0",
        "1.00",
        "2.40",
        "1.00",
    ]
    assert lines[2].split()[2:] == [
        "0.50",
        "1.10",
        "3.50",
        "100.0",
        "10.00",
        "20.0",
        "1.00",
        "0.60",
        "4.00",
    ]


def test_a_missing_tool_is_a_row_that_says_why() -> None:
    why = "skipped: npm is not on this machine"
    assert text_table(RESULTS, 60).splitlines()[3].split(maxsplit=2)[2] == why
    row = f"| Absent 2.0 | {why} |  |  | grammar | tone |"
    assert markdown_table(RESULTS, 60).splitlines()[-1] == row


def test_each_tool_says_what_it_does_and_does_not() -> None:
    lines = text_table(RESULTS, 60).splitlines()
    assert [" ".join(line.split()) for line in lines[-2:]] == [
        "Beside 1.0 lists; not: a parse", "Absent 2.0 grammar; not: tone",
    ]  # fmt: skip


def test_the_table_for_the_readme() -> None:
    lines = markdown_table(RESULTS, 60).splitlines()
    assert (
        lines[0]
        == "| tool | unique | templated | one letter, cold | what it does | what it does not |"
    )
    assert lines[3] == (
        "| Beside 1.0 | 100.0/s (10.00) | 20.0/s (1.00) | 0.60 s (4.00) | lists | a parse |"
    )
    assert {line.count("|") for line in lines} == {7}


def test_what_is_lost_in_noise_has_no_figure() -> None:
    noise = Times(one=1.0, many={"unique": 0.9, "templated": 1.0}, alone=1.0)
    cells = text_table({PLAINLETTER: OURS, BESIDE: noise}, 60).splitlines()[2].split()
    assert cells[5:9] == ["?"] * 4


def script(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "tool.py").write_text(text, encoding="utf-8")
    return ("{own}", str(folder / "tool.py"))


def test_tools_take_turns_and_all_letters(tmp_path: Path) -> None:
    log = tmp_path / "log"
    words = script(
        tmp_path,
        "import sys; print('found', *sys.argv[1:])\n"
        f"with open({str(log)!r}, 'a') as log: print(len(sys.argv) - 1, file=log)",
    )
    corpus = write_corpus(tmp_path, 4)
    results = measure([Peer("Any", words, "found", "", "")], tmp_path, corpus, 2)
    assert log.read_text().split() == ["1", "5", "5"] * 2
    [times] = results.values()
    assert isinstance(times, Times)
    assert times.alone == times.one > 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("raise SystemExit('no rules found')", "no rules found"),
        ("import sys; print('found', sys.argv[1])", "first"),
        ("raise SystemExit(3)", "no output, exit code 3"),
    ],
    ids=["fails", "stops early", "is silent"],
)
def test_a_tool_that_does_not_come_to_the_end_has_no_time(
    tmp_path: Path, text: str, why: str
) -> None:
    letters = [Path(f"{name}.txt") for name in ("first", *"abcdef")]
    words = command(script(tmp_path, text), tmp_path)
    with pytest.raises(NotMeasured, match=why):
        timed(words, [tmp_path / letter for letter in letters], "found")


def test_a_tool_that_is_not_there_has_no_time(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="No such file"):
        timed(["./absent"], [tmp_path / "first.txt"], "found")


def test_what_a_client_could_not_bring_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path, _packages: object) -> None:
        raise NotInstalled("npm is not on this machine")

    for client in CLIENTS:
        monkeypatch.setitem(CLIENTS, client, fail if client == "npm" else lambda *_: None)
    assert missing("npm", tmp_path) == "not installed; --install brings it"
    install(tmp_path)
    assert missing("npm", tmp_path) == "npm is not on this machine"
    assert missing("go", tmp_path) == ""
    results = measure([ABSENT], tmp_path, write_corpus(tmp_path, 1), 1)
    assert results == {ABSENT: "npm is not on this machine"}


def test_every_tool_can_be_brought_and_run(tmp_path: Path) -> None:
    for peer in PEERS:
        assert not peer.client or peer.client in PACKAGES.keys() & CLIENTS.keys()
        first, *words = command(peer.many, tmp_path, 1)
        assert Path(first).is_relative_to(tmp_path) or first == sys.executable
        assert not any(word.endswith("loops.py") for word in words) or words[1] in LOOPS


def test_the_style_has_a_file_for_each_rule_of_terms(tmp_path: Path) -> None:
    write_style(tmp_path)
    style = json.loads((tmp_path / "jargon-legal-word.yml").read_text(encoding="utf-8"))
    assert style["swap"]["adjourn"] == "put off"


def test_what_letters_share_is_counted_in_words() -> None:
    assert repeated(["Dear Sam\n\nWe care. We will ring.", "Dear Ann\n\nWe will ring. Soon."]) == 3


def test_templated_letters_share_more_than_unique_ones(tmp_path: Path) -> None:
    unique, templated = write_corpus(tmp_path, 12).told
    share = re.compile(r"(\d+)% of them")
    assert int(share.findall(unique)[0]) < int(share.findall(templated)[0])
