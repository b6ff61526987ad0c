"""The command as people and their scripts use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainletter.errors import visible
from plainletter.model import Report
from plainletter.packs.load import builtin_ruleset
from plainletter.testing import unmark
from plainletter.version import __version__

pytestmark = pytest.mark.usefixtures("folder")

Run = Callable[..., Any]

HARSH = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"
KIND = "Dear Ms Lowe,\n\nThank you for coming to see us.\n\nYours sincerely,\n\nAnn Cole\n"
MUST = "tone.order-must"


def grave() -> str:
    """A letter with an error in it, whatever rules are errors today."""
    for rule in builtin_ruleset().rules.values():
        if rule.level == "error" and rule.bad and rule.category == "tone" and not rule.profiles:
            return (
                f"Dear Ms Lowe,\n\n{unmark(rule.bad[0].text)[0]}\n\nYours sincerely,\n\nAnn Cole\n"
            )
    return HARSH


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with letters, which the command is called in."""
    (tmp_path / "harsh.txt").write_text(HARSH, encoding="utf-8")
    (tmp_path / "kind.txt").write_text(KIND, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


QUIET = ("--select", "tone.*")
"""Leaves out what a short letter does not say, which is not what these tests are about."""


def reports(out: str) -> list[dict[str, Any]]:
    shape: list[dict[str, Any]] = json.loads(out)["reports"]
    return shape


def test_clean_is_0(run: Run) -> None:
    done = run("check", "kind.txt", *QUIET, "--fail-on", "advice")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("advice", 1), ("warning", 1), ("error", 0), ("never", 0)]
)
def test_fail_on(run: Run, fail_on: str, code: int) -> None:
    """The letter has one warning."""
    done = run("check", "harsh.txt", "--select", MUST, "--fail-on", fail_on, "--format", "json")
    assert [f["level"] for f in reports(done.out)[0]["findings"]] == ["warning"]
    assert (done.code, done.err) == (code, "")


def test_errors_fail_by_default(folder: Path, run: Run) -> None:
    (folder / "plainletter.toml").write_text(f'[levels]\n"{MUST}" = "error"\n', encoding="utf-8")
    assert run("check", "harsh.txt", *QUIET).code == 1
    assert run("check", "harsh.txt", *QUIET, "--fail-on", "never").code == 0


def test_a_rule_that_is_an_error_fails(folder: Path, run: Run) -> None:
    (folder / "grave.txt").write_text(grave(), encoding="utf-8")
    levels = reports(run("check", "grave.txt", *QUIET, "--format", "json").out)[0]["findings"]
    expected = 1 if any(f["level"] == "error" for f in levels) else 0
    assert run("check", "grave.txt", *QUIET).code == expected


def test_wrong_usage_is_2(run: Run) -> None:
    done = run("check", "kind.txt", "--fail-on", "often")
    assert (done.code, done.out) == (2, "")
    assert "'often'" in done.one_line_error()


def test_unread_is_3_and_wins_over_1(run: Run) -> None:
    done = run("check", "harsh.txt", "empty.txt", "--select", MUST, "--fail-on", "advice")
    assert done.code == 3
    assert "empty.txt" in done.one_line_error()
    assert "You must" in done.out, "the other letter is checked all the same"


def test_fail_under(run: Run) -> None:
    shape = run("check", "harsh.txt", "--fail-on", "never", "--format", "json").out
    value = reports(shape)[0]["scores"]["overall"]["value"]
    for limit, code in ((value, 0), (value + 0.5, 1)):
        done = run("check", "harsh.txt", "--fail-on", "never", "--fail-under", limit)
        assert done.code == code
    assert run("check", "harsh.txt", "--fail-under", 101).code == 2


