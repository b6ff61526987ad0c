"""Lists of words that may be people's names, that never are, and that tell by standing beside one."""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from plainletter.analysis.lexicon import cefr, is_easy
from plainletter.letter.words import DETERMINERS, NOT_NAMES, PARTICLES, TITLES
from plainletter.remembered import remembered

SHORT_FORMS = frozenset(
    """mx ad ae ai am bbc bp bsl btw ca cat cc cd cic cin cms co cp cpp cps cr csc csw cv da dbs dna dob dr ds dv
    dwp dx ea ed edd ehc eho ehe en epo fgc fla foi ft gcse gmt gp hmp hr hv ib icc ico ics id ie ii iq iro it iv
    iwi ka la lac lbp lcs llp ld lgbt lsw ltd mash me mi mp mr ms na nb nhs ni no npo ofsted ok op ot pa pal pc pdf
    pe ph plc plo pm po pp pr pru ps pto ra rc re rp sa san se sen send sgo sms so sr st stw sw tb tel tv ty uk un
    us usa ut vat vs wc wi xx ya yp""".split()
)
"""Letters that are no person's initials."""
PREFIXES = frozenset(
    """anti co cross ex first follow full half home inter mid mini multi non on one out part post pre re
    self semi sub two up well year""".split()
)
NAMES_TOO = frozenset(
    """april august autumn church day english french friend grove green hall hill jan
    july june king lane little love may nan north park summer temple west young""".split()
)
"""Words of `NOT_NAMES` that are somebody's name behind a title or beside a name."""
VERBS_TOO = frozenset("will may mark can drew sue pat bill rob chance grace wade".split())
PRONOUNS = frozenset(
    "you we they he she it i there the your this that his her their my our".split()
)
ALL_PARTICLES = PARTICLES | frozenset(
    "ó ní ni nic mac o ul zu af av della di du dos das des".split()
)
BEFORE_THINGS = DETERMINERS | frozenset("this that these those each every any some no".split())
BEFORE_NAMES = TITLES | frozenset(
    """aunt auntie baby brother cousin dad dear gran grandad grandma grandpa granny hello hey hi mum nan nana
    nanny sister uncle""".split()
)
DOES = frozenset(
    """also asked began came can comes cried does feels felt gets goes got had has is keeps knows likes lives loves
    made may met needs plays rang reads said says sees sleeps stays thinks told wants was went will works""".split()
)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
OFFICES = frozenset(
    """advice advisory advocacy aid annexe appeals assembly award bring building carers citizen
    citizens complaint complaints contact core credit duty easter equality forum free freepost gas green paper homes
    internet interim legal level llp ltd mosque out partners partnership placements plc plot police post primary
    prison probation pupil reception records register registrar safe secondary secretary solutions special
    sons spar start support tower tribunal universal unit vicarage victim ward women women's men's wing
    christian muslim hindu jewish sikh catholic""".split()
) - {"christian"}
"""Everyday words with a capital that belong to an office, a service or a faith."""
NO_NAMES = frozenset(
    """albanian amharic arabic armenian bangla bengali bosnian bulgarian burmese cantonese chinese
    croatian czech danish dari dutch estonian farsi filipino finnish flemish georgian german greek hebrew
    hindi hungarian icelandic igbo indonesian italian japanese korean krio kurdish latvian lingala lithuanian
    macedonian malay malayalam mandarin maltese mongolian nepali norwegian oromo pashto patois persian
    polish portuguese punjabi romani romanian romany russian serbian shona sinhala slovak slovene somali sorani spanish
    swahili swedish sylheti tagalog tamil telugu thai tigrinya turkish twi ukrainian urdu uyghur vietnamese welsh xhosa
    yiddish yoruba zulu roma makaton braille european african asian caribbean
    yr yrs wk wks hrs mins appt appts mtg mtgs nr snr jnr sr messrs xmas ext tel mob addr approx incl yn lbp st
    guardianship interim supervision kinship threshold contact llp ltd plc esq hon bsc msc qc kc cert dip
    anonymous freepost samaritans parentline childline homestart barnardo's barnardos relate facetime
    wi-fi wifi ipad iphone covid brexit""".split()
)
"""Languages, abbreviations and words of the law with a capital that are nobody's names."""
FIRST_NAMES = frozenset(
    """ace amber angel art ash autumn barry basil bay bear beau bella bill bishop blessing bliss blossom bob brook
    bunny candy carol cash chance charity chase christian chuck clay cliff clover comfort constance coral crystal
    daisy dale dan daniel dawn dean destiny diamond dot drew earl ebony eden ernest eve faith fern flora forest
    frank gene ginger glen glory grace grant guy happy harmony harry hazel heather heaven hector henry herb holly honesty
    honey honor honour hope hunter ice innocent ivy jack jade jasmine jay jean jesse jewel jim joe john jolly joy
    junior justice kelly kerry kit lance lark lee lily london lucky lynn major marina mark marvel mary mason mat max melody
    mercy merry mike miles miracle misty nick noble norm olive opal oscar paris pat patience paul pearl penny peter
    phoenix pip poppy precious prince princess promise rain raven ray red reed rich river rob robin rocky rose rowan ruby
    rusty sally sam sandy savannah scarlet serenity shade sky skye star sterling stone storm sue sunny
    tom tony trinity trip tuesday unity van victor violet wade warren whitney will willow winston winter wren
    """.split()
) - {"tuesday", "london", "ice", "trip", "red", "van"}
"""First names that are everyday words as well, or that learners' lists hold."""


@remembered(8192)
def is_everyday(word: str) -> bool:
    """True for a word that learners' lists hold. Longer lists have first names too."""
    return cefr(word) is not None or is_easy(word)


def is_ordinary(part: str) -> bool:
    """True for a word that is no name by itself."""
    return part in NOT_NAMES or part in NO_NAMES or is_everyday(part)
