"""Words by which a plan is read: heads of columns, people and services, and how plans say when."""

from __future__ import annotations

import re

from plainletter.plans.parts import DueKind, OwnerKind, Role

_I = re.IGNORECASE

# Heads of columns ---------------------------------------------------------------------------------

_HEADS: tuple[tuple[Role, str], ...] = (
    ("other", r"contingenc|\bif (?:this|it|that) (?:does|is|has) ?n[o']t|\bwhat if\b|\bprogress\b|\bupdates?\b|\bstatus\b|\brag\b|\bcompleted?\b|\bcomments?\b|\bnotes?\b|\bstrengths?\b|going well|\bprotective\b"),
    ("review", r"\breview"),
    ("why", r"\bwhy\b|\breasons?\b|\bimpact\b|\bpurpose\b|\bdifference\b|\bbenefits?\b|\bso that\b|\bmatters?\b|\bwhat (?:it|this) means\b|\bbecause\b"),
    ("outcome", r"\boutcomes?\b|\bknow\b|\bsuccess\b|\bmeasur\w+|\bgoals?\b|\baims?\b|\bobjectives?\b|\bevidence\b|\bbe (?:different|better)\b|\b(?:want|hope|expect|need) to see\b|\bwill see\b|\bgood looks like\b|\bsigns?\b"),
    ("worry", r"\bworr\w+|\bconcerns?\b|\brisks?\b|^(?:the |child's |identified |assessed )*needs?(?: identified)?$|\bissues?\b|^areas?\b|\bproblems?\b"),
    ("when", r"\bwhen\b|\btime ?-?scales?\b|\bdates?\b|\bdeadlines?\b|\btime ?-?frames?\b|\bdue\b|\bhow (?:often|long)\b|\bfrequency\b|\btiming\b"),
    ("who", r"\bwho\b|\bwhom\b|\bresponsib\w+|\blead\b|\bowners?\b|\bowned\b|^(?:named )?(?:person|people|worker)\b|\bpersons?\b|\bdone by\b|\bactioned by\b"),
    ("what", r"\bactions?\b|\btasks?\b|\bsteps?\b|\bneeds? to (?:happen|change|be done|do|be)\b|\bwhat\b.*\b(?:do|done|happen|change|agreed?|doing|will)\b|\bto do\b|\binterventions?\b|^(?:the )?plan(?:ned work)?$|\bactivit(?:y|ies)\b|\bhow\b.*\b(?:done|achieved|get there)\b|\bagreed\b|\bexpectations?\b|^support\b|^what\??$"),
)  # fmt: skip
HEADS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(expression, _I))
    for role, expression in _HEADS
)  # fmt: skip
"""Expressions for the heads of columns, rows and labelled lines; the first role that is met counts, and
of `who`, `when` and `what` all that are met."""

SHARED_ROLES: frozenset[Role] = frozenset({"what", "who", "when"})

LABELS = re.compile(
    r"(?:^|(?<=[.;:!?) -]))(?P<label>action(?: \d+)?|task|step(?: \d+)?|what(?: needs to happen| will happen)?|by whom|who(?: will do (?:it|this)| helps)?"
    r"|lead|responsible|owner|by when|when|timescale|target date|date|deadline|why(?: it matters)?|reason|so that|outcome"
    r"|how (?:will we|we will|will you|you will) (?:all )?know|success|measure|contingency)\s?(?::|\s[-–])\s?",
    _I,
)
"""A label inside running text: "Who: Priya"."""

ACTION_HEADING = re.compile(
    r"\bactions?\b|\bwhat (?:needs|has|have|must|needed) to\b|\b(?:we|you|i|they|mum|dad|everyone|each|all|parents?|people) (?:\w+ )?(?:will|need to|have agreed to|agreed to|can) (?:\w+ )?(?:do|agree|change)\b"
    r"|\bwho (?:will do|does|is doing) what\b|\bnext steps?\b|\bwhat will (?:happen|change|be done)\b|\bsteps\b|\bto do\b|^(?:the |our |safety )?plan(?: of action)?$|\bwhat (?:we|you|mum|dad|\w+) (?:have |has )?(?:agreed|will do)\b|\btasks?\b|\bagreement\b|\bthings to do\b",
    _I,
)
OTHER_HEADING = re.compile(
    r"\bworr|\bconcern|\brisks?\b|\bstrengths?\b|\b(?:going|works|working|goes) well\b|\bsays?\b|\bsaid\b|\bvoice\b|\bviews?\b|\bwishes\b|\bbackground\b|\bhistory\b|\bcontacts?\b"
    r"|\breview|\bcontingenc|^if\b|\bwhat if\b|\bnot working\b|\bif (?:the|this|it|things|we)\b|\bsign(?:ed|ature)|\bpeople\b|\bdetails\b|\babout (?:this|the)\b|\bquestions\b|\bdanger|\bgoals?\b|\bmeet(?:ing)? again\b|\bwhy\b|\bwho (?:is|was|came)\b|\bdo(?:es)? n[o']t work\b|\bhope\b|\bgood\b",
    _I,
)
"""Headings of parts of a plan that tell of something else than actions."""

