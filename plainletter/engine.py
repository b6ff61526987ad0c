"""The one straight line: a document, a ruleset and a language model to a Report. Steps meet only here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from plainletter import refine, score
from plainletter.analysis.analyse import Analysis, analyse
from plainletter.analysis.language import looks_english
from plainletter.analysis.pipeline import load_pipeline, model_version
from plainletter.block_cache import BlockCache
from plainletter.config import Config
from plainletter.detectors import AFTERWARDS, BLOCKWISE, DETECTORS, run_detector
from plainletter.errors import PackError, UsageError
from plainletter.kinds import counted, limit
from plainletter.kinds.match import Match
from plainletter.kinds.pattern import PatternIndex
from plainletter.kinds.phrase import PhraseIndex
from plainletter.kinds.require import Outcome, Requirements
from plainletter.kinds.require import findings as requirement_findings
from plainletter.letter import Anatomy, anatomy
from plainletter.measures import LONG_SENTENCE, Measured, measure
from plainletter.model import ChecklistItem, Document, Finding, Level, Problem, Report, Score
from plainletter.packs.load import Ruleset, builtin_profiles
from plainletter.packs.schema import (
    DetectorRule,
    LimitRule,
    PatternRule,
    PhraseRule,
    ProfileFile,
    RequireRule,
    RuleSpec,
)  # fmt: skip
from plainletter.packs.sets import load_ruleset
from plainletter.profiles import choose_profile
from plainletter.protected import spare_fair_court
from plainletter.remembered import forget
from plainletter.version import __version__
from plainletter.warmth import warmth

if TYPE_CHECKING:
    from spacy.language import Language

LETTER_WORDS = 60
"""Words of body text from which a text without salutation or sign-off counts as a letter, so that its
checklist is looked at. Our own judgement: shorter texts are single sentences or paragraphs."""

PLAN_ACTIONS = 3
"""Actions from which a table or list is a whole plan, however few its words. Our own judgement."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The active rules of a check, sorted by kind and compiled."""

    profile: ProfileFile
    active: Mapping[str, RuleSpec]
    phrases: PhraseIndex
    patterns: PatternIndex
    limits: tuple[LimitRule, ...]
    detectors: tuple[DetectorRule, ...]
    requirements: Requirements
    counted: tuple[RequireRule, ...]


