"""What may stand in a pack file, declared once: decoding, errors and documentation come from here.

A pack is a TOML file with a `[pack]` table and any number of `[[rule]]` tables. The `kind` of a rule
decides which further keys it has. Kinds are few and closed; a rule that needs more is a `detector`.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct, field

from plainletter.model import Category, Label, Level, Weight

Scope = Literal["body", "heading", "list", "table", "signoff", "all", "whole"]

SCOPES: dict[Scope, frozenset[Label]] = {
    "body": frozenset({"body", "list", "table", "note"}),
    "heading": frozenset({"heading", "subject"}),
    "list": frozenset({"list"}),
    "table": frozenset({"table"}),
    "signoff": frozenset({"signoff", "enclosure"}),
    "all": frozenset({"body", "list", "table", "note", "heading", "subject", "signoff", "enclosure"}),
    # With the letter's head, which only require rules read.
    "whole": frozenset({
        "body", "list", "table", "note", "heading", "subject", "signoff", "enclosure", "letterhead",
        "address", "date", "reference",
    }),
}  # fmt: skip

Counts = Literal[
    "",
    "actions",
    "acts",
    "owners",
    "dates",
    "reasons",
    "shared",
    "plain",
    "review",
    "change",
    "own",
]

PartOfSpeech = Literal["VERB", "NOUN", "ADJ", "ADV", "ANY"]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Unknown keys are errors; keys are written-like-this in packs."""


class PackHeader(_Strict, frozen=True, kw_only=True):
    """The `[pack]` table. `version` is raised when the meaning of a rule changes."""

    id: str
    title: str
    version: int
    language: str = "en-GB"
    about: str = ""


class Bad(_Strict, frozen=True, kw_only=True):
    """A sentence the rule must find. `**` marks the words found; `say` is the text after the rule's
    first suggestion, where it has one that edits."""

    text: str
    say: str = ""


class Known(_Strict, frozen=True, kw_only=True):
    """A sentence the rule gets wrong today, in the open, and why."""

    text: str
    reason: str


class Dropped(_Strict, frozen=True, kw_only=True):
    """Terms that were weighed for this pack and left out, and why; kept so that nobody adds them anew."""

    terms: tuple[str, ...]
    reason: str


class Entry(_Strict, frozen=True, kw_only=True):
    """One term of a phrase rule.

    find: the term in its base form; `^` before a word makes it the one that is inflected, otherwise the
      first word of a verb and the last of a noun. In a term of several words that has a part of speech
      one adverb may stand between two of them ("failed consistently to engage").
    pos: what the inflected word must be in the sentence; ANY does not look and does not inflect.
    say: better wordings in base form, best first; they take the form of the words found.
    ask: what only the writer can do; shown as advice where no wording can be offered.
    if-before / if-after: the words just before or just after must be one of these phrases.
    unless-before / unless-after: they must not.
    unless-in: the sentence must not hold any of these phrases.
    case: the term is matched in exactly this case (acronyms).
    safe: the first wording can never change the meaning, so it may be applied without a person.
    message, why, source, level: take the place of the rule's own for this entry.
    """

    find: str
    pos: PartOfSpeech = "ANY"
    say: tuple[str, ...] = ()
    ask: str = ""
    if_before: tuple[str, ...] = ()
    if_after: tuple[str, ...] = ()
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    unless_in: tuple[str, ...] = ()
    case: bool = False
    safe: bool = False
    message: str = ""
    why: str = ""
    source: str = ""
    level: Level | None = None


class RuleBase(_Strict, tag_field="kind", frozen=True, kw_only=True):
    """What every rule has.

    id names the fault and reads well after "allow": category.what-is-wrong.
    title says in a few words what it looks for, for lists of rules and reasons of scores.
    message may use {found} and {first} (the best wording), and {name}s that the kind provides.
    scope: in which parts of the letter the rule looks.
    profiles: the profiles it belongs to; none means all.
    spare-fair-court: a finding is dropped where the sentence, or the next one, fairly says that a court
      may decide (see `protected.py`).
    whole-letter: what it finds is about the letter, so it does not compete with findings about words,
      and its examples are whole letters.
    """

    id: str
    category: Category
    title: str
    message: str
    why: str
    source: str
    level: Level = "advice"
    scope: Scope = "body"
    profiles: tuple[str, ...] = ()
    spare_fair_court: bool = False
    whole_letter: bool = False
    bad: tuple[Bad, ...] = ()
    ok: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()


class PhraseRule(RuleBase, tag="phrase", frozen=True, kw_only=True):
    """Terms matched word by word, in every inflected form, longest first."""

    entries: tuple[Entry, ...]


class PatternEntry(_Strict, frozen=True, kw_only=True):
    """One expression of a pattern rule.

    find: a regular expression over the clean text of a block (straight quotes, single spaces); a group
      named `mark` narrows what is marked.
    say: replacements for the marked words, best first; `{group}` stands for a named group's words as
      the writer put them; an empty one leaves the marked words out.
    ask: what only the writer can do, or a whole new sentence with blanks, in which `{group}` stands for
      the writer's own words; advice without an edit.
    unless: expressions that, where they match in the same sentence, keep this entry silent.
    safe: the first wording can never change the meaning.
    """

    find: str
    say: tuple[str, ...] = ()
    ask: str = ""
    unless: tuple[str, ...] = ()
    safe: bool = False
    level: Level | None = None