# Who ----------------------------------------------------------------------------------------------

_ROLES: tuple[tuple[OwnerKind, str], ...] = (
    ("blank", r"(?i:tbc|tba|tbd|n/a|not applicable|to be (?:confirmed|agreed|arranged|decided|determined|identified|allocated)|unknown|as appropriate|various|not known)"),
    ("agency", r"(?i:(?:drugs?|alcohol|substance misuse|recovery|support|family support|family help|family|early help|youth|key|housing|domestic abuse|mental health|probation|refuge|outreach|parenting|young carers?|children's centre|safeguarding|school|specialist|senior|independent|learning mentor|play|portage|nursery|tenancy) (?:workers?|officers?|practitioners?|advis[eo]rs?|advocates?|nurses?|leads?|mentors?|teams?|services?|visitors?|manager|support|counsell?ors?)|health visitors?|(?:community |school )?nurses?|midwi(?:fe|ves)|gps?|doctors?|dentists?|opticians?|paediatricians?|consultants?|psychologists?|psychiatrists?|therapists?|counsell?ors?|teachers?|headteachers?|head of year|deputy head|head|senco|dsl|schools?|colleges?|nursery|nurseries|pre-?school|childminders?|police|probation|learning mentor|mentor|tutor|head of school|pastoral lead|keyworker|surgery|housing(?: association)?|council housing|hospital|health|education|camhs|adult (?:services|mental health)|children's centre|family centre|women's aid|drug (?:service|team)|substance misuse|early help|idva|isva|iro|chair(?:person)?|advocates?|solicitors?|landlord|coordinators?|co-ordinators?|charity|food bank|citizens advice|job ?centre|interpreter|foster carers?)|HV|CGL|NSPCC|Barnardo's|Home-?Start|CPN|SALT|YOT|YJS|IDVA|SN|MW|EWO|FSW|ISW|NHS|DWP|EHA|CDT|SENDIAS"),
    ("council", r"(?i:(?:allocated |children's |team |assistant |student |duty |senior )*social workers?|(?:children's )?social care|children's services|local authority|the council|team manager|duty team|family time (?:worker|team)|contact (?:centre|service|supervisor))|SW|ASW|CSC|CSWT|LA|TM|PSW|CSSW|CYPS"),
    ("parent", r"(?i:mums?|mams?|moms?|mothers?|dads?|fathers?|step-?(?:mum|dad|mother|father)s?|parents?|you|mummy|daddy|partner|carers?|special guardian)"),
    ("family", r"(?i:aunt(?:ie|y)?s?|uncles?|nans?|nanas?|grans?|granny|grandma|grandads?|grandpa|grandmothers?|grandfathers?|(?:maternal |paternal )?grandparents?|sisters?|brothers?|cousins?|(?:wider |extended |whole )?family(?: members?| network)?|friends?|neighbours?|relatives?|network)|MGM|PGM|MGF|PGF|MGPs|PGPs"),
    ("everyone", r"(?i:all(?: (?:professionals|agencies|parties|involved|of us))?|everyone|everybody|professionals|agencies|partners|partner agencies|core group(?: members)?|multi-?agency(?: team| network)?|relevant (?:professionals|agencies)|team around the (?:child|family)|both|services|whole network)|TAF|TAC"),
    ("child", r"(?i:child|children|baby|the girls|the boys|son|daughter|young person)"),
)  # fmt: skip
ROLES: tuple[tuple[OwnerKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![\w'-])(?:{expression})(?:'s)?(?![\w-])"))
    for kind, expression in _ROLES
)  # fmt: skip
"""Words for people and services by kind, straight quotes; of kinds that overlap the longest words count."""

GROUPS = re.compile(
    r"^(?:both |the |birth )*(?:parents|carers|mum (?:and|&|/|\+) dad|dad (?:and|&|/|\+) mum|mother (?:and|&|/|\+) father|father (?:and|&|/|\+) mother|mum/dad|both)$",
    _I,
)
"""Two parents at once."""

ONE_PERSON = re.compile(
    r"(?i:mum|mam|mom|mother|dad|father|step-?(?:mum|dad|mother|father)|mummy|daddy|you|partner|nan|nana|gran|granny|grandma|grandad|grandpa|(?:maternal |paternal )?grand(?:mother|father))|MGM|PGM|MGF|PGF"
)
"""Words that name one person in one family."""

POSTS = re.compile(
    r"(?i:social worker|worker|officer|practitioner|adviser|advisor|advocate|nurse|midwife|visitor|gp|doctor|dentist|paediatrician|psychologist|psychiatrist|therapist|counsell?or|teacher|headteacher|head of year|deputy head|senco|dsl|manager|chair|solicitor|mentor|coordinator|co-ordinator|landlord|optician|consultant|childminder)s?$|^(?:SW|ASW|HV|FSW|CPN|IDVA|ISVA|IRO|TM|PSW|SN|MW|EWO|ISW)$"
)
"""Posts that one person holds, so that a name is all that is wanting."""

NOT_OWNERS = frozenset(
    """this that these those the a an it its there here what when where which why how if unless so
    as because please every each any some no not our my also once until before after from by on in
    at for to with and or action actions plan step task contingency review date yes ongoing n/a
    weekly daily section area goal aim priority both only court judge order group meeting conference
    referral assessment home conditions attendance contact support work direct visits visit sessions
    health education safety mondays tuesdays wednesdays thursdays fridays saturdays sundays monday
    tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december
    take get give talk ask ring make keep go let put bring help show tell read stop engage agree
    attend complete book buy use speak write send visit meet work ensure continue start find look
    refer arrange check call provide offer discuss explore follow allow accept access encourage
    monitor update clean tidy feed wash play spend sign register apply return seek share mend treat
    move do be have avoid remain not please always never failure failing enc tel phone email
    re dear thank thanks yours""".split()  # noqa: SIM905
)
"""Words with a capital that open a line and name nobody."""

# When ---------------------------------------------------------------------------------------------

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|a|an|half an?|each|every|this|next)"

