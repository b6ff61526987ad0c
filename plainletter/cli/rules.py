"""`plainletter rules`: the catalogue of rules, from the packs themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from plainletter.cli.options import ConfigFile, config_for

RulesFormat = Literal["text", "md", "json"]


def rules(
    pattern: Annotated[
        str, typer.Argument(metavar="[RULE]", help="Only this rule or prefix, such as tone.*")
    ] = "",
    format: Annotated[RulesFormat, typer.Option("--format", help="How to print them.")] = "text",
    config: ConfigFile = None,
) -> None:
    """List the rules: id, level and what each looks for."""
    from plainletter.errors import UsageError, unsteered, visible_json
    from plainletter.packs.sets import load_ruleset

    ruleset = load_ruleset(config_for(Path.cwd(), config, {}).packs)
    ids = ruleset.match(pattern) if pattern else tuple(ruleset.rules)
    if not ids:
        raise UsageError(f"There is no rule “{pattern}”.{ruleset.nearest(pattern)}")
    chosen = [ruleset.rules[id] for id in ids]
    if format == "json":
        rows = [
            {"id": r.id, "category": r.category, "level": r.level, "title": r.title, "why": r.why,
             "source": r.source, "profiles": list(r.profiles)}
            for r in chosen
        ]  # fmt: skip
        typer.echo(visible_json(json.dumps(rows, ensure_ascii=False, indent=2)))
    elif format == "md":
        typer.echo("| rule | level | looks for | why |\n|---|---|---|---|")
        for rule in chosen:
            title, why = (unsteered(text).replace("|", "\\|") for text in (rule.title, rule.why))
            typer.echo(f"| `{rule.id}` | {rule.level} | {title} | {why} |")
    else:
        width = max(len(rule.id) for rule in chosen)
        for rule in chosen:
            typer.echo(f"{rule.id:<{width}}  {rule.level:<7}  {unsteered(rule.title)}")
