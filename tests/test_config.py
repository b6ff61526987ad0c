"""Settings: their layers, where each came from, and what is said about wrong ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plainletter.config import (
    Config,
    FailOn,
    Layer,
    at_or_above,
    find_file,
    key_names,
    load_file,
    merge,
    origins,
)
from plainletter.errors import ConfigError
from plainletter.limits import Limits
from plainletter.model import LEVELS


def settings_file(folder: Path, text: str, name: str = "plainletter.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


EVERYTHING = """
profile = "auto"
select = ["tone.*"]
ignore = ["tone.order-must"]
packs = ["house"]
allow-words = ["Sure Start"]
fail-on = "advice"
fail-under = 60
max-findings = 3
target-age = 12.5
[levels]
"tone.*" = "error"
[limits]
pages = 12
seconds = 2.5
"""


def test_every_setting_can_stand_in_a_file(tmp_path: Path) -> None:
    path = settings_file(tmp_path, EVERYTHING)
    config = merge((load_file(path),))
    assert config == Config(
        profile="auto",
        select=("tone.*",),
        ignore=("tone.order-must",),
        levels={"tone.*": "error"},
        packs=(str(tmp_path.resolve() / "house"),),
        allow_words=("Sure Start",),
        fail_on="advice",
        fail_under=60,
        max_findings=3,
        target_age=12.5,
        limits=Limits(pages=12, seconds=2.5),
    )
    assert len(key_names()) == len(tomllib.loads(EVERYTHING))


def test_layers_merge_lowest_first() -> None:
    low = Layer("file", {
        "profile": "plan", "ignore": ("a",), "select": ("x",), "levels": {"a": "error", "b": "advice"},
        "allow_words": ("one",), "packs": ("p",), "fail_under": 50,
    })  # fmt: skip
    high = Layer("command line", {
        "profile": "auto", "ignore": ("b",), "select": ("y",), "levels": {"b": "warning"},
        "allow_words": ("two",), "packs": ("q",),
    })  # fmt: skip
    config = merge((low, high))
    assert config.profile == "auto"
    assert config.ignore == ("a", "b"), "naming one rule never switches others on again"
    assert config.select == ("y",), "what is asked for last is what is looked at"
    assert config.levels == {"a": "error", "b": "warning"}
    assert config.allow_words == ("one", "two")
    assert config.packs == ("p", "q")
    assert config.fail_under == 50
    assert config.fail_on == "error"


def test_origins() -> None:
    layers = (
        Layer("file", {"profile": "plan", "fail_on": "never"}),
        Layer("call", {"profile": "auto"}),
    )
    found = origins(layers)
    assert (found["profile"], found["fail_on"], found["ignore"]) == ("call", "file", "default")
    assert set(found) == {name.replace("-", "_") for name in key_names()}


def test_no_layers_are_the_defaults() -> None:
    assert merge(()) == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail-onn = 'never'", "“fail-onn” is not a setting. Did you mean “fail-on”?"),
        ("fail_on = 'never'", "“fail_on” is not a setting. Did you mean “fail-on”?"),
        ("ignored = []", "“ignored” is not a setting. Did you mean “ignore”?"),
        ("zzz = 1", "“zzz” is not a setting. The keys are: profile, select"),
        ("fail-on = 'often'", "“fail-on”: invalid enum value 'often'"),
        ("profile = 3", "“profile”: expected text, got a whole number"),
        ("select = 'tone.*'", "“select”: expected a list, got text"),
        ("select = [1]", "“select[0]”: expected text"),
        ("max-findings = 2.5", "“max-findings”: expected a whole number"),
        ("max-findings = -1", "max-findings must not be below 0"),
        ("fail-under = 101", "fail-under is 101; it must be from 0 to 100"),
        ("fail-under = -0.5", "fail-under is -0.5"),
        ("fail-under = nan", "fail-under is nan"),
        ("target-age = 3", "target-age is 3; it must be from 6 to 18 years"),
        ("target-age = inf", "target-age is inf"),
        ("levels = {'tone.*' = 'bad'}", "invalid enum value 'bad'"),
        ("fail-on = ", "is not valid TOML"),
        ("a = " + "[" * 3000 + "]" * 3000, "is not valid TOML"),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, said: str) -> None:
    path = settings_file(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_file(path)
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert "\n" not in message
    assert "`" not in message


def test_settings_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "plainletter.toml"
    path.write_bytes(b"profile = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load_file(path)


def test_a_mark_at_the_start_of_a_file_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "plainletter.toml"
    path.write_bytes(b"\xef\xbb\xbffail-on = 'never'\r\n")
    assert load_file(path).values == {"fail_on": "never"}


def test_missing_settings_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_file(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_file(tmp_path)


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    far = settings_file(tmp_path / "council", "fail-on = 'never'")
    near = settings_file(tmp_path / "council" / "north", "fail-on = 'advice'")
    deep = tmp_path / "council" / "north" / "2027"
    deep.mkdir()
    assert find_file(deep) == near.resolve()
    assert find_file(deep / "letter.docx") == near.resolve()
    assert find_file(deep / "no such folder" / "letter.docx") == near.resolve()
    assert find_file(tmp_path / "council" / "south.txt") == far.resolve()
    assert find_file(near.parent) == near.resolve()


def test_pyproject(tmp_path: Path) -> None:
    plain = settings_file(tmp_path, "[tool.ruff]\nline-length = 3\n", "pyproject.toml")
    assert find_file(tmp_path) != plain.resolve()
    plain.write_text("[tool.plainletter]\nfail-on = 'never'\n", encoding="utf-8")
    assert find_file(tmp_path) == plain.resolve()
    assert load_file(plain).values == {"fail_on": "never"}
    own = settings_file(tmp_path, "fail-on = 'advice'")
    assert find_file(tmp_path) == own.resolve(), "in one folder our own file goes first"


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\n", "[project]\nname = 'x'\n", "not toml"])
def test_pyprojects_of_others(tmp_path: Path, text: str) -> None:
    top = settings_file(tmp_path, "")
    project = settings_file(tmp_path / "in", text, "pyproject.toml")
    assert find_file(project.parent) == top.resolve()
    with pytest.raises(ConfigError, match=r"there is no table \[tool\.plainletter\]"):
        load_file(project)


def test_a_pyproject_with_a_wrong_table(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "[tool]\nplainletter = 3\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"“tool\.plainletter” must be a table"):
        find_file(tmp_path)
    path.write_text("[tool.plainletter]\nfail-onn = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Did you mean “fail-on”"):
        load_file(path)


def test_a_link_is_settled_where_it_leads(tmp_path: Path) -> None:
    near = settings_file(tmp_path / "real", "fail-on = 'never'")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert find_file(tmp_path / "link" / "a.txt") == near.resolve()


def test_names_that_cannot_be_are_no_error(tmp_path: Path) -> None:
    top = settings_file(tmp_path, "")
    assert find_file(tmp_path / ("x" * 400) / "a.txt") == top.resolve()
    (tmp_path / "loop").symlink_to("loop")
    assert find_file(tmp_path / "loop" / "a.txt") == top.resolve()


def test_at_or_above() -> None:
    every: tuple[FailOn, ...] = (*LEVELS, "never")
    fails = [(one, two) for one in LEVELS for two in every if at_or_above(one, two)]
    assert fails == [
        ("advice", "advice"), ("warning", "advice"), ("warning", "warning"),
        ("error", "advice"), ("error", "warning"), ("error", "error"),
    ]  # fmt: skip


def test_equal_settings_share_a_hash() -> None:
    one, two = Config(levels={"tone.*": "error"}), Config(levels={"tone.*": "error"})
    assert one == two
    assert hash(one) == hash(two)
    assert one != Config(levels={"tone.*": "advice"})
