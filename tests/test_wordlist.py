"""A council's own packs: changes to built-in rules, and the commands for those who write packs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainletter.config import Config
from plainletter.engine import Checker
from plainletter.errors import PackError
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import Entry, PhraseRule
from plainletter.readers import read_bytes
from plainletter.testing.carriers import silent_entries, silent_patterns, silent_terms
from plainletter.testing.hygiene import lint

Run = Callable[..., Any]

HEADER = '[pack]\nid = "ours"\ntitle = "Our words"\nabout = "Words of our own."\nversion = 1\n'

CHANGES = """
[[change]]
rule = "jargon.official-verb"
level = "advice"
remove = ["commence"]
entries = [
  { find = "purchase", pos = "VERB", say = ["get"] },
  { find = "liaise", pos = "VERB", say = ["talk"] },
]
ok = ["We commence on Friday."]
[[change.bad]]
text = "You can **purchase** a ticket."
say = "You can get a ticket."

[[change]]
rule = "jargon.unexplained-acronym"
options.known = ["EHH"]
ok = ["The EHH will ring you."]
"""

RULE = """
[[rule]]
id = "jargon.ours"
kind = "phrase"
category = "jargon"
title = "Words we do not use"
message = "“{found}” is a word of ours. Try “{first}”."
why = "A parent who has to look up a word may stop reading."
source = "Our style guide"
ok = ["The front door was locked."]
entries = [
  { find = "front door service", pos = "NOUN", say = ["first contact team"] },
]
[[rule.bad]]
text = "The **front door service** will ring you."
say = "The first contact team will ring you."
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """`pack(text)`: a pack with the usual header and this text, in a folder that settings name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plainletter.toml").write_text('packs = ["house"]', encoding="utf-8")

    def write(text: str) -> Path:
        path = tmp_path / "house" / "ours.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + text, encoding="utf-8")
        return path

    return write


def found(checker: Checker, text: str, rule: str) -> list[tuple[str, str, list[str]]]:
    """Level, words and wordings of one rule's findings in a text."""
    findings = checker.check(read_bytes(text.encode(), "letter.txt")).findings
    return [(f.level, f.text, [s.text for s in f.suggestions]) for f in findings if f.rule == rule]


