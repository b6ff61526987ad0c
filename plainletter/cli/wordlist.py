"""`plainletter wordlist new|lint|test`: for people who write packs of rules and no Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainletter.cli.options import ConfigFile, config_for
from plainletter.errors import ExitCode, UsageError, unsteered

if TYPE_CHECKING:
    from plainletter.packs.load import Pack, Ruleset
    from plainletter.packs.schema import RuleSpec

app = typer.Typer(
    name="wordlist",
    help="Write your own packs of rules: start one, check how it is written, run its examples.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Packs = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PACK]...",
        help="Pack files or folders of them; without any, the packs of the settings, or the built-in ones.",
    ),
]

STARTER = """\
# A pack of rules for our letters. wordlists/README.md explains every key.
[pack]
id = "{id}"
title = "Words we write in another way"
about = "What this pack is for, in a sentence."
version = 1

[[rule]]
id = "jargon.{id}"
kind = "phrase"
category = "jargon"
title = "Words we do not use in letters"
level = "warning"
message = "“{{found}}” is a word of ours that families may not know. Try “{{first}}”."
why = "A parent who has to look up a word may stop reading."
source = "Our style guide"
# Write these first: sentences with the same words that are right as they are.
ok = ["The front door was locked.", "You can use the back door."]
entries = [
  # Base forms: “front doors” is found too, and the wording follows.
  {{ find = "front door service", pos = "NOUN", say = ["first contact team"] }},
]

# A sentence the rule must find, the words marked, and the sentence after the fix.
[[rule.bad]]
text = "The **front door service** will ring you."
say = "The first contact team will ring you."

# A built-in rule can be changed: level, message, entries, or words that are no longer looked for.
# [[change]]
# rule = "jargon.official-verb"
# level = "advice"
# remove = ["purchase"]
"""


@app.command("new")
def new(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="The pack to write, as house/words.toml.")
    ],
) -> None:
    """Write a first pack, with one rule that works and notes on how to go on."""
    from re import fullmatch

    path = path if path.suffix == ".toml" else path.with_name(f"{path.name}.toml")
    if not fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.stem):
        raise UsageError(f"{path}: name the pack in small letters with hyphens, as our-words.toml.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # "x" never writes over a file that is there.
        with path.open("x", encoding="utf-8") as file:
            file.write(STARTER.format(id=path.stem))
    except FileExistsError:
        raise UsageError(f"{path}: is there already, and was left as it is.") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
    typer.echo(f"Written: {path}")
    typer.echo("Next:")
    typer.echo(f"  plainletter wordlist test {path}    runs its examples")
    typer.echo(f"  plainletter wordlist lint {path}    says what is still missing")
    typer.echo(f'  and in plainletter.toml: packs = ["{path.parent.as_posix()}"]')


@app.command("lint")
def lint(packs: Packs = None, config: ConfigFile = None) -> None:
    """Say what is wrong with how packs are written: file, line, rule, and what to do."""
    from plainletter.testing.hygiene import lint as lint_packs

    files = _pack_files(packs, config)
    broken = _broken(files)
    if broken:
        for told in broken:
            typer.echo(unsteered(told))
        typer.echo(_counted(len(broken), "fault"), err=True)
        raise typer.Exit(ExitCode.USAGE)
    ruleset, chosen = _load(files)
    faults = lint_packs(ruleset, chosen)
    for fault in faults:
        typer.echo(unsteered(str(fault)))
    typer.echo(f"{_counted(len(chosen), 'pack')}, {_counted(len(faults), 'fault')}.", err=True)
    raise typer.Exit(ExitCode.FINDINGS if faults else ExitCode.CLEAN)


@app.command("test")
def run_examples(packs: Packs = None, config: ConfigFile = None) -> None:
    """Run every example of the rules of a pack, and try every term in a sentence."""
    from plainletter.config import Config
    from plainletter.packs.faults import Fault
    from plainletter.testing import ExampleRunner
    from plainletter.testing.carriers import silent_entries, silent_patterns, silent_terms

    ruleset, chosen = _load(_pack_files(packs, config))
    runner = ExampleRunner(Config(), ruleset)
    failed = count = 0
    for pack in chosen:
        rules = [ruleset.rules[rule.id] for rule in pack.rules]
        rules += [ruleset.rules[change.rule] for change in pack.changes]
        count += len(rules)
        lines = _lines_of_rules(pack)
        own = [ruleset.rules[rule.id] for rule in pack.rules] + _added(pack, ruleset)
        failures = [*runner.run(rules), *silent_patterns(own), *silent_terms(own)]
        failures += silent_entries(runner.checker, own)
        for failure in failures:
            fault = Fault(pack.path, lines.get(failure.rule, 0), failure.rule, failure.reason)
            typer.echo(f"{unsteered(str(fault))}\n    {unsteered(failure.text)}")
        failed += len(failures)
    typer.echo(f"{_counted(count, 'rule')}, {_counted(failed, 'failure')}.", err=True)
    raise typer.Exit(ExitCode.FINDINGS if failed else ExitCode.CLEAN)


def _added(pack: Pack, ruleset: Ruleset) -> list[RuleSpec]:
    """The rules that a pack changes, each with nothing but the entries that the pack adds."""
    from msgspec.structs import replace

    return [
        replace(ruleset.rules[change.rule], entries=change.entries)
        for change in pack.changes
        if change.entries
    ]


def _lines_of_rules(pack: Pack) -> dict[str, int]:
    """The line of each rule and change of a pack, by rule id."""
    from plainletter.packs.faults import read_source

    source = read_source(pack.path)
    lines = {change.rule: source.line_of("change", k) for k, change in enumerate(pack.changes)}
    return lines | {rule.id: source.line_of("rule", k) for k, rule in enumerate(pack.rules)}


def _pack_files(packs: list[Path] | None, config: Path | None) -> list[Path]:
    """The pack files named, or those of the settings, or the built-in ones."""
    from plainletter.packs.load import pack_files
    from plainletter.wordfiles import wordlists_dir

    named = packs or [Path(folder) for folder in config_for(Path.cwd(), config, {}).packs]
    files: list[Path] = []
    for place in named or [wordlists_dir()]:
        inside = list(pack_files(place)) if place.is_dir() else [place]
        if not inside:
            raise UsageError(f"{place}: there is no pack (*.toml) in this folder.")
        files += inside
    return files


def _broken(files: list[Path]) -> list[str]:
    """What keeps the packs from being used, all of it."""
    from plainletter.errors import PackError
    from plainletter.packs.faults import decoded, read_source

    told = []
    for path in files:
        try:
            told += [str(fault) for fault in decoded(read_source(path))[1]]
        except PackError as error:
            told.append(str(error))
    return told


def _load(files: list[Path]) -> tuple[Ruleset, list[Pack]]:
    """The built-in rules with these packs on top, and the packs themselves."""
    from plainletter.packs.load import load_packs, pack_files
    from plainletter.wordfiles import wordlists_dir

    own = {path.resolve() for path in files}
    below = [path for path in pack_files(wordlists_dir()) if path.resolve() not in own]
    ruleset = load_packs([*below, *files])
    return ruleset, [pack for pack in ruleset.packs if pack.path.resolve() in own]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