CALENDAR = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|(?<![a-z])(?:{_MONTH} \d|\b(?:by|in|until|till|from|of|end|mid|early|late|during|since|before|and|to)[- ]{_MONTH})|^{_MONTH}(?: \d{{4}})?$|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b|\b\d{{1,2}}[.-]\d{{1,2}}[.-]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b"
    r"|\b(?:(?i:by|on|until|till|next|this|from|before|due) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    rf"|(?i:\b(?:within|in|after|for|over|the next|next|another) (?:the )?(?:next )?{_NUMBER} (?:working |school |calendar )?(?:days?|weeks?|months?|hours?|sessions?|years?)\b)|(?i:^{_NUMBER} (?:working |school |calendar )?(?:days?|weeks?|months?|hours?)\b)"
    r"|(?i:\b(?:end of (?:the |this )?(?:week|month|term|school year|summer|year)|half[ -]term|easter|christmas|(?:start|beginning|end) of (?:\w+ ){0,2}term|birthday|tomorrow|today|tonight|due date|before (?:the )?(?:birth|baby)\b|(?:birth|born)\b|discharge\b|summer holidays?|turns? (?:\d+|one|two|three|four|five|six)))"
)  # fmt: skip
"""Times that have a day in a calendar."""

REGULAR = re.compile(
    r"\b(?:every|each) (?:\w+ ){0,2}?(?:day|night|morning|evening|afternoon|week|fortnight|month|mealtime|bedtime|term|weekday|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b|\b(?:daily|nightly|weekly|fortnightly|monthly|termly|twice[- ]weekly|\d+[- ]weekly)\b"
    r"|\b(?:once|twice|\w+ times) (?:a|each|every|per) (?:day|week|fortnight|month|night|term)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:immediate(?:ly)?|straight ?away|now|at once|right away|with immediate effect|in place|already)\b|\b\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)\b|\b(?:school days?|bedtimes?|mornings?|evenings?|nights?|weekends?|mealtimes?|school nights?|first thing)\b|\bwhen(?:ever)? (?!required|needed|necessary|appropriate|possible|available|able)\w+|\bif \w+|\buntil \w+",
    _I,
)
"""Times that come again or are now; with "ongoing" behind them they still have no end."""