def test_max_findings(folder: Path, run: Run) -> None:
    text = HARSH.replace("on Friday.", "on Friday. You must not be late. You must come alone.")
    (folder / "harsh.txt").write_text(text, encoding="utf-8")
    shown = {
        n: run("check", "harsh.txt", "--select", MUST, "--max-findings", n).out.count(f"[{MUST}]")
        for n in (0, 1, 2, 9)
    }
    assert shown == {0: 3, 1: 1, 2: 2, 9: 3}
    assert "… and 2 more" in run("check", "harsh.txt", "--select", MUST, "--max-findings", 1).out
    done = run("check", "harsh.txt", "--select", MUST, "--max-findings", 1, "--format", "json")
    assert len(reports(done.out)[0]["findings"]) == 1


def test_select_and_ignore(run: Run) -> None:
    def found(*options: str) -> set[str]:
        done = run("check", "harsh.txt", "--format", "json", *options)
        return {f["rule"] for f in reports(done.out)[0]["findings"]}

    assert found("--select", MUST) == {MUST}
    assert found("--select", "tone") == found("--select", "tone.*") == {MUST}
    assert MUST not in found("--ignore", MUST)
    assert MUST not in found("--ignore", "tone.*")
    assert found("--select", "tone.*", "--ignore", MUST) == set()
    assert found("--select", "tone.*", "--select", "readability.*") >= {MUST}