def test_a_built_in_rule_can_be_changed(pack: Callable[[str], Path]) -> None:
    pack(CHANGES)
    before, after = Checker(Config()), Checker(Config(packs=("house",)))
    rule = "jargon.official-verb"
    text = "We commenced in May. You purchased a cot."
    assert [words for _, words, _ in found(before, text, rule)] == ["commenced", "purchased"]
    assert found(after, text, rule) == [("advice", "purchased", ["got"])]
    acronym = "The EHH will ring you."
    assert found(before, acronym, "jargon.unexplained-acronym")
    assert not found(after, acronym, "jargon.unexplained-acronym")
    known = builtin_ruleset().rules["jargon.unexplained-acronym"].options["known"]  # type: ignore[union-attr]
    assert "EHH" not in known, "the built-in rule is as it was"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('rule = "jargon.oficial-verb"', "There is no rule “jargon.oficial-verb” to change. Did you mean jargon.official-verb?"),
        ('rule = "jargon.official-verb"\nremove = ["comence"]', "no entry “comence” to remove. Did you mean commence?"),
        ('rule = "tone.order-must"\nremove = ["must"]', "It is not a phrase rule"),
        ('rule = "tone.order-must"\noptions.a = 1', "It is not a detector rule"),
        ('rule = "tone.order-must"\nlevl = "advice"', "“levl”. Did you mean “level”?"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made(pack: Callable[[str], Path], change: str, told: str) -> None:
    path = pack(f"[[change]]\n{change}\n")
    with pytest.raises(PackError) as error:
        Checker(Config(packs=("house",)))
    line = 8 if "levl" in change else 6
    assert str(error.value).startswith(f"{path.relative_to(Path.cwd())}:{line}: ")
    assert told in str(error.value)


def test_all_faults_are_told_with_their_lines(pack: Callable[[str], Path], run: Run) -> None:
    pack(
        '[[rule]]\nid = "jargon.one"\nkind = "phrase"\ncategory = "jargon"\ntitle = "One"\n'
        'message = "It."\nwhy = "So."\nsource = "Us"\nentries = [\n'
        '  { find = "a b", say = ["c"] },\n  { find = "d e", sya = ["c"] },\n]\n'
        '[[rule]]\nid = "tone.two"\nkind = "pattern"\ncategory = "tone"\ntitle = "Two"\n'
        'message = "It."\nwhy = "So."\nsource = "Us"\nlevel = "grave"\nentries = []\n'
    )
    done = run("wordlist", "lint", "house")
    assert done.code == 2
    one, two = done.out.splitlines()
    assert one.startswith("house/ours.toml:16: jargon.one: ")
    assert "“sya”" in one
    assert "Did you mean “say”?" in one
    assert two.startswith("house/ours.toml:26: tone.two: ")
    assert "grave" in two


def test_new_makes_a_pack_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("wordlist", "new", "house/our-words")
    assert done.code == 0
    assert "house/our-words.toml" in done.out
    assert run("wordlist", "lint", "house").code == 0
    tested = run("wordlist", "test", "house/our-words.toml")
    assert (tested.code, tested.out) == (0, "")
    assert "1 rule, 0 failures" in tested.err


def test_new_never_writes_over_a_pack(pack: Callable[[str], Path], run: Run) -> None:
    path = pack(RULE)
    before = path.read_text(encoding="utf-8")
    done = run("wordlist", "new", path)
    assert done.code == 2
    assert "is there already" in done.one_line_error()
    assert path.read_text(encoding="utf-8") == before
    assert run("wordlist", "new", "house/Our Words").code == 2


def test_the_packs_of_the_settings_are_tested(pack: Callable[[str], Path], run: Run) -> None:
    pack(RULE + CHANGES)
    done = run("wordlist", "test")
    assert (done.code, done.out) == (0, "")
    assert "3 rules, 0 failures" in done.err


def test_failing_examples_are_told(pack: Callable[[str], Path], run: Run) -> None:
    pack(
        RULE.replace("first contact team will", "front desk will")
        .replace('ok = ["The front', 'ok = ["Our front door service has moved.", "The front')
        .replace("entries = [", 'entries = [\n  { find = "zq", if-before = ["a"], ask = "No." },')
        .replace('say = ["first contact team"]', 'say = ["utilise team"]')
    )
    done = run("wordlist", "test", "house")
    assert done.code == 1
    assert "house/ours.toml:7: jargon.ours: found “front door service”" in done.out
    assert "the first suggestion gives: The utilise team will ring you." in done.out
    assert "failures" in done.err


def test_lint_names_what_is_missing(pack: Callable[[str], Path], run: Run) -> None:
    pack(
        RULE.replace('ok = ["The front door was locked."]\n', "")
        .replace("may stop reading.", "may stop reading")
        .replace("entries = [", 'entries = [\n  { find = "purchase", pos = "VERB", ask = "buy" },')
    )
    done = run("wordlist", "lint", "house")
    assert done.code == 1
    told = done.out
    assert "house/ours.toml:7: jargon.ours: “why” is a sentence: end it with a full stop." in told
    assert "“ask” is a sentence" in told
    assert "Write in “ok” three sentences, as its words are common," in told
    assert "“purchase” already stands in jargon.official-verb." in told
    assert "“front door service” stands out of order" in told
    assert "1 pack, 5 faults." in done.err


@pytest.mark.parametrize("command", ["lint", "test"])
def test_what_is_no_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert "there is no pack" in run("wordlist", command, "empty").one_line_error()
    done = run("wordlist", command, "none.toml")
    assert done.code == 2
    assert "none.toml: cannot be read" in done.out + done.err


def test_a_dead_entry_is_found() -> None:
    """The carrier sentences themselves: an entry that can never fire, and one that another rule takes."""
    import msgspec

    checker = Checker(Config())
    rule = checker.ruleset.rules["jargon.official-verb"]
    assert isinstance(rule, PhraseRule)
    entries = (
        Entry(find="commence", pos="VERB", say=("start",)),
        Entry(find="disguised compliance", pos="NOUN", ask="Say what you saw."),
        Entry(find="quickly", if_before=("zq",), unless_before=("zq",), ask="No."),
    )
    failures = list(silent_entries(checker, [msgspec.structs.replace(rule, entries=entries)]))
    assert [failure.reason.split("”")[0] for failure in failures] == [
        "no sentence makes “quickly",
        "“disguised compliance",
    ]


class TestBuiltInPacks:
    """The packs that come with plainletter pass what is asked of a council's."""

    def test_lint(self) -> None:
        ruleset = builtin_ruleset()
        assert [str(fault) for fault in lint(ruleset, ruleset.packs)] == []

    def test_every_entry_can_fire(self, checker: Checker) -> None:
        rules = checker.ruleset.rules.values()
        assert [str(failure) for failure in silent_entries(checker, rules)] == []

    def test_every_expression_has_an_example(self) -> None:
        rules = builtin_ruleset().rules.values()
        assert [str(failure) for failure in silent_patterns(rules)] == []

    def test_every_term_of_a_detector_can_fire(self) -> None:
        rules = builtin_ruleset().rules.values()
        assert [str(failure) for failure in silent_terms(rules)] == []