_NOT_DATES: tuple[tuple[DueKind, str], ...] = (
    ("blank", r"^(?:tbc|tba|tbd|n/?a|not applicable|not known|unknown|none|nil|[-–—?.x]+|to be (?:confirmed|agreed|arranged|decided|determined|advised|set)|date (?:tbc|to be (?:confirmed|agreed|arranged)))\W*$|\b(?:tbc|tba|tbd|to be (?:confirmed|agreed|arranged|decided|determined|advised))\b"),
    ("soon", r"\b(?:asap\b|a\.s\.a\.p\b|as soon as (?:possible|practicable|practical|is possible|you can|they can|it can be)|soon(?:est)?|shortly|in due course|in a timely (?:manner|way|fashion)|timely|within timescales?|urgent(?:ly)?|when possible|at the earliest (?:opportunity|convenience|possible)|(?:short|medium|long)[- ]term|in the near future|in time|over time|promptly|without delay|at some point)"),
    ("open", r"\b(?:on-?going|continu(?:e|es|ing|ous|ously|al|ally|ed)|at all times|always|throughout|for (?:the )?(?:duration|length|life) of (?:the |this )?plan|duration of (?:the )?plan|long ?-?term|permanent(?:ly)?|indefinite(?:ly)?|regular(?:ly)?|no end date|open[- ]ended|as before|rolling|lifelong)\b"),
    ("trigger", r"\b(?:as|if|when|where|wherever|whenever) (?:and when(?: (?:required|needed|necessary|appropriate))?|(?:is |and when )?(?:required|needed|necessary|appropriate|requested|applicable|available))\b|\bas and when\b|\bwhen available\b"),
    ("event", r"\b(?:next |first |second |each |every |the )*(?:review|r?cpc|icpc|rcpc|conference|core group|cin (?:review|meeting)|meeting|mid-?way review|panel|lac review|review (?:meeting|conference))\b"),
)  # fmt: skip
NOT_DATES: tuple[tuple[DueKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(expression, _I))
    for kind, expression in _NOT_DATES
)  # fmt: skip
"""Words where a date should be, by what is wrong with them; the first that is met counts."""

SAME_AGAIN = re.compile(r"^(?:as above|same(?: as above)?|ditto|do|see above|\"|''|〃)\.?$", _I)
EMPTY = re.compile(
    r"^(?:tbc|tba|tbd|n/?a|not applicable|none|nil|unknown|not known|to be (?:confirmed|agreed|completed|decided)|[-–—?._x /]*)\.?$",
    _I,
)

# Why ----------------------------------------------------------------------------------------------

BECAUSE = re.compile(
    r"\b(?:so that|because|so (?:he|she|they|it|we|you|her|his|their|the (?:baby|children|child|boys|girls)|[A-Z]\w+)\b|to help (?:him|her|them|[A-Z]\w+)|this (?:will )?(?:means?|helps?|keeps?|gives?|lets?)|that way|which (?:means|helps|keeps|lets)|in case|since (?:he|she|they)|to keep (?:him|her|them|[A-Z]\w+) (?!safe\b))"
)
CHILD = re.compile(
    r"\b(?:baby|child|children|son|daughter|boys?|girls?|twins|toddler|he|she|him|her|his|hers|they|them|their|kids)\b",
    _I,
)
FORMULA = re.compile(
    r"^(?:to |for |in order to |(?:\w+ ){1,2}to (?=reach|achieve|fulfil))?(?:reach\w*|fulfil\w*|safeguard(?:ing)?\b|promot\w+|reduc\w+ (?:the )?risks?|meet\w*|ensur\w+|improv\w+|statutory|good practice|best practice|procedures?|policy|contingency|parental capacity|multi-agency|as above|voice of|wishes and feelings|achiev\w+|protect\w*|prevent\w*|support\w*|monitor\w*|risk\b|neglect|emotional|physical|welfare|wellbeing|assess\w*|engag\w+|stabil\w+|keep (?:\w+ ){1,3}safe)",
    _I,
)
"""Reasons that would fit any child."""
LONGEST_FORMULA = 9
"""Words up to which a reason that opens so is a set phrase; longer ones go on to say something."""
