"""Blanks that somebody or some system should have filled in before the letter goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plainletter.model import Document, Span

# What stands in square or round brackets is a blank only when it says so; "[sic]", "[she]" and "[1]"
# are an editor's own, and most round brackets hold ordinary asides.
_ORDER = r"(?:insert|enter|delete|type|state|specify|complete|choose|select|amend|replace|include|provide)"
_THING = (
    r"(?:(?:sur|fore|first|last|full)?\W?names?|dates?|times?|address(?:es)?|venue|place|room|location"
    r"|(?:tele)?phone(?:\W(?:no|number))?|numbers?|e-?mail|details?|d\.?o\.?b\.?|reference|postcode|year)"
)
_WHOSE = (
    r"(?:(?:the|your|child|children|parent|worker|social\Wworker|manager|solicitor|council|team)"
)
_WHOSE += r"(?:['’]s|s['’])?\W)"
_SQUARE = re.compile(
    rf"""
    .*\binsert\b.* | {_ORDER}\b.*
  | {_WHOSE}{{0,2}}{_THING}(?:\b.*)?
  | (?:child|parent|carer|father|mother|worker|social[ ]worker|manager|solicitor|team|council)
    (?:['’]s)?(?:[ ]\w+)?
  | [\w '’-]+(?:/[\w '’-]+)+                # [his/her/their]
  | [ .…_\u00a0-]{{3,}}                     # a gap
  | \W*(?:[xX]{{2,}}|TBC|tbc)\W*
  | if\ (?:applicable|needed|appropriate|relevant).* | e\.?g\.?[ ,:].* | optional\b.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SQUARE_CAPITALS = re.compile(r"(?=.*[A-Z]{2})(?:[A-Z]{6,}|[A-Z'’]+(?:[ /_-][A-Z0-9'’]+)+)\W?")
_ROUND = re.compile(
    rf"(?:insert|enter)\b.*|delete (?:as|if|where|one)\b.*|{_WHOSE}{{0,2}}{_THING}(?: of .*)?",
    re.IGNORECASE,
)
_ANGLE = re.compile(r"[A-Za-z][A-Za-z0-9 '’_.-]*")
_HTML = frozenset(
    [
        "a",
        "b",
        "i",
        "u",
        "s",
        "p",
        "em",
        "strong",
        "br",
        "div",
        "span",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "hr",
        "img",
        "font",
        "center",
        "sub",
        "sup",
        "small",
        "pre",
        "code",
        "html",
        "head",
        "body",
        "title",
        "blockquote",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)

# Every repeat is bounded or runs over characters that none of its neighbours takes, so a page of opening
# brackets costs no more than a page of letters.
_CANDIDATES = re.compile(
    r"""
    (?P<sure>
        «[^«»\n]{1,120}»
      | <<[^<>\n]{1,160}>>
      | \{\{[^{}\n]{0,200}\}\} | \{%[^{}\n]{1,200}%\} | \{\#[^{}\n]{1,200}\#\}
      | <%[^%\n]{1,200}%>
      | \#?\$?\{[A-Za-z_][\w .:-]{0,60}\}
      | (?<![\w%])%[A-Z][A-Z_]{2,40}%(?!\w)
      | (?<!\w)(?:[Dd]{2}[/.-][Mm]{2}[/.-][Yy]{2,4})(?!\w)
      | (?:Click|Tap)(?:[ ]or[ ](?:click|tap))?(?:[ ]here)?[ ]to[ ](?:enter|add)[ ](?:text|a[ ]date)\.?
      | Choose[ ]an[ ]item\.?
    )
  | (?P<crosses>
        (?<![\w/])(?>(?:\d[\d ]{0,12})?)
        (?:[Xx]{3,}|(?:XX|xx)(?=[/:.-](?:XX|xx|\d)))
        (?>(?:[/:.-](?:[Xx]{2,}|\d{2,4}))*)(?!\w)
      | (?<![\w/])\d{1,2}[/.](?:[Xx]{2})[/.](?:[Xx]{2,4}|\d{2,4})(?!\w)
    )
  | (?P<blank> _(?>(?:[ /]{0,3}_){2,}) | …{2,}+ | \.{5,}+ )
  | (?P<square> \[[^\[\]\n]{1,240}\] )
  | (?P<round> \([^()\n]{3,120}\) )
  | (?P<angle> <[A-Za-z][^<>\n]{1,60}> )
    """,
    re.VERBOSE,
)
_SIGNATURE = re.compile(r"\b(?:sign(?:ed|ature|atures)?|initials?)\b", re.IGNORECASE)


def find_placeholders(document: Document) -> tuple[Span, ...]:
    """The reader's merge fields and what looks like a blank left in the text, in order, none overlapping.

    A blank to sign on is no placeholder, and neither is a line drawn across the page. "TBC" in running
    text is a matter for the rules, not a blank.
    """
    found = list(document.placeholders)
    for block in document.blocks:
        if block.label != "markup":
            kisses = block.label == "signoff"
            found.extend(_in_block(document.text, block.span, kisses))
    return merge(found)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that share a character made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def _in_block(text: str, span: Span, kisses: bool) -> Iterator[Span]:
    signature: bool | None = None
    for match in _CANDIDATES.finditer(text, span.start, span.end):
        kind, found = match.lastgroup, match.group()
        if kind == "crosses":
            wanted = not (found.islower() and (kisses or _is_kiss(text, match, span)))
        elif kind == "blank":
            if signature is None:
                signature = _SIGNATURE.search(text, span.start, span.end) is not None
            alone = match.start() == span.start and match.end() == span.end
            wanted = not signature and not alone
        elif kind == "square":
            wanted = _is_square(found[1:-1])
        elif kind == "round":
            wanted = _ROUND.fullmatch(found[1:-1].strip()) is not None
        elif kind == "angle":
            inner = found[1:-1]
            wanted = _ANGLE.fullmatch(inner) is not None and inner.lower() not in _HTML
        else:
            wanted = True
        if wanted:
            yield Span(match.start(), match.end())


def _is_kiss(text: str, match: re.Match[str], span: Span) -> bool:
    """True for small crosses that end a block after a finished sentence ("See you soon! xxx")."""
    if text[match.end() : span.end].strip():
        return False
    return text[max(span.start, match.start() - 3) : match.start()].rstrip()[-1:] in (
        "",
        ".",
        "!",
        "?",
        ",",
    )


def _is_square(inner: str) -> bool:
    stripped = inner.strip() or inner
    if len(inner.strip()) <= 1:
        # "[ ]" and "[x]" are boxes to tick; a longer gap is a blank.
        return (len(inner) >= 3 or "\t" in inner) and not inner.strip()
    return bool(_SQUARE.fullmatch(stripped) or _SQUARE_CAPITALS.fullmatch(stripped))
