"""Word forms: written by hand from a British writer's knowledge, never from what the code gives."""

from __future__ import annotations

import importlib.util
import json
import runpy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainletter.wordfiles import read_table
from plainletter.wording import inflect as module
from plainletter.wording.inflect import forms, head_index, inflect

TAGS = [
    "VB",
    "VBP",
    "VBZ",
    "VBD",
    "VBN",
    "VBG",
    "NN",
    "NNS",
    "NNP",
    "NNPS",
    "JJ",
    "JJR",
    "JJS",
    "RB",
    "RBR",
    "RBS",
    "MD",
    "IN",
    "DT",
]

# base: -s, past, participle, -ing
VERBS = """
admit: admits admitted admitted admitting
advise: advises advised advised advising
age: ages aged aged ageing
agree: agrees agreed agreed agreeing
apply: applies applied applied applying
argue: argues argued argued arguing
arise: arises arose arisen arising
attend: attends attended attended attending
bear: bears bore borne bearing
beat: beats beat beaten beating
become: becomes became become becoming
begin: begins began begun beginning
benefit: benefits benefited benefited benefiting
bind: binds bound bound binding
bite: bites bit bitten biting
bleed: bleeds bled bled bleeding
break: breaks broke broken breaking
bring: brings brought brought bringing
broadcast: broadcasts broadcast broadcast broadcasting
build: builds built built building
buy: buys bought bought buying
cancel: cancels cancelled cancelled cancelling
carry: carries carried carried carrying
catch: catches caught caught catching
choose: chooses chose chosen choosing
come: comes came come coming
commit: commits committed committed committing
control: controls controlled controlled controlling
cost: costs cost cost costing
counsel: counsels counselled counselled counselling
cry: cries cried cried crying
cut: cuts cut cut cutting
deal: deals dealt dealt dealing
defer: defers deferred deferred deferring
deny: denies denied denied denying
develop: develops developed developed developing
dial: dials dialled dialled dialling
die: dies died died dying
do: does did done doing
draw: draws drew drawn drawing
drink: drinks drank drunk drinking
drive: drives drove driven driving
drop: drops dropped dropped dropping
dye: dyes dyed dyed dyeing
eat: eats ate eaten eating
enrol: enrols enrolled enrolled enrolling
equal: equals equalled equalled equalling
fall: falls fell fallen falling
feed: feeds fed fed feeding
feel: feels felt felt feeling
fight: fights fought fought fighting
find: finds found found finding
fit: fits fitted fitted fitting
fix: fixes fixed fixed fixing
flee: flees fled fled fleeing
fly: flies flew flown flying
focus: focuses focused focused focusing
forbid: forbids forbade forbidden forbidding
foresee: foresees foresaw foreseen foreseeing
forget: forgets forgot forgotten forgetting
forgive: forgives forgave forgiven forgiving
freeze: freezes froze frozen freezing
fuel: fuels fuelled fuelled fuelling
fulfil: fulfils fulfilled fulfilled fulfilling
get: gets got got getting
give: gives gave given giving
go: goes went gone going
grow: grows grew grown growing
happen: happens happened happened happening
have: has had had having
hear: hears heard heard hearing
help: helps helped helped helping
hide: hides hid hidden hiding
hit: hits hit hit hitting
hold: holds held held holding
hurt: hurts hurt hurt hurting
instil: instils instilled instilled instilling
keep: keeps kept kept keeping
kneel: kneels knelt knelt kneeling
know: knows knew known knowing
label: labels labelled labelled labelling
lay: lays laid laid laying
lead: leads led led leading
leave: leaves left left leaving
lend: lends lent lent lending
let: lets let let letting
light: lights lit lit lighting
lose: loses lost lost losing
make: makes made made making
mean: means meant meant meaning
meet: meets met met meeting
mimic: mimics mimicked mimicked mimicking
mislead: misleads misled misled misleading
mistake: mistakes mistook mistaken mistaking
model: models modelled modelled modelling
monitor: monitors monitored monitored monitoring
need: needs needed needed needing
occur: occurs occurred occurred occurring
offer: offers offered offered offering
omit: omits omitted omitted omitting
organise: organises organised organised organising
overcome: overcomes overcame overcome overcoming
overhear: overhears overheard overheard overhearing
panic: panics panicked panicked panicking
pass: passes passed passed passing
pay: pays paid paid paying
permit: permits permitted permitted permitting
plan: plans planned planned planning
practise: practises practised practised practising
prefer: prefers preferred preferred preferring
proceed: proceeds proceeded proceeded proceeding
prove: proves proved proved proving
put: puts put put putting
quarrel: quarrels quarrelled quarrelled quarrelling
quit: quits quit quit quitting
read: reads read read reading
reassess: reassesses reassessed reassessed reassessing
rebuild: rebuilds rebuilt rebuilt rebuilding
refer: refers referred referred referring
regret: regrets regretted regretted regretting
relay: relays relayed relayed relaying
repay: repays repaid repaid repaying
resend: resends resent resent resending
reveal: reveals revealed revealed revealing
rewrite: rewrites rewrote rewritten rewriting
ride: rides rode ridden riding
ring: rings rang rung ringing
rise: rises rose risen rising
run: runs ran run running
say: says said said saying
see: sees saw seen seeing
seek: seeks sought sought seeking
sell: sells sold sold selling
send: sends sent sent sending
set: sets set set setting
sew: sews sewed sewn sewing
shake: shakes shook shaken shaking
show: shows showed shown showing
shut: shuts shut shut shutting
signal: signals signalled signalled signalling
sing: sings sang sung singing
singe: singes singed singed singeing
sit: sits sat sat sitting
sleep: sleeps slept slept sleeping
speak: speaks spoke spoken speaking
spend: spends spent spent spending
split: splits split split splitting
spread: spreads spread spread spreading
stand: stands stood stood standing
start: starts started started starting
steal: steals stole stolen stealing
stick: sticks stuck stuck sticking
stop: stops stopped stopped stopping
strike: strikes struck struck striking
submit: submits submitted submitted submitting
swear: swears swore sworn swearing
swim: swims swam swum swimming
take: takes took taken taking
teach: teaches taught taught teaching
tear: tears tore torn tearing
tell: tells told told telling
think: thinks thought thought thinking
throw: throws threw thrown throwing
total: totals totalled totalled totalling
transfer: transfers transferred transferred transferring
travel: travels travelled travelled travelling
try: tries tried tried trying
undergo: undergoes underwent undergone undergoing
understand: understands understood understood understanding
undertake: undertakes undertook undertaken undertaking
undo: undoes undid undone undoing
update: updates updated updated updating
uphold: upholds upheld upheld upholding
upset: upsets upset upset upsetting
use: uses used used using
visit: visits visited visited visiting
wake: wakes woke woken waking
watch: watches watched watched watching
wear: wears wore worn wearing
win: wins won won winning
withdraw: withdraws withdrew withdrawn withdrawing
withhold: withholds withheld withheld withholding
worry: worries worried worried worrying
worship: worships worshipped worshipped worshipping
write: writes wrote written writing
re-assess: re-assesses re-assessed re-assessed re-assessing
co-operate: co-operates co-operated co-operated co-operating
carry out: carries out carried out carried out carrying out
find out: finds out found out found out finding out
"""

