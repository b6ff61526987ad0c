"""What is found, as an editor's diagnostics."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from plainletter.lsp.check import Checked
from plainletter.model import Finding, Level
from plainletter.reporters.words import one_line, told

SOURCE = "plainletter"
UNCHECKED = "not-checked"
SETTINGS = "settings"

_SEVERITIES: Mapping[Level, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "advice": types.DiagnosticSeverity.Information,
}


def diagnostics(checked: Checked) -> list[types.Diagnostic]:
    """All there is to mark in a letter: first what could not be done, then the findings in their order."""
    found = []
    if checked.fault:
        found.append(about(checked, SETTINGS, checked.fault, types.DiagnosticSeverity.Warning))
    severity = types.DiagnosticSeverity.Error
    if checked.blank:
        severity = types.DiagnosticSeverity.Information
    for problem in checked.report.problems:
        message = told(problem, checked.report)
        if not checked.report.words and not checked.blank:
            message = f"Not checked: {message[:1].lower()}{message[1:]}"
        found.append(about(checked, UNCHECKED, message, severity))
    found += [diagnostic(finding, checked) for finding in checked.report.findings]
    return found


def diagnostic(finding: Finding, checked: Checked) -> types.Diagnostic:
    """A finding; what a whole letter lacks stands on the first line."""
    return types.Diagnostic(
        range=checked.source.range(finding.span),
        severity=_SEVERITIES[finding.level],
        code=finding.rule,
        source=SOURCE,
        message=one_line(finding.message),
    )


def about(
    checked: Checked, code: str, message: str, severity: types.DiagnosticSeverity
) -> types.Diagnostic:
    """Something to say of the letter as a whole."""
    return types.Diagnostic(
        range=checked.source.first_line,
        severity=severity,
        code=code,
        source=SOURCE,
        message=one_line(message),
    )