def test_several_letters_and_folders(folder: Path, run: Run) -> None:
    inner = folder / "more"
    inner.mkdir()
    (inner / "b.md").write_text(KIND, encoding="utf-8")
    (inner / "a.txt").write_text(KIND, encoding="utf-8")
    (inner / "notes.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "empty.txt").unlink()
    done = run("check", "kind.txt", "more", "kind.txt", "--format", "jsonl")
    paths = [json.loads(line)["path"] for line in done.out.splitlines()]
    assert paths == ["kind.txt", str(Path("more/a.txt")), str(Path("more/b.md"))]
    both = run("check", ".", "--format", "json").out
    assert [r["path"] for r in reports(both)] == [
        "harsh.txt", "kind.txt", str(Path("more/a.txt")), str(Path("more/b.md")),
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["json", "terminal"])
def test_jobs_give_the_same_bytes(folder: Path, run: Run, format: str) -> None:
    for number in range(4):
        (folder / f"more{number}.txt").write_text(
            HARSH.replace("Friday", "Monday"), encoding="utf-8"
        )
    one = run("check", ".", "--format", format)
    two = run("check", ".", "--format", format, "--jobs", 2)
    assert (one.code, one.out, one.err) == (two.code, two.out, two.err)
    assert one.code == 3


def test_output_is_what_would_be_printed(folder: Path, run: Run) -> None:
    printed = run("check", "harsh.txt", "--format", "json")
    done = run("check", "harsh.txt", "--format", "json", "--output", "report.json")
    assert (done.out, done.err, done.code) == ("", "", printed.code)
    assert (folder / "report.json").read_text(encoding="utf-8") == printed.out
    mask = os.umask(0)
    os.umask(mask)
    assert (folder / "report.json").stat().st_mode & 0o777 == 0o666 & ~mask


def test_output_appears_whole_or_not_at_all(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_reports: object, stream: Any, _options: object) -> None:
        stream.write("half a rep")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plainletter.cli.check.writer", lambda _: broken)
    (folder / "report.json").write_text("the old one", encoding="utf-8")
    before = sorted(folder.iterdir())
    done = run("check", "kind.txt", "--format", "json", "--output", "report.json")
    assert done.code == 2
    assert "report.json: cannot be written (No space left on device)" in done.one_line_error()
    assert (folder / "report.json").read_text(encoding="utf-8") == "the old one"
    assert sorted(folder.iterdir()) == before, "nothing else is left behind"


def test_output_is_written_through_a_link(folder: Path, run: Run) -> None:
    (folder / "real.json").write_text("", encoding="utf-8")
    (folder / "link.json").symlink_to("real.json")
    run("check", "kind.txt", "--format", "json", "--output", "link.json")
    assert (folder / "link.json").is_symlink()
    assert reports((folder / "real.json").read_text(encoding="utf-8"))


def test_output_to_a_device_does_not_replace_it(folder: Path, run: Run) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = run("check", "kind.txt", *QUIET, "--format", "json", "--output", pipe)
        data = os.read(reader, 1 << 20)
    finally:
        os.close(reader)
    assert done.code == 0
    assert pipe.is_fifo()
    assert reports(data.decode())


@pytest.mark.parametrize("output", ["kind.txt", "./kind.txt", "link.txt"])
def test_output_never_overwrites_a_letter(folder: Path, run: Run, output: str) -> None:
    (folder / "link.txt").symlink_to("kind.txt")
    done = run("check", "kind.txt", "--output", output)
    assert done.code == 2
    assert "overwrite" in done.one_line_error()
    assert (folder / "kind.txt").read_text(encoding="utf-8") == KIND


@pytest.mark.parametrize("output", ["no such folder/report.json", "."])
def test_output_that_cannot_be(run: Run, output: str) -> None:
    done = run("check", "kind.txt", "--output", output)
    assert done.code == 2
    assert "cannot be written" in done.one_line_error()


def test_standard_input(run: Run) -> None:
    done = run("check", "-", "--format", "json", "--select", MUST, stdin=HARSH.encode())
    (report,) = reports(done.out)
    assert (report["path"], report["document"]["format"]) == ("-", "txt")
    assert [f["rule"] for f in report["findings"]] == [MUST]


def test_standard_input_with_a_name(folder: Path, run: Run) -> None:
    inner = folder / "house"
    inner.mkdir()
    (inner / "plainletter.toml").write_text(f'ignore = ["{MUST}"]\n', encoding="utf-8")
    text = "# Your meeting\n\n" + HARSH
    options = ("check", "-", "--format", "json", *QUIET, "--stdin-filename")
    (report,) = reports(run(*options, "letter.md", stdin=text.encode()).out)
    assert (report["path"], report["document"]["format"]) == ("-", "md")
    assert MUST in {f["rule"] for f in report["findings"]}
    (report,) = reports(run(*options, "house/letter.md", stdin=text.encode()).out)
    assert MUST not in {f["rule"] for f in report["findings"]}, "the settings beside that name"


def test_standard_input_that_is_a_word_file(run: Run) -> None:
    from wordfile import p, word

    data = word(p("Dear Ms Lowe,") + p("You must attend the meeting."))
    (report,) = reports(run("check", "-", "--format", "json", stdin=data).out)
    assert report["document"]["format"] == "docx"


def test_colours(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("check", "harsh.txt")
    assert "\x1b" not in run(*command).out, "none where nobody looks at a screen"
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(*command).out
    assert "\x1b" not in run(*command, "--no-color").out
    assert "\x1b" not in run(*command, "--output", "report.txt").out
    assert "\x1b" not in (folder / "report.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(*command).out


def test_quiet(run: Run) -> None:
    done = run("check", "harsh.txt", "--quiet", "--fail-on", "advice")
    assert (done.code, done.out, done.err) == (1, "", "")
    done = run("check", "harsh.txt", "empty.txt", "--quiet")
    assert (done.code, done.out) == (3, "")
    assert "empty.txt" in done.one_line_error()
    done = run("check", "harsh.txt", "--quiet", "--format", "json")
    assert reports(done.out), "a report that was asked for is given"


def test_with_text_and_sentences(run: Run) -> None:
    (plain,) = reports(run("check", "harsh.txt", "--format", "json").out)
    assert "text" not in plain["document"]
    assert "sentences" not in plain
    options = ("--with-text", "--with-sentences")
    (full,) = reports(run("check", "harsh.txt", "--format", "json", *options).out)
    assert full["document"]["text"] == HARSH
    sentence = full["sentences"][0]
    assert HARSH[sentence["start"] : sentence["end"]] == "You must attend the meeting on Friday."


def test_settings_of_the_folder_of_each_letter(folder: Path, run: Run) -> None:
    inner = folder / "house"
    inner.mkdir()
    (inner / "plainletter.toml").write_text(f'ignore = ["{MUST}"]\n', encoding="utf-8")
    (inner / "harsh.txt").write_text(HARSH, encoding="utf-8")
    for jobs in (1, 2):
        done = run("check", "harsh.txt", "house", "--format", "json", *QUIET, "--jobs", jobs)
        outer, own = reports(done.out)
        assert [f["rule"] for f in outer["findings"]] == [MUST]
        assert own["findings"] == []


def test_the_fingerprint_is_that_of_the_letters_settings(folder: Path, run: Run) -> None:
    inner = folder / "house"
    inner.mkdir()
    (inner / "plainletter.toml").write_text(f'ignore = ["{MUST}"]\n', encoding="utf-8")
    (inner / "kind.txt").write_text(KIND, encoding="utf-8")

    def ruleset(*paths: str) -> str:
        return str(json.loads(run("check", *paths, "--format", "json").out)["ruleset"])

    prints = [ruleset("kind.txt"), ruleset("house"), ruleset("kind.txt", "house")]
    assert len(set(prints)) == 3
    assert ruleset("house") == prints[1]


def test_a_chosen_settings_file_is_the_only_one(folder: Path, run: Run) -> None:
    (folder / "plainletter.toml").write_text(f'ignore = ["{MUST}"]\n', encoding="utf-8")
    (folder / "other.toml").write_text('fail-on = "advice"\n', encoding="utf-8")
    assert run("check", "harsh.txt", "--select", MUST).code == 0
    assert run("check", "harsh.txt", "--select", MUST, "--config", "other.toml").code == 1


@pytest.fixture
def base(folder: Path, run: Run) -> Callable[[str], Path]:
    """Writes a baseline of harsh.txt in a format."""

    def write(format: str) -> Path:
        path = folder / f"base.{format}"
        run("check", "harsh.txt", "--format", format, "--output", path)
        return path

    return write


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_baseline(folder: Path, run: Run, base: Callable[[str], Path], format: str) -> None:
    path = base(format)
    fail = ("--select", MUST, "--fail-on", "advice", "--format", "json")
    assert run("check", "harsh.txt", *fail).code == 1
    known = run("check", "harsh.txt", *fail, "--baseline", path)
    assert known.code == 0
    assert len(reports(known.out)[0]["findings"]) == 1, "known ones are shown"
    hidden = run("check", "harsh.txt", *fail, "--baseline", path, "--new-only")
    assert hidden.code == 0
    assert reports(hidden.out)[0]["findings"] == []

    draft = HARSH.replace("Dear Ms Lowe,\n\n", "Dear Ms Lowe,\n\nYou must not be late.\n\n")
    (folder / "draft 2.txt").write_text(draft, encoding="utf-8")
    new = run("check", "draft 2.txt", *fail, "--baseline", path, "--new-only")
    assert new.code == 1
    assert [f["text"] for f in reports(new.out)[0]["findings"]] == ["You must not"]
    assert run("check", "draft 2.txt", "--baseline", path, "--new-only", *QUIET).out.count("●") == 1


def test_the_same_words_once_more_are_new(
    folder: Path, run: Run, base: Callable[[str], Path]
) -> None:
    path = base("json")
    sentence = "You must attend the meeting on Friday."
    twice = HARSH.replace(sentence, f"{sentence}\n\n{sentence}")
    (folder / "twice.txt").write_text(twice, encoding="utf-8")
    done = run(
        "check", "twice.txt", "--baseline", path, "--new-only", "--format", "json", "--select", MUST
    )
    assert len(reports(done.out)[0]["findings"]) == 1


def test_a_baseline_of_hashes(run: Run, tmp_path: Path) -> None:
    letter, base = tmp_path / "a.txt", tmp_path / "base.json"
    letter.write_text("Dear Ms Lowe\n\nYou must attend the review.\n", encoding="utf-8")
    asked = ("check", letter, "--fail-on", "advice", "--quiet")
    assert run(*asked, "--save-baseline", base).code == 1
    kept = base.read_bytes()
    report = json.loads(run("check", letter, "--format", "json").out)["reports"][0]
    keys = [finding["key"] for finding in report["findings"]]
    assert keys
    assert not [told for told in (*keys, "Lowe", "attend", "a.txt") if told.encode() in kept]
    assert run(*asked, "--baseline", base).code == 0
    # The same findings make the same file; elsewhere its salt is another.
    run(*asked, "--save-baseline", base)
    assert base.read_bytes() == kept
    run(*asked, "--save-baseline", tmp_path / "other.json")
    hashes = [set(json.loads(p.read_text())["findings"]) for p in (base, tmp_path / "other.json")]
    assert len(hashes[0]) == len(hashes[1])
    assert not hashes[0] & hashes[1]
    letter.write_text("Dear Ms Lowe\n\nYou must attend the review. You must come.\n")
    done = run("check", letter, "--baseline", base, "--new-only", "--format", "json")
    assert {f["text"] for f in json.loads(done.out)["reports"][0]["findings"]} >= {"You must"}
    # A report is covered; what is compared is not.
    letter.write_text("Dear Ms Lowe\n\nYou must attend the review.\n", encoding="utf-8")
    assert run(*asked, "--baseline", base, "--redact").code == 0
    refused = run("audit", letter, "--db", tmp_path / "a.sqlite", "--baseline", base)
    assert refused.code == 2
    assert "names no letters" in refused.one_line_error()
    assert run("check", letter, "--save-baseline", letter).code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the baseline cannot be read (No such file or directory)"),
        (b"", "the baseline holds no report"),
        (b'{"schema": "plainletter.report/1", "reports": []}', "the baseline holds no report"),
        (b"not json", "this is not a baseline"),
        (b"\xff\xfe\x00", "this is not a baseline"),
        (b'{"schema": "plainletter.report/1"}', "this is not a baseline"),
        (b'{"schema": "other/2", "reports": []}', "the baseline is of another kind (other/2)"),
        (b'{"path": "a", "findings": [{"rule": "x"}]}', "this is not a baseline"),
        (b'{"path": "a", "findings": [{"key": 3}]}', "this is not a baseline"),
        (b"[" * 100_000, "this is not a baseline"),
    ],
)
def test_a_baseline_that_is_none(folder: Path, run: Run, content: bytes | None, said: str) -> None:
    if content is not None:
        (folder / "base.json").write_bytes(content)
    done = run("check", "harsh.txt", "--baseline", "base.json")
    assert (done.code, done.out) == (2, "")
    assert f"base.json: {said}" in done.one_line_error()


def test_new_only_needs_a_baseline(run: Run) -> None:
    done = run("check", "harsh.txt", "--new-only")
    assert done.code == 2
    assert "--baseline" in done.one_line_error()


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"plainletter {__version__}\n"
    for command in ((), ("check",), ("rules",), ("explain",), ("config",)):
        done = run(*command, "--help")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Usage: plainletter")


def test_without_a_command_it_shows_its_help(run: Run) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: plainletter")
    assert "\n  check " in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"], ["--version"], ["check", "--help"], ["rules"], ["explain", MUST], ["config"],
        ["check", "--no-such-option"], ["check", "kind.txt", "--config", "no such file"],
    ],
)  # fmt: skip
def test_what_needs_no_language_model_loads_none(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from plainletter.cli.main import main\n"
        f"sys.argv = ['plainletter', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit:\n"
        "    heavy = {'spacy', 'thinc', 'numpy', 'lxml', 'pypdfium2', 'justhtml'} & sys.modules.keys()\n"
        "    raise SystemExit(f'loaded: {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("plainletter ch", {"check"}),
        ("plainletter check --fail-", {"--fail-on", "--fail-under"}),
        ("plainletter check --format js", {"json", "jsonl"}),
    ],
)
def test_shell_completion(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, wanted: set[str]
) -> None:
    monkeypatch.setenv("_PLAINLETTER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    done = run()
    assert done.code == 0
    assert set(done.out.split()) == wanted


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_PLAINLETTER_COMPLETE", f"source_{shell}")
    done = run()
    assert done.code == 0
    assert "_PLAINLETTER_COMPLETE" in done.out


def test_a_closed_pipe_is_quiet(folder: Path) -> None:
    for number in range(20):
        (folder / f"more{number}.txt").write_text(HARSH, encoding="utf-8")
    (folder / "empty.txt").unlink()
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "plainletter", "check", "."],
        stdout=write, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "plainletter", "rules"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == "plainletter: The report cannot be written (No space left on device).\n"


