"""Makes a sentence ready for the signals of require rules: small letters, short forms written out, and marks
for dates and names.

`plainletter.packs.fragments` says what each mark stands for. A mark is a word in capitals; nothing else
in the result is.
"""

from __future__ import annotations

import re
from collections.abc import Set

from plainletter.analysis.lexicon import cefr, complexity, is_easy
from plainletter.letter.words import NOT_NAMES
from plainletter.remembered import remembered

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?!\w)"
)
_WEEKDAY = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATES = rf"""
    (?:(?:{_WEEKDAY}),?\ )?(?:the\ )?
    (?:
        {_ORDINAL}(?:\ day)?\ (?:of\ )?(?:{_MONTH}|instant)(?:,?\ {_YEAR})?
      | {_ORDINAL}(?:\ ?(?:-|–|to|and|or)\ ?){_ORDINAL}\ {_MONTH}(?:,?\ {_YEAR})?
      | {_MONTH}\ (?:the\ )?{_ORDINAL}\b(?!\d)(?:,?\ {_YEAR})?
      | {_MONTH}(?:\ ?(?:-|–|to)\ ?{_MONTH})?,?\ {_YEAR}
      | \d{{1,2}}\ ?[/.-]\ ?\d{{1,2}}\ ?[/.-]\ ?(?:{_YEAR}|\d\d)(?!\d)
      | {_YEAR}-\d\d-\d\d
    )
    | (?:(?:{_WEEKDAY}),?\ (?:the\ )?|the\ )\d{{1,2}}(?:st|nd|rd|th)(?:\ of\ (?:this|next)\ month)?(?!\ (?!at\b|from\b|to\b|and\b|or\b|so\b|until\b)\w)
    | \b(?:(?:Christmas|Easter)(?:\ (?:Day|Eve))?|Boxing\ Day|New\ Year(?:'s\ (?:Day|Eve))?|(?:Mother|Father)'s\ Day|Bonfire\ Night)\b
"""
_TIMES = r"""
    (?<![£\d.,])(?:
        \d{1,2}[.:][0-5]\d(?:\ ?(?:am|pm|a\.m\.?|p\.m\.?|AM|PM|hrs|hours|o'clock)(?!\w))?
            (?!\ ?(?:kg|kilos?|per\ ?cent|%|metres|miles|cm|lb|st|\d))(?!\d|\.\d|/)
      | \d{1,2}\ ?(?:am|pm|a\.m\.?|p\.m\.?|AM|PM|o'clock)(?!\w)
      | [012]\d[0-5]\d\ ?(?:hrs|hours)\b
      | (?<=\bat\ )\d{1,2}(?=\ on\b|\ until\b|\ to\b|\ for\b|\ in\b|\ at\b|,|;|\.|\)|$)
    )
    | \b(?:[Hh]alf[\ -]past|[Qq]uarter\ (?:past|to)|(?:ten|five|twenty)\ (?:past|to))\ \w+(?:\ o'clock)?
    | \b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\ o'clock
    | \b(?:noon|midday|midnight)\b
"""
_PHONES = r"(?<![\w/.-])(?:\+44|0)[ ()]{0,2}\d(?:[ ()-]{0,2}\d){8,10}(?![\w/-])"
_TITLES = (
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|PC|DC|DS|WPC|Constable|Sergeant|Sgt|Sister|Nurse|Cllr|Rev|HHJ|Judge"
    r"|MR|MRS|MS|MISS|DR)\b\.?"
)
_WORD = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*"
_SCAN = re.compile(
    rf"""
      (?P<EMAIL>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<PHONE>{_PHONES})
    | (?P<POSTCODE>\b[A-Z]{{1,2}}\d[A-Z\d]?\ \d[A-Z]{{2}}\b)
    | (?P<DAY>\b(?:
          (?:(?:[Ee]very|[Ee]ach)\ (?:other\ |second\ |school\ )?(?:{_WEEKDAY})(?!\w)s?)
        | (?:{_WEEKDAY})\ ?(?:to|-|–|until)\ ?(?:{_WEEKDAY})(?!\w)
        | (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days)(?:(?:,|\ and)?\ (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days)*
      ))
    | (?P<DATE>(?<![\w£])(?:{_DATES}))
    | (?P<TIME>{_TIMES})
    | (?P<TITLED>{_TITLES}(?=\ [A-Z]))
    | (?P<MONTH>\b(?:{_MONTH})(?:\ ?(?:-|–)\ ?{_MONTH})?)
    | (?P<WEEKDAY>\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)
    | (?P<AFTER>\b(?:[Ss]ince|[Ii]n|[Dd]uring|[Ff]rom|[Uu]ntil|[Bb]y)\ )(?P<BARE>{_YEAR})\b(?!\w|\.\d)
    | (?P<CAPITAL>(?<![\w'’-])(?=[A-ZÀ-ÖØ-ÞĀ-ž]){_WORD})
    """,
    re.VERBOSE,
)
_ENDS = ".!?:;•☐☒\"'“”‘(•–|\t"
_RUNS = re.compile(r"\b(?:TITLED(?: (?:and TITLED|PERSON))+|TITLED|PERSON(?:(?: |-)PERSON)+)\b")
_GOES_ON = re.compile(r"(?:'s)? [a-z]")
_SHORT = re.compile(r"\b(?:(can|won|shan)'t|(\w+)n't|(?<=\w)'(ll|ve|re|d|m))\b")
_WRITTEN_OUT = {
    "can": "cannot", "won": "will not", "shan": "shall not", "ll": " will", "ve": " have", "re": " are",
    "d": " would", "m": " am",
}  # fmt: skip
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar"})