NOUNS = """
analysis analyses
address addresses
allegation allegations
appendix appendices
application applications
assessment assessments
baby babies
basis bases
behaviour behaviours
belief beliefs
box boxes
boy boys
brother brothers
bus buses
calf calves
case cases
chief chiefs
child children
church churches
country countries
crisis crises
criterion criteria
daughter daughters
day days
delay delays
dish dishes
echo echoes
family families
foot feet
foster-parent foster-parents
goose geese
grandchild grandchildren
half halves
hero heroes
hoof hoofs
housewife housewives
human humans
hypothesis hypotheses
journey journeys
key keys
knife knives
leaf leaves
lens lenses
life lives
loaf loaves
man men
meeting meetings
memo memos
midwife midwives
mouse mice
nappy nappies
nursery nurseries
passer-by passers-by
person people
photo photos
policewoman policewomen
policy policies
potato potatoes
proof-reader proof-readers
quiz quizzes
radio radios
roof roofs
schoolchild schoolchildren
series series
sheep sheep
shelf shelves
son-in-law sons-in-law
spy spies
stepchild stepchildren
step-child step-children
stomach stomachs
summons summonses
thief thieves
tomato tomatoes
tooth teeth
video videos
wife wives
wish wishes
wolf wolves
woman women
worry worries
zoo zoos
mother-in-law mothers-in-law
next-of-kin nexts-of-kin
runner-up runners-up
follow-up follow-ups
drop-in drop-ins
one-off one-offs
SGO SGOs
MP MPs
GP GPs
Judge Judges
needs needs
belongings belongings
children children
"""