def test_closed_streams_are_no_fault() -> None:
    script = f'"{sys.executable}" -m plainletter check - 0<&- 1>&- 2>&-'
    assert subprocess.run(script, shell=True, check=False).returncode == 3


def test_a_fault_of_ours_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Report:
        raise RuntimeError("the text of a letter")

    monkeypatch.setattr("plainletter.cli.check.writer", broken)
    done = run("check", "kind.txt")
    assert (done.code, done.out) == (3, "")
    assert "RuntimeError at test_cli.py:" in done.one_line_error()
    assert "text of a letter" not in done.err


def test_one_letter_that_trips_the_program_does_not_end_the_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plainletter import readers

    read = readers.read_bytes

    def broken(data: bytes, name: str, *_: object) -> object:
        if name == "harsh.txt":
            raise ZeroDivisionError("the text of a letter")
        return read(data, name)

    monkeypatch.setattr(readers, "read_bytes", broken)
    done = run("check", "harsh.txt", "kind.txt", "--format", "json")
    first, second = reports(done.out)
    assert done.code == 3
    assert first["problems"][0]["stage"] == "analyse"
    assert "ZeroDivisionError" in done.one_line_error()
    assert "text of a letter" not in done.out + done.err
    assert second["document"]["words"] > 0


def test_rules(run: Run) -> None:
    rules = builtin_ruleset().rules
    assert [line.split()[0] for line in run("rules").out.splitlines()] == list(rules)
    assert {line.split()[0] for line in run("rules", "structure").out.splitlines()} == {
        id for id in rules if id.startswith("structure.")
    }
    shape = json.loads(run("rules", "--format", "json").out)
    assert [row["id"] for row in shape] == list(rules)
    table = run("rules", "--format", "md").out.splitlines()
    assert len(table) == len(rules) + 2
    assert all(line.count("|") - line.count("\\|") == 5 for line in table)


