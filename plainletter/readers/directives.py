"""What templates and writers leave in a letter that is not its own words: suppressions and placeholders.

A suppression is an HTML comment in a text, Markdown or HTML file:

    <!-- plainletter: allow jargon.commence because the order uses this word -->

`allow-letter` in place of `allow` covers the whole letter; several rules are separated by commas, and
`jargon.*` stands for all rules whose id begins so. A comment inside a paragraph covers that paragraph; a
comment that stands alone covers the block after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainletter.model import Allowance, Span
from plainletter.sourcemap import DocumentBuilder

_OURS = re.compile(r"\s*plainletter\b\s*(?P<colon>:?)\s*", re.IGNORECASE)
_VERBS = ("allow", "allow-letter")
_BECAUSE = re.compile(r"(?:^|\s)because(?:$|[\s:])", re.IGNORECASE)
_RULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?")
_EXAMPLE = "“plainletter: allow RULE because REASON”"

_PLACEHOLDER = re.compile(
    # Each alternative stops at its own opening sign, so that unclosed ones cost no second look.
    r"\{\{[^{}\n]{1,200}\}\}|<%(?:[^%<]|%(?!>)|<(?!%)){1,400}%>|«[^«»\n]{1,80}»"
)


@dataclass(frozen=True, slots=True)
class Directive:
    """A well-formed suppression: rule ids or prefixes ("jargon.*"), the reason, and its reach."""

    rules: tuple[str, ...]
    reason: str
    whole_letter: bool


@dataclass(frozen=True, slots=True)
class Malformed:
    """A comment that means to be a suppression and is not; `message` says what is wrong with it."""

    message: str


def parse(comment: str) -> Directive | Malformed | None:
    """Read the inside of an HTML comment; None when it does not speak to plainletter."""
    ours = _OURS.match(comment)
    if ours is None:
        return None
    words = " ".join(comment[ours.end() :].split())
    verb, _, rest = words.partition(" ")
    if not ours["colon"]:
        # "plainletter made this file" is an ordinary remark.
        missing = f"the comment for plainletter has no colon; write {_EXAMPLE}"
        return Malformed(missing) if verb.lower() in _VERBS else None
    if verb.lower() not in _VERBS:
        return Malformed(f"the comment for plainletter does not begin with allow; write {_EXAMPLE}")
    because = _BECAUSE.search(rest)
    reason = rest[because.end() :].strip() if because else ""
    named = rest[: because.start()] if because else rest
    rules = tuple(rule.strip() for rule in named.split(",") if rule.strip())
    if not rules:
        return Malformed(f"the comment allows nothing, as it names no rule; write {_EXAMPLE}")
    odd = next((rule for rule in rules if not _RULE.fullmatch(rule)), None)
    if odd is not None and (reason or " " not in odd):
        shown = odd if len(odd) <= 40 else odd[:37] + "..."
        return Malformed(
            f"the comment allows nothing, as “{shown}” is not a rule; write {_EXAMPLE}"
        )
    if not reason:
        return Malformed(f"the comment allows nothing, as it gives no reason; write {_EXAMPLE}")
    return Directive(rules, reason, verb.lower() == "allow-letter")


@dataclass(frozen=True, slots=True)
class _Wish:
    directive: Directive
    where: str
    at: int
    span: Span | None


class Suppressions:
    """Collects the comments of one document while it is read, and settles at the end what each covers."""

    __slots__ = ("_builder", "_wishes")

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._wishes: list[_Wish] = []

    def comment(self, inner: str, where: str, *, at: int, span: Span | None = None) -> None:
        """Note a comment by its inside; other comments than suppressions are ignored.

        It covers `span`, the block around it, or without one the next block that begins at or after `at`.
        """
        found = parse(inner)
        if isinstance(found, Malformed):
            self._builder.problem(found.message, where)
        elif found is not None:
            self._wishes.append(_Wish(found, where, at, span))

    def settle(self) -> None:
        """Record what has been collected, now that all blocks are known."""
        if not self._wishes:
            return
        blocks = sorted(
            (block for block in self._builder.blocks if block.kind != "markup"),
            key=lambda block: block.span,
        )
        following = iter(blocks)
        block = next(following, None)
        for wish in sorted(self._wishes, key=lambda wish: wish.at):
            span = wish.span
            if not wish.directive.whole_letter and span is None:
                while block is not None and block.span.start < wish.at:
                    block = next(following, None)
                if block is None:
                    self._builder.problem(
                        "the comment allows nothing, as no text follows it; "
                        "put it before the text it is about",
                        wish.where,
                    )
                    continue
                span = block.span
            for rule in wish.directive.rules:
                self._builder.allow(
                    Allowance(
                        rule,
                        wish.directive.reason,
                        None if wish.directive.whole_letter else span,
                        wish.where,
                    )
                )


def find_placeholders(text: str) -> tuple[Span, ...]:
    """Stretches that a system will fill in: `{{ name }}`, `<%= name %>` and `«Name»`."""
    return tuple(Span(*match.span()) for match in _PLACEHOLDER.finditer(text))