class Checker:
    """Checks documents with one set of settings; make one and use it for many letters. `ruleset` takes
    the place of the packs that the settings name.

    Raises `UsageError` for a profile or rule that does not exist, `PackError` for a broken pack, and
    `ModelMissing` on the first check where no language model is installed.
    """

    def __init__(self, config: Config, ruleset: Ruleset | None = None) -> None:
        self.config = config
        self.ruleset = ruleset or load_ruleset(config.packs)
        self.profiles = builtin_profiles()
        known = (*self.profiles, "auto")
        if config.profile not in known:
            raise UsageError(
                f"There is no profile “{config.profile}”. Choose from: {', '.join(known)}."
            )
        for pattern in (*config.select, *config.ignore, *config.levels):
            if not self.ruleset.match(pattern):
                hint = self.ruleset.nearest(pattern) or " “plainletter rules” lists them all."
                raise UsageError(f"There is no rule “{pattern}”.{hint}")
        for rule in self.ruleset.rules.values():
            if isinstance(rule, DetectorRule) and rule.detector not in (*DETECTORS, *AFTERWARDS):
                raise PackError(
                    f"The rule {rule.id} names the detector “{rule.detector}”, which does not exist. "
                    f"There are: {', '.join(DETECTORS)}."
                )
        self._compiled: dict[str, _Rules] = {}
        self._blocks = BlockCache()

    def check(self, document: Document) -> Report:
        """The report on one document. A rule that fails becomes a problem; the others go on."""
        letter = anatomy(document)
        profile = self._profile(letter)
        rules = self._rules(profile)
        problems = list(document.problems)
        english = looks_english(scored_texts(letter))
        # Words of another language are not parsed, so that nothing untrue is said of them.
        analysis = (
            analyse(letter, self._pipeline(), self._blocks.parses)
            if english
            else Analysis(letter, ())
        )
        matches = list(spare_fair_court(self._matches(analysis, rules, problems), analysis))
        plan = counted.count_plan(analysis, self.ruleset.rules) if rules.counted else None
        checked = is_whole_letter(analysis) or (plan is not None and plan.all >= PLAN_ACTIONS)
        outcomes = rules.requirements.outcomes(analysis, checked=checked)
        matches += requirement_findings(outcomes)
        if plan is not None:
            jargon = any(rule.category == "jargon" for rule in rules.active.values())
            figures = tuple(
                counted.outcomes(
                    rules.counted, plan, analysis, matches, checked=checked, jargon=jargon
                )
            )
            matches += counted.findings(figures)
            outcomes += figures
        findings = self._refine(matches, analysis, rules)
        checklist = in_order(outcomes, profile)
        if not english:
            told = "It does not read like English, and no other language can be checked."
            problems.append(Problem("analyse", told, "text"))
        elif not problems and not any(s.counts.words for _, s in analysis.sentences):
            problems.append(Problem("analyse", "No words of a letter were found in it.", "text"))
        report = self._report(analysis, profile, rules, findings, checklist, problems, outcomes)
        if plan is None:
            return report
        return replace(report, measures={**report.measures, **counted.plan_measures(plan)})

    def _pipeline(self) -> Language:
        """The language pipeline, loaded anew where its words have become too many: spaCy keeps every word it
        ever met, and a service runs for months."""
        if len(pipeline().vocab.strings) > MOST_STRINGS:
            self.forget()
            pipeline.cache_clear()
        return pipeline()

    def forget(self) -> None:
        """Keep nothing in memory of the letters that were checked but the single words that spaCy has met.
        Blocks and sentences that were checked last are kept otherwise, up to a limit, so that a letter is
        quickly checked again."""
        self._blocks = BlockCache()
        for rules in self._compiled.values():
            rules.requirements.forget()
        forget()

    def active_rules(self, profile: str | None = None) -> Mapping[str, RuleSpec]:
        """The rules that run for a profile, after select and ignore."""
        return self._rules(self.profiles[profile or self.config.profile]).active

    def _profile(self, letter: Anatomy) -> ProfileFile:
        name = self.config.profile
        return self.profiles[choose_profile(letter, self.profiles) if name == "auto" else name]

    def _rules(self, profile: ProfileFile) -> _Rules:
        if profile.id not in self._compiled:
            self._compiled[profile.id] = self._compile(profile)
        return self._compiled[profile.id]

    def _compile(self, profile: ProfileFile) -> _Rules:
        active: dict[str, RuleSpec] = {}
        for id, rule in self.ruleset.rules.items():
            if rule.profiles and profile.id not in rule.profiles:
                continue
            # A rule that names the profile belongs to it, whatever family of rules is off there.
            off = () if profile.id in rule.profiles else profile.off
            if any(refine.selects(pattern, id) for pattern in (*off, *self.config.ignore)):
                continue
            selected = any(refine.selects(pattern, id) for pattern in self.config.select)
            # The checklist is part of every report; selecting rules narrows the findings only.
            if isinstance(rule, RequireRule):
                if rule.item in profile.checklist:
                    active[id] = rule
            elif selected or not self.config.select:
                active[id] = rule
        rules = tuple(active.values())
        return _Rules(
            profile,
            active,
            PhraseIndex(rule for rule in rules if isinstance(rule, PhraseRule)),
            PatternIndex(rule for rule in rules if isinstance(rule, PatternRule)),
            tuple(rule for rule in rules if isinstance(rule, LimitRule)),
            tuple(rule for rule in rules if isinstance(rule, DetectorRule)),
            Requirements(r for r in rules if isinstance(r, RequireRule) and not r.counts),
            tuple(rule for rule in rules if isinstance(rule, RequireRule) and rule.counts),
        )

    def _levels(self, profile: ProfileFile) -> dict[str, Level]:
        """Severity levels that the profile sets, and over these those of the settings."""
        return {
            id: level
            for pattern, level in (*profile.levels.items(), *self.config.levels.items())
            for id in self.ruleset.match(pattern)
        }

    def _matches(
        self, analysis: Analysis, rules: _Rules, problems: list[Problem]
    ) -> Iterator[Match]:
        def in_blocks(part: Analysis) -> Iterator[Match]:
            yield from rules.phrases.find(part)
            yield from rules.patterns.find(part)
            for rule in rules.detectors:
                if rule.detector in BLOCKWISE:
                    yield from run_detector(rule, part, problems)

        before = len(problems)
        yield from self._blocks.matches(analysis, rules.profile.id, in_blocks)
        if (
            len(problems) > before
        ):  # What could not be run found nothing, which is no result to keep.
            self._blocks.forget()
        yield from limit.find(rules.limits, analysis)
        for rule in rules.detectors:
            if rule.detector not in BLOCKWISE:
                yield from run_detector(rule, analysis, problems)

    def _refine(self, matches: list[Match], analysis: Analysis, rules: _Rules) -> list[Finding]:
        config, document = self.config, analysis.document
        levels = self._levels(rules.profile)
        findings = refine.to_findings(matches, analysis, levels)
        if config.select:
            findings = [
                f for f in findings if any(refine.selects(p, f.rule) for p in config.select)
            ]
        findings = refine.drop_protected(findings, analysis)
        findings = refine.drop_allowed_words(findings, config.allow_words)
        findings = refine.settle_overlaps(findings, refine.wide_rules(rules.active.values()))
        findings, unused = refine.suppress(findings, document.allowances)
        # An allowance for a rule that is switched off today may be needed tomorrow.
        unused = [
            allowance for allowance in unused
            if not (named := self.ruleset.match(allowance.rule)) or any(id in rules.active for id in named)
        ]  # fmt: skip
        findings += refine.unused_allowances(unused, rules.active, levels)
        asked = {id for id, rule in rules.active.items() if isinstance(rule, RequireRule)}
        return refine.add_keys(findings, document.text, asked)

    def _report(
        self, analysis: Analysis, profile: ProfileFile, rules: _Rules, findings: list[Finding],
        checklist: tuple[ChecklistItem, ...], problems: list[Problem], outcomes: Sequence[Outcome],
    ) -> Report:  # fmt: skip
        target = self.config.target_age or profile.target_age
        measured = measure(analysis, target)
        scores = self._scores(analysis, measured, target, findings, checklist, rules, outcomes)
        return Report(
            path=analysis.document.path,
            document=analysis.document,
            profile=profile.id,
            words=measured.counts.words,
            paragraphs=len(analysis.scored),
            scores=scores,
            measures=measured.measures,
            sentences=measured.sentences,
            drivers=measured.drivers,
            findings=tuple(findings),
            checklist=checklist,
            problems=tuple(problems),
            ruleset=self.fingerprint,
            version=__version__,
        )

    def _scores(
        self, analysis: Analysis, measured: Measured, target: float, findings: list[Finding],
        checklist: tuple[ChecklistItem, ...], rules: _Rules, outcomes: Sequence[Outcome],
    ) -> dict[str, Score]:  # fmt: skip
        titles = {id: rule.title for id, rule in rules.active.items()}
        words = measured.counts.words
        long_words = sum(s.words for s in measured.sentences if s.words > LONG_SENTENCE)
        longest = max((s.words for s in measured.sentences), default=0)
        parts = {
            "readability": score.readability(
                measured.age.years, target, long_words, words, longest
            ),
            "tone": score.wording(
                findings, frozenset({"tone", "stigma"}), score.TONE_POINTS, words, titles,
                warmth(analysis),
            ),
            "jargon": score.wording(
                findings, frozenset({"jargon"}), score.JARGON_POINTS, words, titles
            ),
            "content": score.content(checklist, rules.active),
        }  # fmt: skip
        missing = [
            outcome.item.title for outcome in outcomes
            if outcome.rule.report and outcome.rule.level == "error" and outcome.item.status == "missing"
        ]  # fmt: skip
        checked = any(item.status != "not_checked" for item in checklist)
        return {"overall": score.overall(parts, missing, checked=checked), **parts}

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that decides what is found: packs, settings, program and model."""
        config = self.config
        basis = "\n".join(
            [
                self.ruleset.fingerprint, __version__, model_version(), config.profile,
                repr(config.select), repr(config.ignore), repr(sorted(config.levels.items())),
                repr(config.allow_words), repr(config.target_age), repr(sorted(self.profiles.items())),
            ]
        )  # fmt: skip
        return hashlib.sha256(basis.encode()).hexdigest()[:16]


def is_whole_letter(analysis: Analysis) -> bool:
    """True when there is enough of a letter to ask what is missing from it."""
    labels = {block.label for block in analysis.document.blocks}
    words = sum(sentence.counts.words for _, sentence in analysis.sentences)
    return words > 0 and (words >= LETTER_WORDS or bool(labels & {"salutation", "signoff"}))


def scored_texts(letter: Anatomy) -> Iterator[str]:
    """The text of each block whose sentences count."""
    text = letter.document.text
    return (block.span.of(text) for block in letter.document.blocks if block.scored)


def in_order(outcomes: Sequence[Outcome], profile: ProfileFile) -> tuple[ChecklistItem, ...]:
    """Checklist items in the profile's order."""
    items = {outcome.item.id: outcome.item for outcome in outcomes}
    return tuple(items[id] for id in profile.checklist if id in items)


def joined_fingerprint(configs: Iterable[Config]) -> str:
    """The fingerprint of the rules and settings in force; of several, one that stands for them all, in the
    order given. Raises `UsageError` for a profile or rule that does not exist."""
    prints = [checker(config).fingerprint for config in configs]
    return (
        prints[0]
        if len(prints) == 1
        else hashlib.sha256("\n".join(prints).encode()).hexdigest()[:16]
    )


@lru_cache(maxsize=8)
def checker(config: Config) -> Checker:
    """The checker for these settings, made once."""
    return Checker(config)


MOST_STRINGS = 400_000
"""Words that the language pipeline may know, the model's own 85,000 included, before it is loaded anew; each
takes about half a kilobyte."""


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The language pipeline, loaded once."""
    return load_pipeline()
