"""`plainletter config`: the settings in force and where each came from."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated

import typer

from plainletter.cli.options import ConfigFile, Profile, layers_for
from plainletter.config import merge, origins
from plainletter.errors import unsteered
from plainletter.limits import Limits
from plainletter.packs.load import builtin_profiles


def config(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="The letter whose settings to show.")
    ] = None,
    profile: Profile = None,
    config: ConfigFile = None,
) -> None:
    """Show the settings in force for a letter, and where each came from."""
    layers = layers_for(path or Path.cwd(), config, {"profile": profile})
    settings = merge(layers)
    where = origins(layers)
    profile_file = builtin_profiles().get(settings.profile)
    if settings.target_age is None and profile_file is not None:
        settings = replace(settings, target_age=profile_file.target_age)
        where["target_age"] = f"profile {settings.profile}"
    shown = {name: getattr(settings, name) for name in where if name != "limits"}
    for limit in fields(Limits):
        value = getattr(settings.limits, limit.name)
        name = f"limits.{limit.name}"
        shown[name] = value
        where[name] = where["limits"] if value != limit.default else "default"
    width = max(map(len, shown))
    for name, value in shown.items():
        told = ", ".join(value) if isinstance(value, tuple) else str(value)
        told, origin = unsteered(told), unsteered(where[name])
        typer.echo(f"{name.replace('_', '-'):<{width}}  {told or '-':<28}  {origin}")
