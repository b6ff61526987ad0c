"""What stands around a suggested word: "a" or "an" before it, its capitals and its quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.wordfiles import read_table
from plainletter.wording.articles import indefinite_article
from plainletter.wording.casing import Style, match_case, match_quotes

A = """
council | letter | solicitor | hearing | hotel | herb | historic abuse case | hospital | homage | habit
hereditary illness | European country | eulogy | euro | ewe | university | unit | union | uniform | unique need
unanimous view | united family | universal service | use | user | useful call | usual day | utensil | utility bill
Ukrainian family | Ugandan passport | uranium | urine test | one-off payment | one-parent family | once-only offer
one | yard | year | young person | yes | Hispanic family | heritage | Mrs Okafor | Mr Hale | Dr Amin | Ms Lund
UK passport | UN report | US visa | UASC | MASH referral | MAPPA meeting | MARAC | CAMHS worker | Cafcass officer
CAFCASS officer | LADO | LAC review | SENCO | SEND plan | SARC | MIAM | NEET | SPIP | PLO meeting | GP | DNA test
PhD | CP plan | T-shirt | U-turn | WhatsApp group | Honolulu school | “council” | 'user | (unit) | £100 fine
1 | 7-day wait | 9 | 10 | 12-week plan | 16-year-old | 20 | 100 | 110 | 118 | 180 | 1,100 | 1,800 word letter
1.8m house | £1,800 | 2 | 2018 report | 0.5 | HOUSE | MEETING | HOME VISIT | s.47 enquiry | s 47 enquiry | s20
UNCRC right | DfE form | Freya's visit | *review* | new baby | loved one | MASHs | nurse | xylophone | Xavier | unicorn | Yemeni
""".replace("\n", "|")

AN = """
hour | hourly rate | hour's notice | honest answer | honour | honourable act | honorary post | heir | heiress | heirloom
assessment | adult | order | emergency | urgent matter | uncle | unborn baby | unable parent | unusual step | umbrella
unimportant point | unintended result | uninsured car | uninvited guest | unidentified man | unimpressed judge
unannounced visit | upset child | ugly word | Ulster school | Urdu interpreter | onerous task | only child | oven
MP | SGO | NHS trust | LA | FGC | EHCP | EHC plan | IRO | RO | SEN school | SEN | HIV test | NSPCC worker | RSPCA visit
X-ray | F grade | L-plate | MSc | HMCTS form | FASD diagnosis | e-mail | email | A-level | SpLD | SMS | mp3 | HR team
M.P. | M25 exit | LAs | SGOs | SGO's terms | ICO | ISW | LSCB | FII | STI | HMP letter | html page | LA EHCP | S | LGBTI group | HMCTS
8 | 8-week wait | 8th birthday | 80 | 80-year-old | 81st birthday | 800 | 8,000 | 88 | 8.5 | £8 | £80 | €8m
11 | 11th hour | 11-year-old | 11,000 | £11.50 | 11 million | 18 | 18th birthday | £18 | 18-month-old | 18,000 | 18000
1848 Act | “eight” | (hour) | ‘honest’ | "MP" | 8/10 | 0800 number | éclair | Yvonne | Euler graph
""".replace("\n", "|")


def cases(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def test_enough_cases_are_written_by_hand() -> None:
    assert len(set(cases(A)) | set(cases(AN))) >= 60
    assert not set(cases(A)) & set(cases(AN))


@pytest.mark.parametrize("text", cases(A))
def test_a(text: str) -> None:
    assert indefinite_article(text) == "a"


@pytest.mark.parametrize("text", cases(AN))
def test_an(text: str) -> None:
    assert indefinite_article(text) == "an"


@pytest.mark.parametrize("text", ["", "   ", "…", "“", "%", "審判"])
def test_nothing_said_takes_a(text: str) -> None:
    assert indefinite_article(text) == "a"


@given(st.text(max_size=30))
def test_article_is_one_of_two_for_any_text(text: str) -> None:
    assert indefinite_article(text) in ("a", "an")


@given(st.sampled_from(cases(A) + cases(AN)), st.sampled_from(["“", "‘", "(", " ", "\n", '"']))
def test_what_is_not_said_changes_nothing(text: str, before: str) -> None:
    assert indefinite_article(before + text) == indefinite_article(text)


def test_list_of_exceptions_is_sorted_and_holds_each_word_once() -> None:
    lines = read_table("articles.txt").splitlines()
    assert lines == sorted(set(lines))
    words = [line.split(" ")[1] for line in lines]
    assert len(words) == len(set(words))
    for line in lines:
        kind, word = line.split(" ")
        assert kind in ("a", "an", "letters", "word")
        assert word == (word.lower() if kind in ("a", "an") else word.upper())


@pytest.mark.parametrize(
    ("found", "replacement", "sentence_start", "style", "made"),
    [
        ("Commence", "start", True, "sentence", "Start"),
        ("commence", "start", True, "sentence", "start"),
        ("commence", "start", False, "sentence", "start"),
        ("Local Authority", "council", False, "sentence", "council"),
        ("Local Authority", "council", True, "sentence", "Council"),
        ("Your Local Authority", "our council", False, "title", "Our Council"),
        ("Local Authority", "council for the area", False, "title", "Council for the Area"),
        ("COMMENCE", "start", False, "sentence", "START"),
        ("MUST ATTEND", "need to come", False, "sentence", "NEED TO COME"),
        ("LOCAL AUTHORITY", "council’s GP", False, "sentence", "COUNCIL’S GP"),
        ("SGO", "special guardianship order", False, "sentence", "special guardianship order"),
        ("SGO", "special guardianship order", True, "sentence", "Special guardianship order"),
        ("CAFCASS", "the court's social workers", False, "sentence", "the court's social workers"),
        ("LA", "council", False, "sentence", "council"),
        ("MUST", "need to", False, "sentence", "need to"),
        ("MUST", "need to", False, "capitals", "NEED TO"),
        ("REGULATION", "SGOs and orders", False, "sentence", "SGOs AND ORDERS"),
        ("I would", "we would", False, "sentence", "we would"),
        ("I am of the opinion", "I think", True, "sentence", "I think"),
        ("We endeavour", "we try", True, "sentence", "We try"),
        ("children's guardian", "Cafcass guardian", False, "sentence", "Cafcass guardian"),
        ("Devices", "iPad or phone", True, "sentence", "iPad or phone"),
        ("Three weeks", "3 weeks", True, "sentence", "3 weeks"),
        ("Three weeks", "“about” 3 weeks", True, "sentence", "“About” 3 weeks"),
        ("", "start", True, "sentence", "start"),
        ("Commence", "", True, "sentence", ""),
        ("12", "twelve", True, "sentence", "twelve"),
    ],
)
def test_match_case(
    found: str, replacement: str, sentence_start: bool, style: Style, made: str
) -> None:
    assert match_case(found, replacement, sentence_start=sentence_start, style=style) == made


@given(
    st.text(max_size=20),
    st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=20),
    st.booleans(),
    st.sampled_from(["sentence", "capitals", "title"]),
)
def test_case_changes_nothing_but_case(
    found: str, replacement: str, sentence_start: bool, style: Style
) -> None:
    made = match_case(found, replacement, sentence_start=sentence_start, style=style)
    assert made.casefold() == replacement.casefold()


@pytest.mark.parametrize(
    ("document", "replacement", "made"),
    [
        ("It’s today.", "don't", "don’t"),
        ("It's today.", "don't", "don't"),
        ("It's today.", "don’t", "don't"),
        ("No marks.", "don't", "don't"),
        ("No marks.", "don’t", "don’t"),
        ("It's and it’s.", "don't", "don't"),
        ("The “plan”.", 'the "plan"', "the “plan”"),
        ("The ‘plan’.", "the 'plan' of the parents' choice", "the ‘plan’ of the parents’ choice"),
        ("It’s", "('yes')", "(‘yes’)"),
        ("It’s", "6'2\" tall", "6'2\" tall"),
        ('A "plan"', "a “plan”", 'a "plan"'),
        ("It’s", "", ""),
    ],
)
def test_match_quotes(document: str, replacement: str, made: str) -> None:
    assert match_quotes(document, replacement) == made


@given(st.text(alphabet="ab '\"‘’“”", max_size=20), st.text(alphabet="ab 1'\"‘’“”", max_size=20))
def test_quotes_keep_length_and_are_stable(document: str, replacement: str) -> None:
    made = match_quotes(document, replacement)
    assert len(made) == len(replacement)
    assert match_quotes(document, made) == made
