"""The anatomy of a letter: labels, names, quotations, blanks and the date."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainletter.letter import Anatomy, anatomy
from plainletter.letter.dates import find_date, is_date_line
from plainletter.model import BlockKind, Document, Label, Place
from plainletter.sourcemap import Anchor, DocumentBuilder

# --- building documents -------------------------------------------------------------------------

PROSE = "We are worried about how things are at home and we would like to help you with this."


def letter(raw: str) -> Document:
    """A document of paragraphs, kept apart by empty lines in `raw`. A first character marks a block:
    `#` a heading, `*` a list item, `!` a bold paragraph, `|` a table cell, `^` a header cell of a table."""
    builder = DocumentBuilder()
    kinds: dict[str, BlockKind] = {
        "#": "heading",
        "*": "list_item",
        "|": "table_cell",
        "^": "table_cell",
    }
    for number, part in enumerate(re.split(r"\n[ \t]*\n", raw.strip("\n"))):
        lines = [line.strip(" ") for line in part.strip("\n").split("\n")]
        text = "\n".join(lines)
        mark = text[:1] if text[:1] in "#*!|^" else ""
        text = text[len(mark) :].strip()
        place = Place(table=1) if mark in ("|", "^") else Place(paragraph=number + 1)
        with builder.block(
            kinds.get(mark, "paragraph"), bold=mark == "!", header=mark == "^", place=place
        ):
            start = builder.length
            builder.text(text, Anchor("", number, 0))
            if mark == "!":
                builder.bold(start, builder.length)
    return builder.build(format="txt")


def labels(raw: str) -> list[tuple[Label, str]]:
    """Label and text of every block, line breaks shown as a stroke."""
    document = anatomy(letter(raw)).document
    return [(b.label, b.span.of(document.text).replace("\n", " / ")) for b in document.blocks]


def only_labels(raw: str) -> list[Label]:
    return [label for label, _ in labels(raw)]


def label_of(raw: str, beginning: str) -> Label:
    found = [label for label, text in labels(raw) if text.startswith(beginning)]
    assert len(found) == 1, f"{beginning!r} begins {len(found)} blocks"
    return found[0]


def names(raw: str) -> frozenset[str]:
    return anatomy(letter(raw)).names


def quoted(raw: str) -> list[str]:
    found = anatomy(letter(raw))
    return [span.of(found.document.text) for span in found.quotations]


def blanks(raw: str) -> list[str]:
    found = anatomy(letter(raw))
    return [span.of(found.document.text) for span in found.placeholders]


# --- labels of whole letters --------------------------------------------------------------------

FORMAL = f"""
Penhallow Borough Council
Children and Families Service
Anchor House, 4 Quay Street
Penhallow PZ9 4AA
Telephone: 01632 960011

Our ref: CFS/2026/88

14 May 2026

Private and Confidential

Ms Orla Kavanagh
6 Bakehouse Yard
Penhallow
PZ9 2TT

Dear Ms Kavanagh

Re: Declan Kavanagh, born 3 June 2019

{PROSE}

What we are worried about

{PROSE}

1. Please take Declan to school every day.

2. Please come to the meeting with your solicitor.

Yours sincerely

Hetty Marchbank
Social worker
01632 960012

