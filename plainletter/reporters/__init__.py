"""Renderers of reports. Each takes reports as they come and writes to a text stream; none computes
anything that is not in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, TextIO

from plainletter.model import Finding, Report

FORMATS = ("terminal", "json", "jsonl", "sarif", "html", "csv", "junit", "github")
"""Names of report formats; each is the function `write` of the module `to_NAME`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a renderer may be told.

    ruleset: fingerprint of rules and settings. max_findings: findings shown a letter, 0 for the
    renderer's own choice. colour: use colours. several: more than one letter is to come.
    """

    ruleset: str = ""
    max_findings: int = 0
    colour: bool = False
    width: int = 100
    several: bool = False
    with_text: bool = False
    with_sentences: bool = False
    quiet: bool = False


Writer = Callable[[Iterable[Report], TextIO, Options], None]


def writer(name: str) -> Writer:
    """The renderer of that name; `KeyError` where there is none."""
    if name not in FORMATS:
        raise KeyError(name)
    write: Writer = import_module(f"plainletter.reporters.to_{name}").write
    return write


def to_dict(report: Report, options: Options) -> dict[str, Any]:
    """The report in the contract's shape, with what the options ask for and no more findings."""
    if options.max_findings:
        report = replace(report, findings=tuple(gravest(report.findings, options.max_findings)))
    return report.to_dict(with_text=options.with_text, with_sentences=options.with_sentences)


def gravest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """The `most` gravest findings, in the order of the letter."""
    order = {"error": 0, "warning": 1, "advice": 2}
    chosen = sorted(range(len(findings)), key=lambda k: (order[findings[k].level], k))[:most]
    return [findings[k] for k in sorted(chosen)]
