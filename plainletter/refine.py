"""From matches to findings, in small pure steps: put into words, drop what is protected, settle overlaps,
apply suppressions, sort.

The overlap rule, stated once: of two findings about wording that share a character the longer one stays;
of two equally long ones the graver, then the one that offers an edit, then the earlier rule id.
Findings about a whole sentence, paragraph or letter never compete with those about words.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import LEVELS, Allowance, Document, Finding, Level, Place, Span
from plainletter.packs.schema import LimitRule, RequireRule, RuleSpec
from plainletter.positions import Positions

AS_WRITTEN = frozenset({"txt", "eml"})
"""Formats whose text is the file's own, or its letter's, so that places are lines and columns of it."""


def to_findings(
    matches: Iterable[Match], letter: Analysis, levels: Mapping[str, Level]
) -> list[Finding]:
    """Matches in words: message filled in, level settled, place named."""
    document = letter.document
    text = document.text
    positions = Positions(text) if document.format in AS_WRITTEN else None
    findings = []
    for match in matches:
        rule = match.rule
        level = levels.get(rule.id) or match.level or rule.level
        found = match.span.of(text)
        first = next((s.text for s in match.suggestions if s.edits), "")
        values = {"found": _one_line(found), "first": first, **match.values}
        findings.append(
            Finding(
                rule=rule.id,
                category=rule.category,
                level=level,
                message=fill(_tellable(match.message or rule.message, first), values),
                why=fill(match.why or rule.why, values),
                source=match.source or rule.source,
                span=match.span,
                text=found,
                sentence=match.sentence,
                place=_place(match.span, document, positions),
                suggestions=match.suggestions,
            )
        )
    return findings


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with every `{name}` that `values` knows filled in; others are left alone."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group(0)), template)


def _tellable(message: str, first: str) -> str:
    """`message` without the sentences that name a better wording, where there is none."""
    if first or "{first}" not in message:
        return message
    sentences = re.split(r"(?<=[.?!]) +", message)
    return " ".join(sentence for sentence in sentences if "{first}" not in sentence) or "“{found}”."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _place(span: Span, document: Document, positions: Positions | None) -> Place:
    block = document.block_at(span.start)
    place = block.place if block is not None else Place()
    if positions is not None:
        at = positions.line_column(span.start)
        return replace(place, line=at.line, column=at.column)
    if block is None or place.line is None or span.start == block.span.start:
        return place
    # The text is not the file: lines are those that the reader kept, columns those of the source.
    above = document.text.count("\n", block.span.start, span.start)
    first = document.source.anchor(block.span.start)
    here = document.source.anchor(span.start) if span.start < len(document.text) else None
    if document.format != "md" or above or first is None or here is None or place.column is None:
        return replace(place, line=place.line + above, column=None)
    return replace(place, column=place.column + here.offset - first.offset)


def drop_protected(findings: list[Finding], letter: Analysis) -> list[Finding]:
    """Without findings inside quoted words or the names of laws, on placeholders' own words, or on people's
    names. A finding that holds a law's whole name is about that name, and stays."""
    placeholders = letter.anatomy.placeholders
    kept = []
    for finding in findings:
        wording = finding.category in ("tone", "jargon", "stigma", "readability")
        whole_sentence = finding.span == finding.sentence or len(finding.span) > len(
            finding.sentence
        )
        if wording and len(finding.span):
            if not whole_sentence and letter.quoted(finding.span):
                continue
            law = letter.citation(finding.span)
            if law is not None and not whole_sentence and not finding.span.contains(law):
                continue
            if _is_name(finding.text, letter.names):
                continue
            if any(placeholder.contains(finding.span) for placeholder in placeholders):
                continue
        kept.append(finding)
    return kept


