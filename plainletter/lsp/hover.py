"""What is said of the words under the pointer: message, reason, source and better wordings."""

from __future__ import annotations

import re

from lsprotocol import types

from plainletter.lsp.check import Checked
from plainletter.model import LEVELS, Finding
from plainletter.reporters.words import one_line

_SIGNS = re.compile(r"([\\`*_\[\]<>&#|~$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What Markdown, in any editor's dialect, might take for more than itself."""

_MOST_WORDINGS = 3


def hover(checked: Checked, position: types.Position, *, markdown: bool) -> types.Hover | None:
    """What to show at a position, the gravest and narrowest finding first; None where nothing was found."""
    source = checked.source
    place = source.well_formed(types.Range(position, position)).start
    found: list[tuple[int, int, int, Finding, types.Range]] = []
    for finding in checked.report.findings:
        range = source.range(finding.span)
        if range.start <= place <= range.end:
            found.append(
                (-LEVELS.index(finding.level), len(finding.span), len(found), finding, range)
            )
    if not found:
        return None
    found.sort(key=lambda one: one[:3])
    texts = [_told(finding, markdown=markdown) for *_, finding, _ in found]
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    value = ("\n\n---\n\n" if markdown else "\n\n").join(texts)
    return types.Hover(types.MarkupContent(kind, value), found[0][-1])


def _told(finding: Finding, *, markdown: bool) -> str:
    def words(text: str) -> str:
        line = one_line(text)
        return _SIGNS.sub(r"\\\1", line) if markdown else line

    message = words(finding.message)
    parts = [f"**{message}**" if markdown else message]
    if finding.why:
        parts.append(words(finding.why))
    wordings = [s.text for s in finding.suggestions if s.edits][:_MOST_WORDINGS]
    if wordings:
        parts.append("Better: " + " or ".join(f"“{words(text)}”" for text in wordings))
    parts += [words(s.text) for s in finding.suggestions if not s.edits]
    source = f"Source: {words(finding.source)} " if finding.source else ""
    parts.append(f"{source}({words(finding.rule)})")
    return ("\n\n" if markdown else "\n").join(parts)