def verb_cases() -> list[tuple[str, str, str]]:
    cases = []
    for line in VERBS.strip().splitlines():
        base, _, rest = line.partition(": ")
        words = rest.split()
        size = len(base.split())
        assert len(words) == 4 * size, line
        made = [" ".join(words[i : i + size]) for i in range(0, len(words), size)]
        cases += [
            (base, tag, form) for tag, form in zip(("VBZ", "VBD", "VBN", "VBG"), made, strict=True)
        ]
    return cases


def noun_cases() -> list[tuple[str, str]]:
    return [(line.split()[0], line.split()[1]) for line in NOUNS.strip().splitlines()]


def test_enough_forms_are_written_by_hand() -> None:
    assert len({base for base, _, _ in verb_cases()}) >= 150
    assert len(dict(noun_cases())) >= 80


@pytest.mark.parametrize(("base", "tag", "form"), verb_cases())
def test_verb(base: str, tag: str, form: str) -> None:
    assert inflect(base, tag) == form
    assert tag in forms(base, "VERB")[form]


@pytest.mark.parametrize(("noun", "plural"), noun_cases())
def test_noun(noun: str, plural: str) -> None:
    assert inflect(noun, "NNS") == plural
    assert "NNS" in forms(noun, "NOUN")[plural]


@pytest.mark.parametrize(
    ("phrase", "tag", "head", "form"),
    [
        ("be able to", "VBZ", 0, "is able to"),
        ("be able to", "VBP", 0, "are able to"),
        ("be able to", "VBD", 0, "was able to"),
        ("be able to", "VBN", 0, "been able to"),
        ("be able to", "VBG", 0, "being able to"),
        ("brother or sister", "NNS", 0, "brothers or sisters"),
        ("brother or sister", "NN", 0, "brother or sister"),
        ("mother, father or carer", "NNS", 0, "mothers, fathers or carers"),
        ("social worker or foster carer", "NNS", 1, "social workers or foster carers"),
        ("social worker", "NNS", 1, "social workers"),
        ("social worker", "NNS", -1, "social workers"),
        ("Social Worker", "NNPS", 1, "Social Workers"),
        ("looked-after child", "NNS", 1, "looked-after children"),
        ("head of service", "NNS", 0, "heads of service"),
        ("parent involved", "NNS", 0, "parents involved"),
        ("stop and think", "VBD", 0, "stopped and thought"),
        ("read and understand", "VBG", 0, "reading and understanding"),
        ("do not go", "VBZ", 0, "does not go"),
        ("do not go", "VBD", 0, "did not go"),
        ("let you know", "VBZ", 0, "lets you know"),
        ("tell your mother or your father", "VBD", 0, "told your mother or your father"),
        ("formally ask", "VBD", 1, "formally asked"),
        ("Find out", "VBG", 0, "Finding out"),
        ("must", "MD", 0, "must"),
        ("before", "IN", 0, "before"),
        ("easy to read", "JJR", 0, "easier to read"),
        ("happy", "JJS", 0, "happiest"),
        ("unhappy", "JJR", 0, "unhappier"),
        ("big", "JJR", 0, "bigger"),
        ("safe", "JJR", 0, "safer"),
        ("simple", "JJS", 0, "simplest"),
        ("difficult", "JJR", 0, "more difficult"),
        ("worried", "JJR", 0, "more worried"),
        ("good", "JJR", 0, "better"),
        ("likely", "JJS", 0, "most likely"),
        ("quickly", "RBR", 0, "more quickly"),
        ("soon", "RB", 0, "soon"),
        ("safe", "JJ", 0, "safe"),
    ],
)
def test_phrase(phrase: str, tag: str, head: int, form: str) -> None:
    assert inflect(phrase, tag, head) == form