def _is_name(text: str, names: frozenset[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(word[0].isupper() and word.lower() in names for word in words)


def settle_overlaps(findings: list[Finding], wide: frozenset[str]) -> list[Finding]:
    """Findings of which no two about wording share a character; `wide` names the rules that may."""
    kept: list[Finding] = []
    taken: list[Span] = []
    for finding in sorted((f for f in findings if f.rule not in wide), key=_rank):
        at = bisect_left(taken, finding.span)
        neighbours = taken[max(at - 1, 0) : at + 1]
        if not any(finding.span.overlaps(span) for span in neighbours):
            kept.append(finding)
            if len(finding.span):
                taken.insert(at, finding.span)
    return kept + [f for f in findings if f.rule in wide]


def _rank(finding: Finding) -> tuple[int, int, int, str, int]:
    edits = any(suggestion.edits for suggestion in finding.suggestions)
    return (
        -len(finding.span), -LEVELS.index(finding.level), not edits, finding.rule, finding.span.start
    )  # fmt: skip


def suppress(
    findings: list[Finding], allowances: Sequence[Allowance]
) -> tuple[list[Finding], list[Allowance]]:
    """The findings no allowance covers, and the allowances that covered nothing."""
    used: set[int] = set()
    kept = []
    for finding in findings:
        cover = next((k for k, a in enumerate(allowances) if _covers(a, finding)), None)
        if cover is None:
            kept.append(finding)
        else:
            used.update(k for k, a in enumerate(allowances) if _covers(a, finding))
    return kept, [a for k, a in enumerate(allowances) if k not in used]


def _covers(allowance: Allowance, finding: Finding) -> bool:
    if allowance.span is not None and not allowance.span.contains(finding.span):
        return False
    if allowance.text is not None and _one_line(finding.text) != _one_line(allowance.text):
        return False
    return selects(allowance.rule, finding.rule)


def selects(pattern: str, rule: str) -> bool:
    """True when a selector (an id, `prefix.*` or a bare prefix) names the rule."""
    prefix = pattern.removesuffix("*").removesuffix(".")
    return rule == prefix or rule.startswith(prefix + ".")


def add_keys(findings: list[Finding], text: str, of_letter: Container[str] = ()) -> list[Finding]:
    """Findings in reading order, each with a key that stays the same while other text moves.

    The key hashes the rule, the sentence without regard to case and spacing, what was found, and which
    occurrence of these it is. Of rules in `of_letter`, which ask what a letter says anywhere, it is the same
    whether nothing was found or something that says too little.
    """
    ordered = sorted(findings, key=lambda f: (f.span.start, f.span.end, f.rule))
    seen: Counter[str] = Counter()
    keyed = []
    for finding in ordered:
        whole = finding.rule in of_letter
        sentence = "" if whole else _one_line(finding.sentence.of(text)).lower()
        basis = f"{finding.rule}\n{sentence}\n{'' if whole else _one_line(finding.text).lower()}"
        key = hashlib.sha256(f"{basis}\n{seen[basis]}".encode("utf-8", "surrogatepass")).hexdigest()
        seen[basis] += 1
        keyed.append(replace(finding, key=key[:16]))
    return keyed


def without_known(findings: Iterable[Finding], known: Container[str]) -> tuple[Finding, ...]:
    """The findings whose keys are not `known` from an earlier report, in the same order."""
    return tuple(finding for finding in findings if finding.key not in known)


def wide_rules(rules: Iterable[RuleSpec]) -> frozenset[str]:
    """Ids of rules about a whole sentence, paragraph or letter."""
    return frozenset(
        rule.id for rule in rules
        if rule.whole_letter or isinstance(rule, LimitRule | RequireRule)
    )  # fmt: skip


def drop_allowed_words(findings: list[Finding], allowed: Sequence[str]) -> list[Finding]:
    """Without findings on words the settings allow, whatever their case."""
    words = {_one_line(word).casefold() for word in allowed}
    return [finding for finding in findings if _one_line(finding.text).casefold() not in words]


def unused_allowances(
    unused: Sequence[Allowance], rules: Mapping[str, RuleSpec], levels: Mapping[str, Level]
) -> list[Finding]:
    """A finding for each suppression that nothing needed, where that rule is on."""
    rule = rules.get("structure.unused-allowance")
    if rule is None:
        return []
    findings = []
    for allowance in unused:
        span = allowance.span or Span(0, 0)
        at = Span(span.start, span.start)
        values = {"found": allowance.rule, "where": allowance.where, "first": ""}
        findings.append(
            Finding(
                rule.id, rule.category, levels.get(rule.id) or rule.level,
                fill(rule.message, values), fill(rule.why, values), rule.source, at, "", at,
            )
        )  # fmt: skip
    return findings