@remembered(8192)
def mark(text: str, names: frozenset[str], *, prose: bool = True) -> str:
    """`text` (one clean sentence) in small letters, with marks.

    names: words known to be names of people, in lower case. prose: capitals mean something; in headings
    they do not, and only known names are marked there.
    """
    pieces: list[str] = []
    position = 0
    for match in _SCAN.finditer(text):
        pieces.append(text[position : match.start()].lower())
        position = match.end()
        pieces.append(_marked(match, text, names, prose))
    pieces.append(text[position:].lower())
    return _SHORT.sub(_written_out, _RUNS.sub(_run, "".join(pieces)))


def _written_out(match: re.Match[str]) -> str:
    special, verb, ending = match.groups()
    return f"{verb} not" if verb else _WRITTEN_OUT[special or ending]


def _run(match: re.Match[str]) -> str:
    return "TITLED" if match.group().startswith("TITLED") else "PERSON"


def _marked(match: re.Match[str], text: str, names: Set[str], prose: bool) -> str:
    kind = match.lastgroup or ""
    if kind == "BARE":
        return match.group("AFTER").lower() + "DATE"
    if kind == "WEEKDAY":
        return "DATE"
    if kind == "MONTH":
        return _month(match, text, names)
    if kind == "CAPITAL":
        return _capital(match, text, names, prose)
    return kind


def _month(match: re.Match[str], text: str, names: Set[str]) -> str:
    word = match.group().rstrip(".").lower()
    if word in names:
        return "PERSON"
    before = text[: match.start()].rstrip()
    if word in _AMBIGUOUS_MONTHS and (not before or before[-1] in _ENDS):
        return match.group().lower()
    return "DATE"


def _capital(match: re.Match[str], text: str, names: Set[str], prose: bool) -> str:
    word = match.group()
    low = word.lower().replace("’", "'")
    base = low.removesuffix("'s")
    tail = low[len(base) :]
    if base in names or low in names:
        return "PERSON" + tail
    before = text[: match.start()].rstrip(" ")
    starts = not before or before[-1] in _ENDS
    initial = len(base) == 1 and base != "i" and not starts
    known = base in NOT_NAMES or all(part in NOT_NAMES for part in base.split("-"))
    contracted = "'" in base and base.split("'")[0] in NOT_NAMES
    if not prose or known or contracted or (word.isupper() and not initial):
        return low
    if starts and (match.end() == len(text) or not _GOES_ON.match(text, match.end())):
        return low
    # Capitals are also for services and headings; a word that every dictionary has is taken for those.
    ordinary = is_easy(base) or cefr(base) is not None or (starts and complexity(base) is not None)
    return low if ordinary else "PERSON" + tail