@pytest.mark.parametrize(
    ("phrase", "tag", "head"),
    [
        ("must", "VBZ", 0),
        ("should", "VB", 0),
        ("can", "VBD", 0),
        ("have to", "MD", 0),
        ("advice", "NNS", 0),
        ("help and support", "NNS", 0),
        ("information", "NNS", 0),
        ("arthritis", "NNS", 0),
        ("belongings", "NN", 0),
        ("people", "NN", 0),
        ("children", "NN", 0),
        ("social worker", "NNS", 0),
        ("person who cares for your child", "NNS", 0),
        ("mother and person who cares", "NNS", 0),
        ("a meeting", "NNS", 1),
        ("child's plan", "NNS", 0),
        ("of service", "NNS", 0),
        ("they", "VBD", 0),
        ("do not go", "VBG", 0),
        ("try and find", "VBD", 0),
        ("write it down and sign it", "VBD", 0),
        ("stop, then think", "VBD", 0),
        ("agree and then sign", "VBD", 0),
        ("start", "XX", 0),
        ("start", "", 0),
        ("start", "VBD", 1),
        ("start", "VBD", -2),
        ("", "VBD", 0),
        ("   ", "NN", 0),
        ("8", "NNS", 0),
        ("審判", "VBD", 0),
        ("NHS", "VBD", 0),
    ],
)
def test_no_form_is_safe(phrase: str, tag: str, head: int) -> None:
    assert inflect(phrase, tag, head) is None


@pytest.mark.parametrize(
    ("tag", "plural", "person", "form"),
    [
        ("VBD", True, 3, "were able to"),
        ("VBD", False, 2, "were able to"),
        ("VBD", False, 1, "was able to"),
        ("VBP", False, 1, "am able to"),
        ("VBP", True, 1, "are able to"),
        ("VBP", False, 2, "are able to"),
        ("VBZ", False, 3, "is able to"),
    ],
)
def test_be_follows_its_subject(tag: str, plural: bool, person: module.Person, form: str) -> None:
    assert inflect("be able to", tag, plural=plural, person=person) == form


def test_forms_of_a_regular_verb_are_exactly_these() -> None:
    assert forms("commence", "VERB") == {
        "commence": ("VB", "VBP"),
        "commences": ("VBZ",),
        "commenced": ("VBD", "VBN"),
        "commencing": ("VBG",),
    }


def test_forms_of_be() -> None:
    assert forms("be able to", "VERB") == {
        "be able to": ("VB",),
        "are able to": ("VBP",),
        "am able to": ("VBP",),
        "is able to": ("VBZ",),
        "was able to": ("VBD",),
        "were able to": ("VBD",),
        "been able to": ("VBN",),
        "being able to": ("VBG",),
    }


def test_forms_of_nouns_adjectives_and_the_rest() -> None:
    assert forms("young person", "NOUN", 1) == {
        "young person": ("NN",),
        "young people": ("NNS",),
        "young persons": ("NNS",),
    }
    assert forms("advice", "NOUN") == {"advice": ("NN",)}
    assert forms("belongings", "NOUN") == {"belongings": ("NNS",)}
    assert forms("hard to reach", "ADJ") == {
        "hard to reach": ("JJ",),
        "harder to reach": ("JJR",),
        "hardest to reach": ("JJS",),
    }
    assert forms("prior to", "OTHER") == {"prior to": ()}
    assert forms("must", "VERB") == {"must": ("MD",)}
    assert forms("", "NOUN") == {}


@pytest.mark.parametrize(
    ("phrase", "pos", "also"),
    [
        ("utilise", "VERB", "utilized"),
        ("utilize", "VERB", "utilising"),
        ("analyse", "VERB", "analyzed"),
        ("travel", "VERB", "traveled"),
        ("cancel", "VERB", "canceling"),
        ("enrol", "VERB", "enroll"),
        ("enroll", "VERB", "enrol"),
        ("practise", "VERB", "practiced"),
        ("get", "VERB", "gotten"),
        ("learn", "VERB", "learned"),
        ("focus", "VERB", "focussed"),
        ("organisation", "NOUN", "organizations"),
        ("behaviour", "NOUN", "behavior"),
        ("behavior", "NOUN", "behaviours"),
        ("in your organisation", "OTHER", "in your organization"),
    ],
)
def test_other_spellings_match(phrase: str, pos: module.Pos, also: str) -> None:
    assert also in forms(phrase, pos)


@pytest.mark.parametrize(
    "phrase",
    ["advise", "advertise", "compromise", "supervise", "promise", "exercise", "raise", "comprise"]
    + [
        "rise",
        "revise",
        "televise",
        "seize",
        "size",
        "resize",
        "laboratory",
        "otherwise",
        "filled",
    ],
)
def test_words_with_one_spelling_keep_it(phrase: str) -> None:
    assert list(forms(phrase, "OTHER")) == [phrase]


