"""What a single line of a letter looks like, whatever stands around it.

Every test looks at one short line with single spaces; a long line is prose and no test reads on. The
tests say what a line could be: `labels` decides from its place.
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

import re
from typing import Literal

from plainletter.letter.dates import is_date_line
from plainletter.letter.words import NAMES_TOO, NOT_NAMES, PARTICLES, TITLES

Look = Literal[
    "date", "reference", "contact", "subject", "role", "organisation", "person", "place", "prose",
    "other",
]  # fmt: skip

LONGEST = 240
"""Code points after which a line is taken for prose: about three printed lines."""

_CONNECTORS = frozenset("and & or with / , a ac".split())
_SMALL = frozenset(
    """of the and for on to in at with behalf a an & / - by our from pp p.p. per""".split()
)

_STREETS = frozenset(
    """road rd street st lane ln way avenue ave close drive court house terrace place square hill
    gardens grove crescent park row walk view rise mews yard approach broadway quay gate green
    parade flat floor block building buildings centre hall tower lodge farm cottage cottages villa
    villas suite unit room estate wharf dairy hub box heath common bridge cross village rectory
    mill vale north south east west county shire england wales scotland""".split()
)
_ORGANISATIONS = frozenset(
    """council borough county city authority directorate department dept service services team trust
    nhs school academy committee court solicitors solicitor llp office hub safeguarding children's
    families family association agency centre cafcass hmcts police university college partnership
    ltd limited division unit clinic hospital surgery charity cyngor tribunals social care""".split()
)
_ROLES = re.compile(
    r"""\b(?:workers?|manager|officer|practitioner|director|head\ of|solicitor|lawyer|barrister|advis[eo]r
    |co-?ordinator|administrator|leader|lead|assistant|nurse|consultant|controller|secretary|chair|teacher
    |headteacher|clerk|chief\ executive|advocate|therapist|psychologist|midwife|health\ visitor|team|service
    |department|council|on\ behalf\ of|specialist|supervisor|registrar|judge|president|guardian|signed
    |university|charity|legal)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""(?:(?:our|your|my|case|file|client|child|person|unique|social\ care|mosaic|liquid\ ?logic|ics|azeus
    |carefirst|eclipse|court|letter|id|upn)\ ){0,3}
    (?:ref(?:erence)?s?(?:\ (?:no|number)s?)?|(?:case|file|id|number|person|client|record|claim)\ (?:no|number|id)
     |(?:liquid\ ?logic|mosaic|ics|eclipse|carefirst|case|file|client)\ ?(?:no|number|id)?|eich\ cyf|ein\ cyf)
    \.?\ ?(?:[:.\-\u2013]|\#|$|(?=\S*\d)) .*
    | (?:our|your)\ ref(?:erence)?\b.{0,60} | case\ (?:no|number|id)\b.{0,60} | no\.\ [\w/<«\[{-]+.{0,40}""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKING = re.compile(
    r"""(?:strictly\ |highly\ )?(?:private|confidential|personal|in\ confidence|urgent|important
    |official(?:[\ -\u2013:]+sensitive)?|restricted|sensitive|without\ prejudice|addressee\ only
    |to\ be\ opened\ by\ addressee\ only)
    (?:[\ ,&/-]+(?:and|private|confidential|personal|sensitive|only|urgent|important|addressee|strictly))*[.!]?
    |(?:(?:sent|delivered)\ )?by\ (?:hand|e-?mail|post|recorded|first|special|signed|courier)\b.{0,60}
    |(?:recorded|special)\ delivery.{0,30} | draft\b.{0,20}
    |(?:strictly\ )?private\ (?:and|&)\ confidential\b.{0,60}""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTACT = re.compile(
    r"""(?:tel(?:ephone)?|phone|mobile|mob|fax|e-?mail|web(?:site)?|minicom|text(?:phone|\ ?relay)?|switchboard|sms
    |direct\ (?:line|dial)|dx|ffôn|ebost|twitter|[tmefw])\b\.?\ ?(?:no\.?|number)?\ ?[:.]? [\ ]? (?=.*[\d@.<«{\[]|$) .*
    |(?:please\ ask\ for|ask\ for|contact|contact\ (?:name|officer|person|details)|officer|when\ (?:calling|telephoning)
      \ (?:please\ )?ask\ for|name\ of\ officer|my\ details|our\ details|enquiries(?:\ to)?|from|sender)\ ?:.*
    |(?:https?://|www\.)\S+ | \S+@\S+ | (?:[\w-]+\.){1,4}(?:gov\.uk|org\.uk|co\.uk|uk|com|org|example)(?:/\S*)?
    |\(?\+?\(?0[\d()\ -]{8,16}""",
    re.IGNORECASE | re.VERBOSE,
)
_SUBJECT = re.compile(
    r"(?:re|subject|regarding|ynglŷn â|ynghylch|parthed|in the matter of)\b ?[:.\-\u2013] ?\S.*|re \S.*",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)")
_NUMBERED_PLACE = re.compile(
    r"(?:\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,? [A-Z].*"
    r"|(?i:flat|floor|unit|room|suite|apartment|apt|p\.?o\.? box|c/o|care of|level)\b.*)"
)
SALUTATION = re.compile(
    r"(?P<greeting>dear|hello|hi|hiya|hey|good (?:morning|afternoon|evening)|annwyl)\b(?P<who>.*)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"to ?:? ?(?P<who>.+)", re.IGNORECASE)
_ADDRESSEE_WORDS = frozenset(
    """and & or / both all parent parents carer carers guardian guardians family sir sirs madam
    colleague colleagues mum dad mummy daddy nan gran grandma grandad granny auntie uncle everyone
    there friends friend resident tenant occupier of the to my baby mother father again team staff
    neighbour folks teulu rhiant""".split()
)
_STRONG_CLOSING = re.compile(
    r"""(?:yours\ (?:very\ |most\ |ever\ )?(?:sincerely|faithfully|truly|respectfully)|sincerely(?:\ yours)?
    |(?:with\ )?(?:my\ |our\ )?(?:very\ |all\ |every\ )?(?:kind|best|warm|good)(?:est|er)?
      (?:(?:,\ |\ and\ |\ &\ )(?:very\ )?(?:kind|best|warm|good)(?:est)?)?\ (?:regards|wishes)
      (?:\ (?:to|from|for)\ .{1,60})?
    |regards|respectfully|yr\ eiddoch\ yn\ \w+|yn\ (?:gywir|gynnes|ddiffuant)|cofion(?:\ (?:gorau|cynnes|caredig))?)
    \b[\ ,.!:-]*(?P<rest>.*)""",
    re.IGNORECASE | re.VERBOSE,
)
_WEAK_CLOSING = re.compile(
    r"""(?:yours|take\ (?:good\ )?care(?:\ of\ yours\w+)?|all\ the\ best|best|cheers|(?:many\ |with\ )?thanks
    |thank\ you|love|lots\ of\ love|speak\ soon|see\ you\ soon|diolch|warmly)[\ ,.!]*""",
    re.IGNORECASE | re.VERBOSE,
)
_ENCLOSURE = re.compile(
    r"""(?:(?:encl?s?|encs?)\b(?:[.:;)\s-].*)?|(?:enclosures?|enclosed|attached|attachments?|amgaeadau)\b
    (?:\ (?:with\ this\ letter|documents?))?\ ?(?:\(?\d{0,2}\)?)\ ?(?:[:.\u2013-].*)?
    |\(?b?c\.?c\.?\)?(?:[\ :.;]\ ?.*)?|cop(?:y|ies|ied)(?:\ (?:to|sent\ to|of\ this\ letter\ to))?\ ?:.*
    |cop(?:y|ies|ied)\ to\ [A-Z].*)""",
    re.VERBOSE | re.IGNORECASE,
)
_ENCLOSURE_COLON = re.compile(r"[\w.() ]{2,24}:")
_CLEAR_ENCLOSURE = re.compile(
    r"(?:encl?s?\b ?[.:]|b?c\.?c\.?\b ?[.:]|enclosures?:|c\.c\.).*", re.IGNORECASE
)
_POSTSCRIPT = re.compile(r"p\.? ?p?\.? ?s\b.*", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"(?P<name>from|to|cc|sent|date|subject|oddi wrth|at)\s?:\s?.+", re.IGNORECASE
)
_OLDER_MAIL = re.compile(
    r"-{2,}\s?(?:original|forwarded) message\s?-{2,}|on .{6,120} wrote:|begin forwarded message:",
    re.IGNORECASE,
)
_PAGE_FURNITURE = re.compile(
    r"(?:page|tudalen|p\.) ?:? ?\d{1,3}(?: ?(?:of|/|o) ?\d{1,3})?|[-\u2013] ?\d{1,3} ?[-\u2013]|\d{1,3} of \d{1,3}|.{0,60}©.{0,120}|official(?:[ :\u2013-]{1,3}sensitive)?",
    re.IGNORECASE,
)
_APPENDIX = re.compile(
    r"(?:appendix|annex|schedule|attachment \w|part|section|list of|what|why|how|who|when|where|which"
    r"|your|our|about|useful|glossary|information|notes?|words|key|help|more)\b.*",
    re.IGNORECASE,
)
_ON_BEHALF = re.compile(
    r"(?:for and )?on behalf of |for the |p\.?p\.? |signed (?:by|for) ", re.IGNORECASE
)
_KISSES = re.compile(r" x{1,4}$", re.IGNORECASE)
_COMMAND = re.compile(
    r"(?:you|we|i|mother|father|parents?|failure to|failing to|the (?:council|local authority|parents?|mother|father"
    r"|child(?:ren)?))\b.*\b(?:are|is|must|will|shall|should|may|needs?|have|has)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"«[^»]{1,120}»|<<[^<>]{1,160}>>|\{\{[^{}]{0,200}\}\}|\{%[^{}]{1,200}%\}|<%[^%]{1,200}%>|\[[^\[\]]{1,120}\]"
)
_LIST_MARKER = re.compile(r"(?:[•‣◦▪●○*·\uf0b7☐☑☒✓✔➢-]|[\u2013\u2014])\s+\S|o\s{2,}\S")
_NUMBER_MARKER = re.compile(
    r"\(?(?:(?P<number>\d{1,2})|(?P<letter>[a-z])|(?P<roman>[ivx]{1,5}))[.)]\)?\s+\S"
)
_SENTENCE_BREAK = re.compile(r"[a-z\d)]{2}[.?!][\"”’)]?\s+[\"“‘(]?[A-Z]")
_QUESTION = re.compile(
    r"(?:what|why|how|who|when|where|which|whose)\b|(?:can|do|will|should|must|could|may|am|are) (?:i|we|my|our)\b",
    re.IGNORECASE,
)
_TIME_OR_PLACE = re.compile(
    r"\b\d{1,2}[.:]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b|\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b0\d{2,4} ?\d{3}|\bp\.?o\.? box\b|@|\bhttps?:|\bwww\.|\b\d{1,2}/\d{1,2}/\d{2}|£\d",
    re.IGNORECASE,
)


def squeeze(text: str) -> str:
    """The first `LONGEST` characters of a line, one space between words."""
    return " ".join(text[: LONGEST + 1].split())


def is_prose(text: str) -> bool:
    """True when a whole block reads as running text: mostly small words, or several sentences."""
    if len(text) > 4 * LONGEST:
        return True
    words = text.split()
    small = sum(word[0].islower() for word in words)
    if len(words) >= 7 and small * 2 >= len(words):
        return True
    ends = text.rstrip('"”’) ')[-1:] in (".", "?", "!")
    if ends and small >= 2 and len(words) >= 4:
        return True
    return len(words) >= 12 and small * 3 >= len(words) and _SENTENCE_BREAK.search(text) is not None


def is_sentence(line: str) -> bool:
    """True for a line that no title could be: too long, ended by a full stop, or more than one sentence."""
    return (
        len(line.split()) > 30
        or len(line) > LONGEST
        or line[-1:] == "."
        or _SENTENCE_BREAK.search(line) is not None
    )


def salutation(line: str, *, addressed: bool = False) -> str | None:
    """Whom a line greets ("Dear Ms Hallam," gives "Ms Hallam"), or None when it greets nobody.

    With `addressed`, "To the parents of Mia" counts too.
    """
    if len(line) > 160 or (line.rstrip()[-1:] in (".", "?", ";") and len(line.split()) > 6):
        return None
    match = SALUTATION.fullmatch(line) or (_ADDRESSED.fullmatch(line) if addressed else None)
    if match is None:
        return None
    who = match["who"].strip(" ,.:;!-\u2013")
    greeting = match.groupdict().get("greeting") or "to"
    if not who:
        return (
            ""
            if line.rstrip(" ,:!").lower() in ("dear", "hello", "hi") or "good" in greeting.lower()
            else None
        )
    return who if _could_be_greeted(who) else None


def _could_be_greeted(who: str) -> bool:
    words = re.split(r"[\s,/]+", _MARKUP.sub("Name", who))
    if len(words) > 16 or re.search(r"[.?!]\s+[A-Z][a-z]+\s+[a-z]", who):
        return False
    for word in words:
        plain = word.strip('().,:;&!"“”').lower()
        if not plain or plain in _ADDRESSEE_WORDS or plain in PARTICLES or plain in TITLES:
            continue
        if "-" in plain and plain.split("-", 1)[0] in PARTICLES:
            continue
        if not (word.lstrip("(\"“‘'")[:1].isupper() or not plain[0].isalpha()):
            return False
    return True


def closing(line: str) -> Literal["strong", "weak"] | None:
    """Whether a line ends a letter: "Yours sincerely" surely, "Thank you," only when a name follows."""
    if len(line) > 160:
        return None
    match = _STRONG_CLOSING.fullmatch(line)
    if match is not None:
        rest = match["rest"].split()
        capitals = sum(not word[0].islower() or word.lower() in _SMALL for word in rest)
        if (
            len(rest) <= 14
            and (not rest or capitals * 3 >= len(rest) * 2)
            and not is_prose(match["rest"])
        ):
            return "strong"
    return "weak" if _WEAK_CLOSING.fullmatch(line) else None


def is_enclosure(line: str) -> bool:
    """True for "Enc: …", "Enclosures", "cc …", "Copy to: …"; only its place says that it is one."""
    if len(line) > LONGEST or _ENCLOSURE.fullmatch(line) is None:
        return False
    return not is_prose(line) or _ENCLOSURE_COLON.match(line) is not None


def is_clear_enclosure(line: str) -> bool:
    """True where "Enc:" or "cc:" can mean nothing else, wherever it stands after the greeting."""
    return len(line) <= LONGEST and _CLEAR_ENCLOSURE.fullmatch(line) is not None


def is_subject(line: str) -> bool:
    """True for "Re: …" and "Subject: …"."""
    return len(line) <= LONGEST and _SUBJECT.fullmatch(line) is not None


def is_postscript(line: str) -> bool:
    """True for a line that begins with P.S."""
    return _POSTSCRIPT.fullmatch(line) is not None


def is_mail_header(line: str) -> bool:
    """True for a "From: …" or "Subject: …" line of an e-mail that was pasted in."""
    return _MAIL_HEADER.fullmatch(line) is not None


def starts_older_mail(line: str) -> bool:
    """True where an older e-mail begins that this one answers."""
    return _OLDER_MAIL.fullmatch(line) is not None


def is_page_furniture(line: str) -> bool:
    """True for a page number or a copyright line."""
    return _PAGE_FURNITURE.fullmatch(line) is not None


def is_capitals(text: str) -> bool:
    """True when every letter is a capital and there are enough of them to tell."""
    letters = [char for char in text[: LONGEST + 1] if char.isalpha()]
    return len(letters) >= 4 and not any(char.islower() for char in letters)


def is_person(line: str) -> bool:
    """True for one or more people's names and nothing else: "Mr and Mrs Chaudhry", "Rosalind Keane"."""
    if len(line) > 120 or line[-1:] == ":":
        return False
    line = re.sub(r"^(?:to|attn|fao|f\.a\.o\.?) ?:? ", "", line, flags=re.IGNORECASE)
    if re.match(
        r"(?:the )?(?:parents?|carers?|guardians?|mother|father)(?:[ /]+(?:and |or )?\w+)? of [A-Z«<{\[]",
        line,
        re.I,
    ):
        return True
    line, fields = _MARKUP.subn(lambda match: "Field" if _names_person(match[0]) else "0", line)
    titled, capitals = False, 0
    for word in line.replace("/", " / ").replace(",", " , ").split():
        plain = word.strip(".()").lower()
        if plain in TITLES:
            titled = True
        elif (
            plain in _CONNECTORS or plain in PARTICLES or (len(plain) <= 2 and plain in ("x", "xx"))
        ):
            continue
        elif (
            plain in _STREETS
            or plain in _ORGANISATIONS
            or not word[0].isupper()
            or any(c.isdigit() for c in word)
            or _ROLES.fullmatch(plain)
            or (plain in NOT_NAMES and not titled and plain not in NAMES_TOO)
        ):
            return False
        else:
            capitals += 1 if len(plain) > 1 else 0
    if fields and "Field" in line:
        return True
    return (titled and capitals >= 1) or 1 < capitals <= 8


def _names_person(field: str) -> bool:
    return (
        re.search(r"name|parent|title|recipient|naam|social_?worker|manager", field, re.IGNORECASE)
        is not None
    )


def is_placeish(line: str) -> bool:
    """True for a line of an address: a numbered or named street, a building, a postcode."""
    if len(line) > 160:
        return False
    if POSTCODE.search(line) or _NUMBERED_PLACE.fullmatch(line):
        return True
    if re.search(r"address|adres|postcode", line, re.I) and _MARKUP.fullmatch(line):
        return True
    last = [part.split()[-1].strip(".").lower() for part in line.split(",") if part.split()]
    return any(word in _STREETS for word in last) and not is_prose(line)


def look(line: str) -> Look:
    """What a line of a letter's head could be."""
    if len(line) > LONGEST:
        return "prose"
    if is_date_line(line) or (
        _MARKUP.fullmatch(line) and re.search(r"date|today", line, re.IGNORECASE)
    ):
        return "date"
    if re.fullmatch(r"date ?:.{0,60}|date \S*", line, re.IGNORECASE):
        return "date"
    if _REFERENCE.fullmatch(line) or _MARKING.fullmatch(line):
        return "reference"
    if _MARKUP.fullmatch(line) and re.search(r"ref|case|number|id\b", line, re.IGNORECASE):
        return "reference"
    if _CONTACT.fullmatch(line):
        return "contact"
    if is_subject(line):
        return "subject"
    if is_prose(line):
        return "prose"
    words = {word.strip(".,():").replace("’", "'").lower() for word in line.split()}
    if is_person(line):
        return "person"
    if words & _ORGANISATIONS and len(line.split()) <= 14 and not _NUMBERED_PLACE.fullmatch(line):
        return (
            "role"
            if is_role(line) and not words & {"council", "borough", "county", "authority"}
            else "organisation"
        )
    if is_placeish(line):
        return "place"
    return "role" if is_role(line) else "other"


def is_role(line: str) -> bool:
    """True for a line that tells somebody's work."""
    return len(line) <= 160 and _ROLES.search(line) is not None


def is_signature_part(line: str) -> bool:
    """True for what stands under "Yours sincerely": names, roles, teams, addresses, phone numbers."""
    if len(line) > 160 or is_postscript(line):
        return False
    if _ON_BEHALF.match(line):
        return True
    if is_prose(line):
        return False
    if _APPENDIX.fullmatch(line) or _LIST_MARKER.match(line) or line[-1:] == "?":
        return False
    if look(line) in ("contact", "person", "place", "role", "organisation", "date", "reference"):
        return True
    words = _KISSES.sub("", _MARKUP.sub("Field", line)).split()
    weighed = [word for word in words if word.lower() not in _SMALL]
    capitals = sum(not word[0].islower() for word in weighed)
    return len(words) <= 12 and capitals * 5 >= len(weighed) * 3


def list_marker(text: str) -> Literal["bullet", "number"] | None:
    """The kind of bullet or number that a paragraph begins with, typed by hand."""
    if _LIST_MARKER.match(text):
        return "bullet"
    return "number" if _NUMBER_MARKER.match(text) else None


def could_be_heading(line: str, *, marked: bool) -> bool:
    """True for a short line without a full stop; `marked` says that it is bold or set as a heading."""
    words = line.split()
    if not words or len(line) > 120 or len(words) > (14 if marked else 9):
        return False
    capitals = is_capitals(line)
    if marked and line[-1] == "." and len(words) < 8 and _QUESTION.match(line):
        return True  # "What you need to do."
    if is_postscript(line) or line[-1] in ".;,!" or (line[-1] == ":" and not (marked or capitals)):
        return False
    if _TIME_OR_PLACE.search(line) or POSTCODE.search(line) or _MARKUP.fullmatch(line):
        return False
    if not any(char.isalpha() for char in line):
        return False
    if len(words) > 4 and _COMMAND.match(line):
        return False
    if marked or capitals:
        return not _SENTENCE_BREAK.search(line)
    if not (words[0][0].isupper() or _NUMBER_MARKER.match(line)):
        return False
    if line[-1] == "?":
        return _QUESTION.match(line) is not None
    return not _SENTENCE_BREAK.search(line) and not re.search(r"\d{3}", line)


def opens_section(line: str) -> bool:
    """True for a heading that asks or tells about the letter's parts, so not the letter's subject."""
    return (
        _QUESTION.match(line) is not None
        or re.match(
            r"(?:our (?:worries|concerns|meeting)|introduction|summary|background|purpose|1[.)] )",
            line,
            re.I,
        )
        is not None
    )
