"""`plainletter explain RULE`: one rule with its reason, its source and its examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plainletter.cli.options import ConfigFile, config_for


def explain(
    rule_id: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id.")],
    config: ConfigFile = None,
) -> None:
    """Explain one rule: what it looks for, why, where that comes from, and examples."""
    from plainletter.errors import UsageError, unsteered_lines
    from plainletter.packs.schema import PhraseRule, RequireRule
    from plainletter.packs.sets import load_ruleset

    ruleset = load_ruleset(config_for(Path.cwd(), config, {}).packs)
    rule = ruleset.rules.get(rule_id)
    if rule is None:
        inside = ruleset.match(rule_id)
        near = (
            f" It starts the names of: {', '.join(inside)}." if inside else ruleset.nearest(rule_id)
        )
        raise UsageError(f"There is no rule “{rule_id}”.{near}")
    lines = [
        f"{rule.id} ({rule.level})",
        "",
        rule.title,
        "",
        rule.why,
        "",
        f"Source: {rule.source}.",
    ]
    if isinstance(rule, RequireRule):
        lines += ["", f"Checklist item {rule.item}: {rule.message}"]
    if isinstance(rule, PhraseRule):
        lines += ["", "Words it knows:"]
        for entry in rule.entries:
            better = ", ".join(entry.say) or entry.ask
            lines.append(f"  {entry.find.replace('^', '')}: {better}")
    if rule.bad:
        lines += ["", "It marks:"]
        for bad in rule.bad:
            lines.append(f"  {bad.text}")
            if bad.say:
                lines.append(f"    better: {bad.say}")
    if rule.ok:
        lines += ["", "It leaves alone:" if not isinstance(rule, RequireRule) else "This says it:"]
        lines += [f"  {text}" for text in rule.ok]
    if rule.known:
        lines += ["", "It still gets wrong:"]
        lines += [f"  {known.text} ({known.reason})" for known in rule.known]
    typer.echo(unsteered_lines("\n".join(lines)))