def test_other_spelling_is_never_suggested() -> None:
    assert inflect("learn", "VBD") == "learnt"
    assert inflect("focus", "VBD") == "focused"
    assert inflect("travel", "VBG") == "travelling"
    # A writer who gives the z keeps it.
    assert inflect("organize", "VBD") == "organized"


@pytest.mark.parametrize(
    ("phrase", "pos", "head"),
    [
        ("social worker", "NOUN", 1),
        ("head of service", "NOUN", 0),
        ("brother or sister", "NOUN", 0),
        ("the local authority", "NOUN", 2),
        ("carry out", "VERB", 0),
        ("formally ask", "VERB", 1),
        ("to find out", "VERB", 1),
        ("", "VERB", 0),
    ],
)
def test_head_index(phrase: str, pos: module.Pos, head: int) -> None:
    assert head_index(phrase, pos) == head


any_text = st.text(max_size=40)
wordlike = st.lists(
    st.text(alphabet="abcdefghiklmnoprstuwyzé-'’,", min_size=1, max_size=9), min_size=1, max_size=4
).map(" ".join)
everyday = st.lists(
    st.sampled_from(
        [
            "be",
            "carry",
            "out",
            "find",
            "start",
            "not",
            "and",
            "or",
            "advice",
            "children’s",
            "of",
            "the",
            "a",
            "must",
            "SGO",
            "who",
            "worker",
            "needs",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(
    st.one_of(any_text, wordlike, everyday),
    st.one_of(st.sampled_from(TAGS), any_text),
    st.integers(-6, 6),
)
@example("-", "NNS", 0)
@example("a-", "VBD", 0)
@example(",", "NNS", 0)
@example("x, y", "NNS", 0)
@example("y", "VBG", 0)
def test_inflect_takes_any_text(phrase: str, tag: str, head: int) -> None:
    made = inflect(phrase, tag, head)
    assert made is None or made.strip()


@given(st.one_of(wordlike, everyday))
def test_base_form_is_the_phrase_itself(phrase: str) -> None:
    modal = phrase.split()[0].lower() == "must"
    assert inflect(phrase, "VB") == (None if modal else phrase)


@given(
    st.one_of(any_text, wordlike, everyday),
    st.sampled_from(["VERB", "NOUN", "ADJ", "OTHER"]),
    st.integers(-3, 3),
)
def test_forms_hold_the_phrase_and_every_suggested_form(
    phrase: str, pos: module.Pos, head: int
) -> None:
    found = forms(phrase, pos, head)
    assert list(found)[:1] == ([" ".join(phrase.split())] if phrase.split() else [])
    assert all(surface.strip() for surface in found)
    for tags in found.values():
        assert len(set(tags)) == len(tags)
    changing = {"VERB": ("VBZ", "VBD", "VBN", "VBG"), "NOUN": ("NNS",), "ADJ": ("JJR", "JJS")}
    for tag in changing.get(pos, ()):
        made = inflect(phrase, tag, head)
        if made is not None:
            assert tag in found[made]


def test_table_is_sorted_and_holds_words_once() -> None:
    text = read_table("inflections.json")

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        assert keys == sorted(set(keys))
        return dict(pairs)

    table = json.loads(text, object_pairs_hook=unique)
    assert set(table) == {"NNS", "VBD", "VBG", "VBN", "VBZ"}
    for entries in table.values():
        for word, value in entries.items():
            assert word.isalpha()
            assert word.islower()
            assert value.split()
            assert value == " ".join(dict.fromkeys(value.split()))


def test_table_holds_only_what_the_rules_get_wrong() -> None:
    raw = json.loads(read_table("inflections.json"))
    table = {
        tag: {word: tuple(value.split()) for word, value in entries.items()}
        for tag, entries in raw.items()
    }
    for tag, entries in table.items():
        for word, made in entries.items():
            others = {**table, tag: {key: value for key, value in entries.items() if key != word}}
            assert module.word_forms(word, tag, others) != made


def test_table_is_what_its_script_makes() -> None:
    for package in ("lemminflect", "pyinflect", "wordfreq"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    script = Path(__file__).parent.parent / "wordlists" / "words" / "build_inflections.py"
    made = runpy.run_path(str(script))
    table, unreviewed = made["build"]()
    assert unreviewed == []
    assert made["rendered"](table) == read_table("inflections.json")