Enc: list of solicitors
cc Legal Services
"""


def test_formal_letter() -> None:
    assert only_labels(FORMAL) == [
        "letterhead", "reference", "date", "reference", "address", "salutation", "subject", "body",
        "heading", "body", "list", "list", "signoff", "signoff", "enclosure",
    ]  # fmt: skip


def test_every_line_its_own_paragraph() -> None:
    spread = re.sub(r"(?<=\S)\n(?=\S)", "\n\n", FORMAL)
    assert only_labels(spread) == (
        ["letterhead"] * 5 + ["reference", "date", "reference"] + ["address"] * 4
        + ["salutation", "subject", "body", "heading", "body", "list", "list"]
        + ["signoff"] * 4 + ["enclosure"] * 2
    )  # fmt: skip


def test_one_paragraph_holds_the_whole_head() -> None:
    raw = f"""
    Aldermoor Council
    Kiln Yard, Aldermoor AV1 6QD
    12 May 2026
    Mr Tom Iredale
    9 Saltglaze Way
    Aldermoor AV4 9RJ
    Dear Mr Iredale

    {PROSE}
    """
    assert labels(raw) == [
        ("letterhead", "Aldermoor Council / Kiln Yard, Aldermoor AV1 6QD"),
        ("date", "12 May 2026"),
        ("address", "Mr Tom Iredale / 9 Saltglaze Way / Aldermoor AV4 9RJ"),
        ("salutation", "Dear Mr Iredale"),
        ("body", PROSE),
    ]


def test_greeting_closing_and_body_in_one_paragraph() -> None:
    raw = f"Hi Dawn,\n{PROSE} Please ring me.\nBest wishes,\nPriya"
    assert labels(raw) == [
        ("salutation", "Hi Dawn,"),
        ("body", f"{PROSE} Please ring me."),
        ("signoff", "Best wishes, / Priya"),
    ]


def test_address_before_letterhead() -> None:
    raw = f"""
    Mr and Mrs Oyelaran
    Flat 3, 20 Mill Lane
    Westerby WB2 1AD

    Westerby Family Hub
    Canal Street
    Westerby WB1 1AA
    Tel 01632 960444

    3rd August 2026

    Dear Mr and Mrs Oyelaran,

    {PROSE}
    """
    assert only_labels(raw) == ["address", "letterhead", "date", "salutation", "body"]


def test_letterhead_in_a_layout_table() -> None:
    raw = f"""
    | FERNDALE COUNTY COUNCIL

    | Children’s Services
    The Mount, High Street
    Ferndale FN1 2AB
    Phone: 01632 960999

    Dear Sir or Madam

    {PROSE}
    """
    assert only_labels(raw) == ["letterhead", "letterhead", "salutation", "body"]


def test_reference_and_date_in_a_layout_table() -> None:
    raw = f"""
    | Our ref:

    | FX/2291

    | Date:

    | 4 June 2026

    Dear Kim

    {PROSE}
    """
    assert only_labels(raw) == ["reference", "reference", "date", "date", "salutation", "body"]
    assert anatomy(letter(raw)).letter_date == date(2026, 6, 4)


def test_table_of_facts_before_the_greeting_stays_a_table() -> None:
    raw = f"""
    | Child’s name

    | Amos Leitch

    | Date of birth

    | 2 March 2019

    Dear Kim

    {PROSE}
    """
    assert only_labels(raw) == ["table"] * 4 + ["salutation", "body"]
    assert anatomy(letter(raw)).letter_date is None


def test_table_with_sentences_stays_a_table() -> None:
    raw = f"""
    Dear Kim

    {PROSE}

    ^ Who

    ^ What

    | Karen Boothe, family worker

    | She will visit you each Monday and bring the bus tickets.
    """
    assert only_labels(raw)[2:] == ["table"] * 4


@pytest.mark.parametrize(
    "greeting",
    [
        "Dear Ms O’Connor and Mr Adeyemi", "Dear both", "Dear Both,", "Dear Parent/Carer",
        "Dear Sir or Madam", "Dear Mum and Dad", "Hello Jo,", "Hi Dawn", "Good morning Siân,",
        "Annwyl Ffion", "Dear «Title» «Surname»", "Dear [NAME]", "Dear Mr. and Mrs. van der Berg:",
        "Dear Zuzana Horváthová and Marek Horváth", "Dear", "DEAR MS WRONA", "Dear {{ parent }},",
        "To the parents of Mia Roe", "Dear Dr. al-Rashid", "Dear Tracey and Lee (Mia’s mum and dad)",
    ],
)  # fmt: skip
def test_greetings(greeting: str) -> None:
    assert only_labels(f"{greeting}\n\n{PROSE}") == ["salutation", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Dear Jo told me that she would like to see the children at the weekend.",
        "To help you, we will pay for the bus and a taxi home.",
        "Hello is a good word to begin a letter with.",
        "To do this week",
    ],
)
def test_lines_that_greet_nobody(line: str) -> None:
    assert "salutation" not in only_labels(f"{line}\n\n{PROSE}")


@pytest.mark.parametrize(
    "closing",
    [
        "Yours sincerely", "Yours faithfully,", "Kind regards", "Kindest regards,", "Best wishes",
        "With warm wishes", "With best wishes to you and the boys,", "Regards", "Warmest wishes,",
        "Yours truly", "Cofion gorau", "Yr eiddoch yn gywir", "Many thanks,", "Thank you,", "Take care,",
        "All the best,",
    ],
)  # fmt: skip
def test_closings(closing: str) -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\n{closing}\n\nPriya Nandakumar\n\nSocial worker"
    assert only_labels(raw) == ["salutation", "body", "signoff", "signoff", "signoff"]


@pytest.mark.parametrize(
    "line", ["Thank you for your time.", "Take care of each other on the way home."]
)
def test_thanks_in_the_body_close_nothing(line: str) -> None:
    assert label_of(f"Dear Jo\n\n{line}\n\n{PROSE}", line) == "body"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Re: Isaac Tunnicliffe", "subject"),
        ("RE: YOUR SON JACK", "subject"),
        ("Letter before proceedings", "subject"),
        ("# Your daughter Ama", "subject"),
        ("! Catching up!", "subject"),
        ("About Josiah: an important letter", "subject"),
        ("Thank you for coming", "body"),
        ("YOUR UNBORN BABY", "subject"),
        ("Jago Tregear, born 2 May 2017", "subject"),
        ("# What this letter is about", "heading"),
        ("! Why I am writing", "heading"),
        ("I am writing to you because of what happened in May.", "body"),
        ("! Please read this letter today.", "body"),
    ],
)
def test_what_stands_after_the_greeting(line: str, expected: Label) -> None:
    assert only_labels(f"Dear Jo\n\n{line}\n\n{PROSE}") == ["salutation", expected, "body"]


def test_two_subject_lines() -> None:
    raw = f"Dear Jo\n\n! RE: KACPER WRONA\nNOTICE OF INTENTION – SECTION 31 CHILDREN ACT 1989\n\n{PROSE}"
    assert only_labels(raw) == ["salutation", "subject", "body"]


def test_title_before_the_greeting_is_the_subject() -> None:
    raw = f"12 May 2026\n\n# Letter before proceedings: how we can keep Kayden safe\n\nDear Jo\n\n{PROSE}"
    assert only_labels(raw) == ["date", "subject", "salutation", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "What we are worried about", "WHAT NEEDS TO CHANGE", "! Meeting", "# The meeting", "The meeting",
        "2. What is going well", "Isaac’s dad", "! Our worries:", "How can I get free legal help?",
    ],
)  # fmt: skip
def test_headings(line: str) -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\n{line}\n\n{PROSE}"
    assert only_labels(raw) == ["salutation", "body", "heading", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "We will see you on Monday", "Please bring your solicitor.", "You can do one of three things:",
        "Tuesday 9 March at 1.30 pm", "! Tuesday 9 March 2027 at 1.30 pm", "Ring me on 01632 960421",
        "! YOU MUST ATTEND THE MEETING ON THAT DAY", "! Please come to the meeting with your solicitor.",
        "Would you like one?", "12 Mill Lane, Penhallow PZ9 2TT",
        "# This whole paragraph was set in a heading style by mistake, and it goes on and on for many"
        " more words than any heading has, so it must be read and counted as the body text it is.",
    ],
)  # fmt: skip
def test_lines_that_are_no_headings(line: str) -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\n{line}\n\n{PROSE}"
    assert only_labels(raw) == ["salutation", "body", "body", "body"]


def test_heading_on_the_first_line_of_a_paragraph() -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\nTHE MEETING\nPlease come to see us on Monday. We will pay your fare."
    assert labels(raw)[2:] == [
        ("heading", "THE MEETING"),
        ("body", "Please come to see us on Monday. We will pay your fare."),
    ]


def test_bold_first_line_of_a_paragraph_is_a_heading() -> None:
    builder = DocumentBuilder()
    with builder.block("paragraph"):
        builder.text("The meeting\n", Anchor("", 0, 0))
        builder.bold(0, 11)
        builder.text("Please come to see us on Monday.", Anchor("", 1, 0))
    found = anatomy(builder.build(format="docx")).document
    assert [(b.label, b.span.start, b.span.end) for b in found.blocks] == [
        ("heading", 0, 11),
        ("body", 12, 44),
    ]


def test_typed_bullets_and_numbers_are_lists() -> None:
    raw = f"""
    Dear Jo

    {PROSE}

    • a family worker

    - a place at nursery

    (a) the home must be safe;

    (b) the children must be in school.

    1. Ante-natal care. Four of the seven visits were missed.

    2. Cannabis. You told us that you both smoked.
    """
    assert only_labels(raw)[2:] == ["list"] * 6


def test_numbered_headings_set_as_list_items() -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\n* GOING TO COURT\n\n{PROSE}\n\n* GOING HOME\n\n* GOING OUT"
    assert only_labels(raw)[2:] == ["heading", "body", "list", "list"]


def test_postscript_and_appendix_are_body_again() -> None:
    raw = f"""
    Dear Jo

    {PROSE}

    Yours sincerely

    Ann Yeo
    Team Manager

    P.S. See you on Monday

    What the words mean

    A care order is an order that lets the council share the say over your child with you.

    Enclosures: map
    """
    assert only_labels(raw) == [
        "salutation", "body", "signoff", "signoff", "body", "heading", "body", "enclosure",
    ]  # fmt: skip


def test_two_signatures_side_by_side_and_below() -> None:
    raw = f"""
    Dear Jo

    {PROSE}

    Yours sincerely

    Hannah Stott\tRosalind Keane
    Social worker\tTeam Manager

    For and on behalf of the Director for People

    Kind regards

    Olu Banjo
    """
    assert only_labels(raw)[2:] == ["signoff"] * 5
    assert {"hannah", "stott", "rosalind", "keane", "olu", "banjo"} <= names(raw)


def test_two_letters_in_one_document() -> None:
    one = f"Dear {{}}\n\n{PROSE}\n\nYours sincerely\n\nAnn Yeo\n\n"
    raw = one.format("Gareth") + "12 May 2026\n\n" + one.format("Imran")
    found = only_labels(raw)
    assert found.count("salutation") == 2
    assert found.count("signoff") + found.count("date") == 5


def test_letter_without_a_greeting() -> None:
    raw = f"""
    Penhallow Borough Council
    Anchor House, Penhallow PZ9 4AA
    Telephone 01632 960011

    14 May 2026

    {PROSE}

    What we will do

    {PROSE}

    Yours faithfully

    H Marchbank
    """
    assert only_labels(raw) == [
        "letterhead", "date", "body", "heading", "body", "signoff", "signoff",
    ]  # fmt: skip


def test_letter_without_closing_words() -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\nPriya Nandakumar\nSocial worker\n01632 960555"
    assert only_labels(raw) == ["salutation", "body", "signoff"]


def test_lists_of_enclosures() -> None:
    raw = f"""
    Dear Jo

    {PROSE}

    Yours sincerely

    Ann Yeo

    Enclosures:

    * list of solicitors

    * map

    Copy to: Mr Lee Fox
    """
    assert only_labels(raw)[3:] == ["signoff"] + ["enclosure"] * 4


@pytest.mark.parametrize(
    "line",
    [
        "Enc", "Encs.", "Enc.\tList of solicitors", "Enclosed: list of solicitors, draft plan and a map",
        "c.c. Legal Services", "cc: CP Chair; Ms E. Addo", "Copy to Mr Lee Fox", "Copies: file",
        "Attachments: draft agreement", "Enclosures (2)",
    ],
)  # fmt: skip
def test_enclosure_lines(line: str) -> None:
    raw = f"Dear Jo\n\n{PROSE}\n\nYours sincerely\n\nAnn Yeo\n\n{line}"
    assert only_labels(raw)[-1] == "enclosure"


def test_enclosed_in_a_sentence_of_the_body_is_body() -> None:
    line = "Enclosed is a list of solicitors who can help you."
    assert label_of(f"Dear Jo\n\n{line}\n\n{PROSE}", line) == "body"


def test_older_mail_below_is_quotation() -> None:
    raw = f"""
    Hi Dawn,

    {PROSE}

    Best wishes,
    Priya

    From: Dawn Sharp
    Sent: Monday 4 May 2026
    Subject: visit

    You have failed to ring me back.
    """
    assert only_labels(raw) == ["salutation", "body", "signoff", "quotation", "quotation"]
    raw = raw.replace("From: Dawn Sharp\n", "On 4 May 2026, Dawn Sharp wrote:\n")
    assert only_labels(raw)[3:] == ["quotation", "quotation"]


def test_kinds_that_say_it_all() -> None:
    builder = DocumentBuilder()
    kinds: tuple[BlockKind, ...] = ("furniture", "markup", "quote", "note")
    for kind in kinds:
        with builder.block(kind):
            builder.text("Dear Jo", Anchor("", 0, 0))
    found = anatomy(builder.build(format="docx")).document
    assert [b.label for b in found.blocks] == ["furniture", "markup", "quotation", "note"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (PROSE, ["body"]),
        ("Come to the meeting", ["body"]),
        (f"{PROSE}\n\n{PROSE}", ["body", "body"]),
        (
            f"# Family help\n\n{PROSE}\n\n* One thing\n\n* Another thing",
            ["heading", "body", "list", "list"],
        ),
        (
            f"# Plan\n\n^ Who\n\n| Mum\n\n| Ms Anna Lowe\n\n{PROSE}",
            ["heading", "table", "table", "table", "body"],
        ),
        (f"Family hub opening hours\n\n{PROSE}", ["heading", "body"]),
        (f"{PROSE}\n\nPage 2 of 3", ["body", "furniture"]),
        (f"{PROSE}\n\nOFFICIAL-SENSITIVE\n\n{PROSE}", ["body", "furniture", "body"]),
        (f"12 May 2026\n\n{PROSE}", ["body", "body"]),
        (f"Isaac Tunnicliffe\n\n{PROSE}", ["heading", "body"]),
        ("", []),
    ],
)
def test_texts_that_are_no_letters(raw: str, expected: list[Label]) -> None:
    assert only_labels(raw) == expected


def test_prose_before_the_greeting_is_body() -> None:
    warning = "Please show this letter to a solicitor as soon as you can. It is free."
    raw = f"Aldermoor Council\nKiln Yard AV1 6QD\n\n{warning}\n\nDear Jo\n\n{PROSE}"
    assert only_labels(raw) == ["letterhead", "body", "salutation", "body"]


def test_long_text_before_a_greeting_is_not_its_head() -> None:
    raw = "\n\n".join([*["Short line", PROSE] * 6, "Dear Jo", PROSE])
    found = only_labels(raw)
    assert found[:8] == ["heading", "body"] * 4
    assert "salutation" in found


# --- names --------------------------------------------------------------------------------------


def test_names_of_the_formal_letter() -> None:
    found = anatomy(letter(FORMAL))
    assert found.names == {"orla", "kavanagh", "declan", "hetty", "marchbank"}
    assert found.people == ("Orla Kavanagh", "Declan Kavanagh", "Hetty Marchbank")


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ("Dear Ms O’Connor and Mr Adeyemi", {"o'connor", "o’connor", "o", "connor", "adeyemi"}),
        ("Dear Mr Mensah-Boateng", {"mensah-boateng", "mensah", "boateng"}),
        ("Dear Siân and Łukasz", {"siân", "łukasz"}),
        ("Dear Mrs van den Berg", {"berg"}),
        ("Dear both", set()),
        ("Dear Parent/Carer", set()),
        ("Dear Sir or Madam", set()),
        ("Dear Mum and Dad", set()),
        ("Dear «Surname»", set()),
        ("Dear [Name]", set()),
        ("Dear Hope and Mark,", {"hope", "mark"}),
        ("Hi Dawn,", {"dawn"}),
    ],
)
def test_names_from_the_greeting(greeting: str, expected: set[str]) -> None:
    assert names(f"{greeting}\n\nWe hope to mark the day.") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("I met your son Jayden at school.", {"jayden"}),
        ("We saw Mr Sikora’s car outside.", {"sikora"}),
        ("The social worker, Hannah Stott, will visit.", {"hannah", "stott"}),
        ("Karen Boothe, family worker, came twice.", {"karen", "boothe"}),
        ("The midwife, Bridget Naughton, rang you.", {"bridget", "naughton"}),
        ("Please ask Dr Farida Nassar about it.", {"farida", "nassar"}),
        ("We talked to Isaac’s dad.", {"isaac"}),
        ("We think that Ibrahim Osman is 7 now.", {"ibrahim", "osman"}),
        ("On Monday Zayn, who is four, was alone.", {"zayn"}),
        ("We need to keep Kayden and Lily-Mae safe.", {"kayden", "lily-mae", "lily", "mae"}),
        ("Your children Mia, Jay and Leo came.", {"mia", "jay", "leo"}),
        ("PC Aldous came with your sister Agnieszka.", {"aldous", "agnieszka"}),
        ("It helped, and Hassan (dad) agreed.", {"hassan"}),
        ("It says that Ms E. Addo will come.", {"addo"}),
    ],
)
def test_names_announced_in_the_text(sentence: str, expected: set[str]) -> None:
    assert names(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Please come to Lantern House, 8 Tallow Street, on Tuesday 29 September.",
        "The council, Aldmoor Council, may go to the Family Court.",
        "Your social worker will ring on Monday.",
        "Your child Protection Plan ends in May.",
        "The Steps to Safety course is free.",
        "Your solicitor can see the Children Act 1989.",
        "We asked Children’s Services and CAMHS for help.",
        "Your son May be there. Your daughter Will not.",
        "Your nurse, Great Ormond Street Hospital, said so.",
        "The Health Visitor Team will write to you.",
        "Your baby. Please keep Tuesday free.",
        "Ring Aldmoor Council or the Royal Infirmary.",
        "We wrote to his sister in Leekford, who is well.",
    ],
)
def test_ordinary_words_are_no_names(sentence: str) -> None:
    assert names(sentence) == set()


def test_word_also_written_small_is_no_name_in_the_text() -> None:
    assert names("Your support worker Threshold met. The threshold is high.") == set()


def test_names_in_a_subject_in_capitals() -> None:
    raw = f"Dear Ms Wrona\n\nRE: KACPER WRONA (D.O.B. 03.02.2018)\nNOTICE OF INTENTION\n\n{PROSE}"
    assert names(raw) == {"kacper", "wrona"}


def test_villages_are_no_names() -> None:
    raw = f"Mr R Halse\nHigher Farm\nStoke Averill\nWZ9 4HB\n\nDear Mr Halse\n\n{PROSE}"
    assert names(raw) == {"halse"}


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("A. St J. Wetherell\nfor County Solicitor", {"st", "wetherell"}),
        ("D R HARGREAVES\nService Manager", {"hargreaves"}),
        ("Jess x", {"jess"}),
        ("Credit Controller\nLondon Borough of Hackney", set()),
        ("Courts and Tribunals Service Centre team", set()),
        ("«Worker»", set()),
    ],
)
def test_names_under_the_letter(signature: str, expected: set[str]) -> None:
    assert names(f"Dear both\n\n{PROSE}\n\nYours sincerely\n\n{signature}") == expected


def test_placeholders_and_references_are_no_names() -> None:
    raw = f"Ms A Wrona\tOur Ref:\tCSC/PLO/AW\n9 Mill Lane\n\nDear Ms Wrona\n\nYour son «Son_Name» and [NAME] {PROSE}"
    assert names(raw) == {"wrona"}


# --- quotations ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said, “I help Ba.” Then she left.", ["“I help Ba.”"]),
        ('He shouted "get out" at you and "stay" to Leo.', ['"get out"', '"stay"']),
        ("They call it ‘the pink sheet’ here.", ["‘the pink sheet’"]),
        ("It is called a ‘plan’ here.", []),
        ("The boys’ room and the girls’ room are cold.", []),
        ("It’s the child’s mum’s idea, isn’t it?", []),
        ("We don’t want ’em to go ‘til Monday, that’s all.", []),
        ("He said “I will come and never did. The council is worried.", []),
        ("He is 5' 6\" tall and she is 5' 2\" tall.", []),
        ('He said "I will come and never did.', []),
        ("One “unclosed and “closed” after.", ["“closed”"]),
        ("“I don’t like it,” he said.", ["“I don’t like it,”"]),
        ("She told us: ‘we don’t go there’.", ["‘we don’t go there’"]),
        ("Read (“Family help”) and “Your rights”.", ["“Family help”", "“Your rights”"]),
        ("A nested “he said ‘go away now’ to me” here.", ["“he said ‘go away now’ to me”"]),
        ('No words: "" here.', []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_quotations_do_not_cross_blocks() -> None:
    assert quoted("He said “come here\n\nand then ” he left.") == []


def test_block_quotes_are_quoted_whole() -> None:
    builder = DocumentBuilder()
    with builder.block("quote"):
        builder.text("A “court” order says so.", Anchor("", 0, 0))
    found = anatomy(builder.build(format="md"))
    assert [(s.start, s.end) for s in found.quotations] == [(0, 24)]


# --- placeholders -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "blank",
    [
        "«Name»", "<<name>>", "<<cs_{endsWith(orderTypes, ‘order’)}>>", "{{ name }}", "{% if father %}",
        "[insert date]", "[NAME]", "[Name of child]", "[child’s name]", "[his/her/their]", "[SURNAME]",
        "[Social worker to insert further worries here]", "[DATE OF MEETING]", "[XX]", "[     ]",
        "[\t]",
        "(insert detail)", "(child’s name)", "(delete as appropriate)", "XXXX", "xxx", "XX/XX/2026",
        "01632 960XXX", "____", "_ _ / _ _ / _ _ _ _", "………", "............", "<Name>", "${name}",
        "%NAME%", "DD/MM/YYYY", "<%= name %>", "Click or tap to enter a date.",
    ],
)  # fmt: skip
def test_placeholders(blank: str) -> None:
    assert blanks(f"Your meeting with {blank} is soon, and we hope that you come.") == [blank]


@pytest.mark.parametrize(
    "text",
    [
        "The date is TBC.", "He said [sic] that [she] came.", "See note [1] and (see page 4).",
        "Wait... we will see. Well…", "Tick one: [ ] yes [x] no.", "Write to <jo@example.org> please.",
        "It is 5 < 6 and 7 > 3.", "The Local Authority [LA] (LA) is here.", "Bring a coat (or hat).",
        "It costs 50% less.", "Part XX of the Act.", "A <b>bold</b> word.", "It is at 10 (date and time below).",
        "Signed: ____________ Date: ____", "See you soon! xxx",
    ],
)  # fmt: skip
def test_what_is_no_placeholder(text: str) -> None:
    assert blanks(text) == []


def test_kisses_under_a_letter_are_no_placeholder() -> None:
    assert blanks(f"Dear Jo\n\n{PROSE}\n\nBest wishes,\n\nJess xxx") == []


def test_merge_fields_of_the_reader_are_kept_and_joined() -> None:
    builder = DocumentBuilder()
    with builder.block("paragraph"):
        builder.text("We wrote to Forename and {{ child }} in May.", Anchor("", 0, 0))
    builder.placeholder(12, 20)
    builder.placeholder(25, 30)
    found = anatomy(builder.build(format="docx"))
    assert [(s.start, s.end) for s in found.placeholders] == [(12, 20), (25, 36)]


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("12 May 2026", date(2026, 5, 12)),
        ("Monday 11th May 2026", date(2026, 5, 11)),
        ("Tuesday, the 1st of September 2026", date(2026, 9, 1)),
        ("Date: 12/05/2026", date(2026, 5, 12)),
        ("3.2.26", date(2026, 2, 3)),
        ("2026-11-05", date(2026, 11, 5)),
        ("May 12, 2026", date(2026, 5, 12)),
        ("Date:\t22\u00a0February\u00a02027", date(2027, 2, 22)),
        ("31 February 2026", None),
        ("March 2027", None),
        ("Date: [insert date]", None),
        ("Date: TBC", None),
        ("DD/MM/YYYY", None),
    ],
)
def test_letter_date(line: str, expected: date | None) -> None:
    found = anatomy(
        letter(f"Our ref: 1\n\n{line}\n\nDear Jo\n\nYou came on 1 April 2026 to see us.")
    )
    assert found.letter_date == expected
    if expected is None:
        assert found.letter_date_span is None
    else:
        assert found.letter_date_span is not None
        shown = found.letter_date_span.of(found.document.text)
        assert find_date(shown, 0, len(shown)) == (expected, 0, len(shown))


def test_date_beside_the_address() -> None:
    raw = f"Ms A Wrona\tOur Ref:\tCSC/11\nFlat 9\tDate:\t17th November 2026\n\nDear Ms Wrona\n\n{PROSE}"
    assert anatomy(letter(raw)).letter_date == date(2026, 11, 17)


def test_date_of_birth_is_not_the_letters_date() -> None:
    raw = f"Dear Jo\n\nRe: Jay, born 3 June 2019\n\n{PROSE}"
    assert anatomy(letter(raw)).letter_date is None
    assert not is_date_line("Date of birth: 3 June 2019")


# --- properties ---------------------------------------------------------------------------------

_KINDS: tuple[BlockKind, ...] = (
    "paragraph", "heading", "list_item", "table_cell", "quote", "note", "furniture", "markup",
)  # fmt: skip
_SNIPPETS = st.sampled_from(
    ["Dear Ms Roe", "Yours sincerely", "Jo Roe", "12 May 2026", "Re: Jay", "Enc: map", "Our ref: 1", PROSE,
     "WHAT NEXT", "1. One", "• two", "[insert]", "“he said", "’", "\n", "\t", "Kiln Yard AV1 6QD", "cc Jo", "x"]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_SNIPPETS, st.text(max_size=12)), max_size=5).map("\n".join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(_KINDS))
        with builder.block(
            kind, bold=draw(st.booleans()), header=draw(st.booleans()), place=Place(table=1)
        ):
            start = builder.length
            builder.text(draw(_TEXTS), Anchor("", number, 0))
            if draw(st.booleans()):
                builder.bold(start, (start + builder.length) // 2)
            if draw(st.booleans()):
                builder.placeholder(start, builder.length)
    return builder.build(format="txt")


def check(document: Document, found: Anatomy) -> None:
    text = document.text
    assert found.document.text == text
    blocks = found.document.blocks
    for earlier, later in itertools.pairwise(blocks):
        assert earlier.span.end <= later.span.start
    covered = [False] * len(text)
    for block in blocks:
        covered[block.span.start : block.span.end] = [True] * len(block.span)
    for block in document.blocks:
        inside = range(block.span.start, block.span.end)
        assert all(covered[i] or text[i].isspace() for i in inside)
        if block.kind in ("furniture", "markup", "note"):
            assert any(b.span == block.span and b.label == block.kind for b in blocks)
    for spans in (found.quotations, found.placeholders):
        assert all(s.end <= len(text) and len(s) for s in spans)
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(name == name.lower() and not name.endswith(("'s", "’s")) for name in found.names)
    assert (found.letter_date is None) == (found.letter_date_span is None)


@given(documents())
@settings(max_examples=300, deadline=None)
def test_any_document_is_taken_apart(document: Document) -> None:
    found = anatomy(document)
    check(document, found)
    assert anatomy(document) == found


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "\n", "[", "(", "{{", "<<", "«", "_", ".", "…", "‘a ", "“a ", '"a ', "x", "1", "A ", "Mr ", "Jo and ",
     "Dear Jo\n", "Yours sincerely\n", "Jo, ", "A-", "a'", "Mia’s ", "12 May ", "From: a\n", "Enc:\n", "- \n", "1 X"],
)  # fmt: skip
@pytest.mark.timeout(120)
def test_hostile_input_comes_to_an_end(unit: str) -> None:
    builder = DocumentBuilder()
    with builder.block("paragraph"):
        builder.text((unit * (200_000 // len(unit) + 1)) + "z", Anchor("", 0, 0))
    document = builder.build(format="txt")
    check(document, anatomy(document))


@pytest.mark.timeout(120)
def test_many_blocks_come_to_an_end() -> None:
    raw = "\n\n".join(["Dear Jo", "Short line", "Kind regards", "Ann Yeo", "12 May 2026"] * 2000)
    document = letter(raw)
    check(document, anatomy(document))