@pytest.mark.parametrize("id", builtin_ruleset().rules)
def test_explain(run: Run, id: str) -> None:
    rule = builtin_ruleset().rules[id]
    done = run("explain", id)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{id} ({rule.level})\n")
    for part in (rule.title, rule.why, rule.source, *rule.ok):
        assert visible(part) in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "tone.order-mst"), "There is no rule “tone.order-mst”. Did you mean tone.order-must?"),
        (("explain", "structure"), "It starts the names of: structure."),
        (("rules", "tone.order-mst"), "Did you mean tone.order-must?"),
        (("explain",), "Missing argument"),
    ],
)  # fmt: skip
def test_rules_that_are_none(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.one_line_error()


def test_config_says_where_settings_come_from(folder: Path, run: Run) -> None:
    path = folder / "plainletter.toml"
    path.write_text('fail-on = "advice"\n', encoding="utf-8")
    lines = run("config", "kind.txt", "--profile", "auto").out.splitlines()
    shown = {line.split()[0]: line.split()[1:] for line in lines}
    assert shown["fail-on"] == ["advice", str(path.resolve())]
    assert shown["profile"] == ["auto", "command", "line"]
    assert shown["max-findings"] == ["0", "default"]


def test_python_m() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plainletter", "--version"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, f"plainletter {__version__}\n")
