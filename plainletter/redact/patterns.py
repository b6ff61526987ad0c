"""What gives itself away by its shape: addresses, telephone numbers, e-mail addresses and references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.model import Span

_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Crescent|Place|Terrace|Grove|Gardens|Walk|Row"
    r"|Square|Hill|Rise|View|Park|Mews|Parade|Green|Yard|Gate|Wharf|Quay|Embankment|Broadway|Croft|Fold|Garth"
    r"|House|Hall|Lodge|Buildings|Centre|Estate|End|Path|Vale|Mount|Bank|Approach|Passage|Hub|Tower|Sq|Cres|Gdns|Yd"
    r"|Gt|Wynd|Cottages?|Vicarage|Bakehouse|Annexe|Quayside|Arcade|Promenade|Esplanade|Highway)"
)
_NUMBERED = (
    rf"(?:{_STREET[3:-1]}|Side|Steps|Strand|Brow|Bottom|Reach|Chase|Dell|Meadows?|Fields?|Heath|Common|Lea|Nook|Copse"
    r"|Wood|Spinney|Circus|Ridge|Bridge|Villas?|Drove|Cross|Loke|Parade)"
)
"""What may end a street's name behind a house number."""
_SMALL_STREET = r"(?:street|st|road|rd|lane|ln|avenue|ave|crescent|cres|terrace|square|sq|gardens|gdns|mews|grove|yard|yd)"
_NO_STREET = (
    r"(?:a|an|the|of|in|on|at|from|to|by|for|and|or|down|up|along|across|off|our|your|my|his|her|their|this|that|is|was"
    r"|mins?|minutes?|hours?|miles?|metres?|yards?|m|am|pm|days?|weeks?|months?|years?)"
)
_COURTS = r"(?:\w+ )?(?:Family|County|Crown|High|Youth|Magistrates['’]?) Court\b"
CAPITALS = r"[A-Z][\w'’.-]*"
PATTERNS = tuple(
    re.compile(expression, flags)
    for expression, flags in (
        # E-mail addresses and web addresses with a person's page.
        (r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*", 0),
        # Telephone numbers, and any other long number with or without gaps.
        (r"(?:(?<![\w/£.,])|(?<=[a-z][.:]))(?:\+|\(0|\(\+)?\d(?:[ ()-]{0,2}\d){6,}(?!\w)", 0),
        # Postcodes, whole or the first half behind a place.
        (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
        # A house and its street, with the places behind it.
        (
            rf"\b(?:(?:Flat|Unit|Room|Suite|Apartment|Apt|No\.?) ?\w{{1,4}},? )?(?:\d+[A-Za-z]?(?:[-–/]\d+[A-Za-z]?)?,? )"
            rf"(?:{CAPITALS} ){{1,4}}{_STREET}\b(?:, {CAPITALS}(?: {CAPITALS})*)*", 0,
        ),
        (rf"\b(?!{_COURTS})(?:{CAPITALS} ){{1,3}}{_STREET}\b(?:, {CAPITALS}(?: {CAPITALS})*)*", 0),
        (r"\b(?:Flat|Unit|Suite|Apartment|Apt) ?\w{1,4}\b", 0),
        (rf"(?<![\d:.£])\b\d+[A-Za-z]?,? (?:{CAPITALS} ){{0,3}}(?:{_NUMBERED}|{_NUMBERED.upper()})\b(?: (?:North|South|East|West)\b)?", 0),
        (r"\b\d+[A-Za-z]?,? The [A-Z][\w'’]+\b", 0),
        (
            rf"\b\d+[a-z]? (?:(?!{_NO_STREET}\b)[a-z][\w'’]* ){{1,3}}{_SMALL_STREET}\b"
            r"(?:, [a-z][a-z-]{2,}(?=,? *(?:\n|$|[a-z]{1,2}\d)))?", re.MULTILINE,
        ),
        # A building in capitals counts where the street or the postcode follows.
        (
            r"\b(?:[A-Z][A-Z'’]+ ){1,3}(?:HOUSE|HALL|TOWERS?|CENTRE|COURT|LODGE|BUILDINGS?|ROAD|STREET|LANE|AVENUE)"
            r"(?=, ?(?:\d|[A-Z]{1,2}\d|[A-Z]{3,} [A-Z]{1,2}\d))", 0,
        ),
        (rf"\b[Ll]evel \d+(?=,? [A-Z])(?:,? {CAPITALS}(?: {CAPITALS})*)*", 0),
        (r"(?<=[A-Za-z], )Level \d+\b", 0),
        (r"\b(?:next door|house|home|live[sd]?|at|of|neighbours?)\W{1,3}(?:at )?no\. ?\d{1,4}[a-z]?\b", re.IGNORECASE),
        (r"\bP\.?O\.? Box \d+", re.IGNORECASE),
        (r"\bFreepost [A-Z]+(?: [A-Z\d-]+)*", 0),
        # References: what the words before them say, and what looks like nothing else.
        (
            r"\b(?:our |your |case |file |child |client |court )?(?:ref(?:erence)?s?|case|file|claim|NHS|NI|national insurance"
            r"|URN|UPN|ID|mosaic|liquid ?logic|care ?first|protocol|court)\b\.?(?: (?:no|number|num|id)\b\.?)?(?: is)?[ :#]{1,3}"
            r"(?=[\w/. -]{0,20}\d)[A-Z0-9][\w./-]*(?: \d[\w./-]*)*", re.IGNORECASE,
        ),
        (
            r"\b(?:incident|crime|log|collar|police|hospital|account|customer|patient|pupil|prison|passport|tenancy|policy)"
            r" (?:no\b\.?|num(?:ber)?\b|ref(?:erence)?\b|id\b)(?: is| was)?[ :#]{0,3}[A-Z]{0,3}\d[\w./-]*", re.IGNORECASE,
        ),
        (r"\b[Ll]og:? \d{3,}\b", 0),
        (r"(?<=\b[Qq]uote )[A-Z]{2,}(?:[/-][A-Z]{2,})+\b", 0),
        # The name by which somebody is known to a computer.
        (r"\buser(?: ?name| ?id)?: ?\S+", re.IGNORECASE),
        (r"\b(?=[\w./-]{0,60}\d)(?=[\w./-]{0,60}[A-Z])[A-Z0-9]+(?:[./-][A-Z0-9]+)+\b", 0),
        (r"\b[A-Z]{1,5}-?\d{3,}[A-Z0-9]*\b", 0),
        (r"\b\d{2,}[A-Z]{1,4}\d+[A-Z0-9]*\b", 0),
        (r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", 0),
        (r"(?<![£\d.,])\b\d{5,}\b", 0),
        (r"\bDX:? ?\d+", 0),
    )
)  # fmt: skip
ADDRESSES = PATTERNS[2:5]
_SITE = re.compile(
    r"\b(?:plot|pitch|bay|berth|caravan) ?\d{1,4}[a-z]?\b(?:,? (?-i:[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*))*",
    re.IGNORECASE,
)
"""A place on a site, with the site's name behind it."""
_MOST_SITES = 20


def sites(text: str) -> Iterator[Span]:
    """Places on a site, and the site's name wherever it stands."""
    names: set[str] = set()
    for match in _SITE.finditer(text):
        yield Span(*match.span())
        for name in match.group().split(", ")[1:]:
            name = re.sub(r"^(?:Nr|NR|Near) | (?:Site|SITE|Park|PARK)$", "", name)
            if " " in name:
                names.add(name)
    for name in sorted(names)[:_MOST_SITES]:
        yield from (Span(*m.span()) for m in re.finditer(rf"\b{re.escape(name)}\b", text))


def address_lines(text: str, block: Span) -> Iterator[Span]:
    """Lines of the letter's head or foot that hold a postcode or street: the house has a name, perhaps.

    So does a line of capitals between two such lines: the town.
    """
    start = block.start
    found: list[tuple[Span, bool]] = []
    for line in block.of(text).split("\n"):
        private = any(pattern.search(line) for pattern in ADDRESSES)
        found.append((Span(start, start + len(line)), private))
        start += len(line) + 1
    for index, (place, private) in enumerate(found):
        between = 0 < index < len(found) - 1 and found[index - 1][1] and found[index + 1][1]
        if private or (between and place.of(text).isupper()):
            yield place