class PatternRule(RuleBase, tag="pattern", frozen=True, kw_only=True):
    """Regular expressions, ignoring case unless `case` is set.

    unless: expressions that, where they match in the same sentence, keep the rule silent.
    unless-before / unless-after: expressions that must not end just before, or start just after, what
      was marked.
    """

    entries: tuple[PatternEntry, ...]
    unless: tuple[str, ...] = ()
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    case: bool = False

    @property
    def flags(self) -> int:
        """The flags its expressions are compiled with."""
        return 0 if self.case else re.IGNORECASE.value


class LimitRule(RuleBase, tag="limit", frozen=True, kw_only=True):
    """A measure that should not be passed: `measure` names it, `over` is the limit in its own unit.

    up-to: sentences longer than this are another rule's. least-words: shorter paragraphs are let pass,
    however many sentences they have.
    """

    measure: Literal["sentence-words", "paragraph-sentences", "letter-words"]
    over: int
    up_to: int | None = None
    least_words: int = 0
    ask: str = ""


class RequireRule(RuleBase, tag="require", frozen=True, kw_only=True):
    """Something the letter has to say.

    Signals and all other expressions here are matched against sentences in small letters, in which dates,
    names and the like are marks; words in braces such as `{DATE}` or `{COURT}` stand for those and for
    long lists of words (see `plainletter.packs.fragments`).

    item: the checklist id (C05, N01); `title` is what the reader of the report sees.
    signals: groups of expressions. The item is present when every group matches somewhere within
      `window` sentences (0: anywhere in the letter).
    headings: expressions that announce the statement, in a heading, the head of a table's column, the
      first cell of its row, or the sentence before a list; what stands below counts for the first
      group, however long it is.
    partly: how many groups, always with the first, make the item partial where not all are there.
    needs: instead of signals, the items this one is put together from: present when all of them are,
      missing when all are, else partial.
    counts: instead of signals, what is counted over the actions of a plan (see `plainletter.plans.tally`);
      sentences of the message whose figures are empty are left out.
    too-soft: expressions that are not enough: where only these match, the item is partial and the place
      is reported as watered down.
    unless: sentences that hold one of these are not looked at.
    within: only so many first sentences of the letter's text are looked at; 0 is all.
    only-if: where none of these is anywhere in the letter the item is not_checked.
    not-if: where one of these is in the letter and nothing was found, the item is not_checked.
    unseen: where nothing is found the item is not_checked, since a letter need not say it.
    report: missing is also a finding, at the rule's level.
    points: how much it weighs in the content score; see `score.py`.
    """

    item: str
    weight: Weight
    scope: Scope = "all"
    signals: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = ()
    partly: int = 1
    needs: tuple[str, ...] = ()
    counts: Counts = ""
    too_soft: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    window: int = 3
    within: int = 0
    only_if: tuple[str, ...] = ()
    not_if: tuple[str, ...] = ()
    unseen: bool = False
    report: bool = False
    points: float = 0.0

    def __post_init__(self) -> None:
        if sum(map(bool, (self.signals, self.needs, self.counts))) != 1:
            raise ValueError("give it one of signals, needs and counts")

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups in which the expressions are matched, any of each."""
        others = (self.headings, self.too_soft, self.unless, self.only_if, self.not_if)
        return self.signals + tuple(group for group in others if group)


class DetectorRule(RuleBase, tag="detector", frozen=True, kw_only=True, eq=False):
    """A rule that needs Python: `detector` names a function in `plainletter.detectors`, `options` are
    handed to it and checked by it. Compared by identity, so that a detector can keep what it has made of
    the options (`functools.lru_cache` over the rule) from one letter to the next."""

    detector: str
    options: dict[str, Any] = field(default_factory=dict)


RuleSpec = PhraseRule | PatternRule | LimitRule | RequireRule | DetectorRule


class Change(_Strict, frozen=True, kw_only=True):
    """A change to a rule of an earlier pack, for a council that wants most of it as it is.

    rule: the id of the rule. Keys that are set take the place of the rule's own.
    entries: for phrase rules; an entry with the `find` and `pos` of one that is there takes its place,
      others are added. remove: terms (their `find`) that are no longer looked for.
    options: for detector rules; lists are added to, other values replaced.
    bad, ok: examples of what changed, which are run in place of the rule's own.
    """

    rule: str
    title: str | None = None
    level: Level | None = None
    message: str | None = None
    why: str | None = None
    source: str | None = None
    scope: Scope | None = None
    profiles: tuple[str, ...] | None = None
    entries: tuple[Entry, ...] = ()
    remove: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    bad: tuple[Bad, ...] = ()
    ok: tuple[str, ...] = ()


class PackFile(_Strict, frozen=True, kw_only=True):
    """A whole pack file."""

    pack: PackHeader
    rule: tuple[RuleSpec, ...] = ()
    change: tuple[Change, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class ProfileFile(_Strict, frozen=True, kw_only=True):
    """A profile: which rules are on for one sort of letter, and what its limits are.

    off: rule ids or `prefix.*` that do not apply. levels: rule id to level. checklist: the items of this
    profile in the order of the report. target-age: the reading age to aim for, in years. signals:
    expressions by which `--profile auto` knows the sort of letter; unless: those that rule it out.
    """

    id: str
    title: str
    about: str
    checklist: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    levels: dict[str, Level] = field(default_factory=dict)
    target_age: float = 11.0
    unless: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
