"""Runs the examples of rules: for our tests, for `plainletter wordlist test`, and for authors of packs.

Of each rule it asks: the marked words of every `bad` sentence are found, and nothing else of that
sentence by this rule; the first suggestion that edits gives exactly `say`; the result is silent for this
rule; every `ok` sentence is silent; every `known` fault is still there. All of it again with the sentence
in the middle of a letter, because a finding may not depend on unrelated text; except where the rule is
about whole letters and its examples are such.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from plainletter.config import Config
from plainletter.edits import apply_edits
from plainletter.engine import Checker
from plainletter.model import Edit, Finding, Report, Span
from plainletter.packs.load import Ruleset
from plainletter.packs.schema import Bad, PatternRule, PhraseRule, RequireRule, RuleSpec
from plainletter.readers import read_bytes

_MARK = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)

BEFORE = "Dear Ms Okafor,\n\nThank you for coming to see us last week.\n\n"
AFTER = "\n\nWe will ring you on Friday.\n\nYours sincerely,\n\nHelen Marsh\nSocial worker\n"


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold: of which rule, which sentence, and what went wrong."""

    rule: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}\n    {self.text}"


class ExampleRunner:
    """Checks the examples of rules with all rules of their profile switched on."""

    def __init__(self, config: Config | None = None, ruleset: Ruleset | None = None) -> None:
        self.config = config or Config()
        self.ruleset = ruleset
        self.checker = Checker(self.config, ruleset)
        self._checkers = {self.config.profile: self.checker}
        # A rule's tests look at the same text up to four times.
        self._check = lru_cache(maxsize=16)(self._check_once)

    def _checker_for(self, rule: RuleSpec) -> Checker:
        """A checker of a profile that the rule belongs to."""
        names = rule.profiles or (self.config.profile,)
        name = self.config.profile if self.config.profile in names else names[0]
        if name not in self._checkers:
            self._checkers[name] = Checker(replace(self.config, profile=name), self.ruleset)
        return self._checkers[name]

    def run(self, rules: Iterable[RuleSpec]) -> Iterator[Failure]:
        """The failures of every example of the given rules."""
        for rule in rules:
            yield from self.run_rule(rule)

    def run_rule(self, rule: RuleSpec) -> Iterator[Failure]:
        """The failures of one rule's examples."""
        if isinstance(rule, RequireRule):
            yield from self._run_requirement(rule)
            return
        for bad in rule.bad:
            yield from self._run_bad(rule, bad)
        for text in rule.ok:
            for found in self._findings(rule, text, in_letter=False):
                yield Failure(rule.id, text, f"found “{found.text}” where nothing is wrong")
            if rule.whole_letter:
                continue
            for found in self._findings(rule, text, in_letter=True):
                yield Failure(rule.id, text, f"found “{found.text}” inside a letter")
        for known in rule.known:
            if not self._findings(rule, known.text, in_letter=False):
                yield Failure(
                    rule.id, known.text, "this known fault is mended: make it an ok sentence"
                )

    def _run_bad(self, rule: RuleSpec, bad: Bad) -> Iterator[Failure]:
        text, wanted = unmark(bad.text)
        for in_letter in (False,) if rule.whole_letter else (False, True):
            findings = self._findings(rule, text, in_letter=in_letter)
            shift = len(BEFORE) if in_letter else 0
            got = [Span(f.span.start - shift, f.span.end - shift) for f in findings]
            if got != wanted:
                shown = ", ".join(f"“{span.of(text)}”" for span in got) or "nothing"
                where = "inside a letter" if in_letter else "by itself"
                yield Failure(rule.id, bad.text, f"{where} it finds {shown}")
                return
        if bad.say:
            yield from self._run_say(rule, bad, text)

    def _run_say(self, rule: RuleSpec, bad: Bad, text: str) -> Iterator[Failure]:
        findings = self._findings(rule, text, in_letter=False)
        result = apply_first(text, findings)
        if result != bad.say:
            yield Failure(rule.id, bad.text, f"the first suggestion gives: {result}")
        elif self._findings(rule, bad.say, in_letter=False):
            yield Failure(rule.id, bad.say, "its own wording is found again")
        else:
            new = self._rules_found(rule, bad.say) - self._rules_found(rule, text)
            for other in sorted(new):
                yield Failure(rule.id, bad.say, f"its own wording is found by {other}")

    def _run_requirement(self, rule: RequireRule) -> Iterator[Failure]:
        for bad in rule.bad:
            if self._status(rule, bad.text) == "present":
                yield Failure(rule.id, bad.text, f"{rule.item} counts as present")
        for text in rule.ok:
            if self._status(rule, text) != "present":
                yield Failure(rule.id, text, f"{rule.item} does not count as present")

    def _status(self, rule: RequireRule, text: str) -> str:
        report = self._check(self._checker_for(rule), BEFORE + text + AFTER)
        return next((item.status for item in report.checklist if item.id == rule.item), "off")

    def _rules_found(self, rule: RuleSpec, text: str) -> set[str]:
        """The rules about wording that find something; a wording may well be longer, or need a gloss."""
        checker = self._checker_for(rule)
        found = {finding.rule for finding in self._check(checker, text).findings}
        rules = checker.ruleset.rules
        return {id for id in found if isinstance(rules[id], PhraseRule | PatternRule)}

    def _findings(self, rule: RuleSpec, text: str, *, in_letter: bool) -> list[Finding]:
        whole = BEFORE + text + AFTER if in_letter else text
        report = self._check(self._checker_for(rule), whole)
        low, high = (len(BEFORE), len(BEFORE) + len(text)) if in_letter else (0, len(text))
        return [
            finding for finding in report.findings
            if finding.rule == rule.id and low <= finding.span.start < high
        ]  # fmt: skip

    @staticmethod
    def _check_once(checker: Checker, text: str) -> Report:
        return checker.check(read_bytes(text.encode("utf-8"), "example.txt"))


def unmark(marked: str) -> tuple[str, list[Span]]:
    """A sentence without its `**` marks, and the spans they stood around."""
    pieces, spans, position, length = [], [], 0, 0
    for match in _MARK.finditer(marked):
        before = marked[position : match.start()]
        pieces += [before, match.group(1)]
        start = length + len(before)
        length = start + len(match.group(1))
        spans.append(Span(start, length))
        position = match.end()
    pieces.append(marked[position:])
    return "".join(pieces), spans


def apply_first(text: str, findings: Iterable[Finding]) -> str:
    """`text` with the first suggestion that edits of each finding applied, last to first."""
    edits: list[Edit] = []
    for finding in findings:
        suggestion = next((s for s in finding.suggestions if s.edits), None)
        if suggestion is not None:
            edits += suggestion.edits
    return apply_edits(text, edits)


def main() -> int:
    """Run the examples of the built-in packs, or of the rules named as arguments; prints failures and
    returns 1 where there are any."""
    runner = ExampleRunner()
    ruleset = runner.checker.ruleset
    wanted = sys.argv[1:] or [""]
    ids = [
        id for pattern in wanted for id in (ruleset.match(pattern) if pattern else ruleset.rules)
    ]
    failures = list(runner.run(ruleset.rules[id] for id in ids))
    for failure in failures:
        print(failure)
    print(f"{len(ids)} rules, {len(failures)} failures")
    return 1 if failures else 0
