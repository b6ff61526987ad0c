"""One version of a letter to what there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from plainletter.allowances import with_sidecar
from plainletter.api import explained, unchecked
from plainletter.config import Config
from plainletter.engine import checker
from plainletter.errors import PlainletterError
from plainletter.lsp.settings import EditorSettings
from plainletter.lsp.source import Source
from plainletter.lsp.texts import Letter, read_letter
from plainletter.model import Document, Problem, Report
from plainletter.positions import Encoding

LONGEST = 250_000
"""Code points of a text that is checked while somebody writes: about a hundred pages, whose check takes some
20 seconds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A version of a letter with its report. `fault` says in one line what is wrong with the settings, which
    are then those that worked before; `blank` that there is nothing in it yet."""

    source: Source
    config: Config
    report: Report
    fault: str = ""
    blank: bool = False

    @property
    def letter(self) -> Letter:
        """The version that was checked."""
        return self.source.letter


def check(
    letter: Letter,
    settings: EditorSettings,
    folder: Path,
    encoding: Encoding,
    before: Checked | None = None,
) -> Checked:
    """Check a letter with the settings for it; those of `folder` where it has no file. What was found
    `before` is used again where nothing has changed. Raises nothing that a letter can cause."""
    path = letter.path
    config, fault = settings.for_folder(path.parent if path is not None else folder)
    name = str(path) if path is not None else letter.name
    document: Document | None = None

    def report() -> Report:
        nonlocal document
        document = read_letter(letter.plain, letter.name, letter.language)
        document = replace(document, path=name)
        if path is not None:
            document = with_sidecar(document, path)
        if before is not None and _same(before, letter, document, config):
            return before.report
        return checker(config).check(document)

    if not letter.plain.strip():
        return Checked(
            _unread(letter, encoding, config),
            config,
            unchecked(name, config.profile, _EMPTY),
            fault,
            True,
        )
    if len(letter.text) > LONGEST:
        told = f"it has more than {LONGEST:,} characters, too many to check while you write; use “plainletter check” for it"
        made = unchecked(name, config.profile, Problem("read", told, name))
    else:
        try:
            made = explained(report, name, config.profile)
        except PlainletterError as error:
            made = unchecked(name, config.profile, Problem("analyse", str(error), name))
    if document is None:
        return Checked(_unread(letter, encoding, config), config, made, fault)
    return Checked(Source(letter, document, encoding), config, made, fault)


_EMPTY = Problem("read", "There is nothing to check yet.", "text")


def _unread(letter: Letter, encoding: Encoding, config: Config) -> Source:
    nothing = unchecked(letter.name, config.profile, _EMPTY).document
    return Source(letter, nothing, encoding)


def _same(before: Checked, letter: Letter, document: Document, config: Config) -> bool:
    """True when a check would find just what it found before."""
    old = before.report.document
    return (
        before.letter.text == letter.text
        and before.config == config
        and old.format == document.format
        and old.allowances == document.allowances
    )
