"""Sentence spans: what always holds, hard cases, and text made to be slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.analysis.segment import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def joined(marked: str) -> tuple[str, list[str]]:
    """A case written with | between sentences: the text without them, and the sentences."""
    sentences = marked.split("|")
    return "".join(sentences), [sentence.strip() for sentence in sentences]


LETTER_PIECES = st.sampled_from(
    [
        *("Mr.", "Mrs.", "Dr.", "J.", "plan B.", "No.", "no. 3", "s.31", "p.m.", "e.g.", "etc."),
        *("We will visit.", "home.We", "10.30", "3.5.2026.", "jo@northfold.gov.uk.", "Dear Jo,"),
        *("1.", "(a)", "-", "•", "Yours sincerely", "NF4 7QT", "“Stop!”", "(", ")", "'", '"', "…"),
        *(
            "...",
            "?!",
            ":",
            "\n",
            "\n\n",
            "  ",
            "\u00a0",
            "\t",
            "\u2028",
            "Ada",
            "the",
            "\U0001f600",
        ),
    ]
)
LETTER_LIKE = st.lists(LETTER_PIECES, max_size=40).map(" ".join)


@given(st.one_of(st.text(), LETTER_LIKE))
def test_spans_cover_everything_once_in_order(text: str) -> None:
    spans = sentence_spans(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip(), "something between two sentences was dropped"
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.text(alphabet=" \t\n\r\u00a0\u2003\u2028"))
def test_blank_text_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()


@given(LETTER_LIKE, LETTER_LIKE)
def test_a_blank_line_always_ends_a_sentence(first: str, second: str) -> None:
    text = f"{first} word\n\nword {second}"
    boundary = len(first) + 5
    assert not any(start < boundary < end for start, end in sentence_spans(text))


ONE_LINE = [
    "Your midwife, Mrs. A. Njoku, rang at 4.15 p.m. on Friday. |She was worried.",
    "We told Cllr. Ade and Prof. Wren. |They will write.",
    "He came at 3 p.m. |We will see him.",
    "The nurse is in from 9 a.m. to 5 p.m. each day. |Ring her.",
    "He lives at No. 3. |We do not know for how long.",
    "No. |We will not do that.",
    "No. 3 is your old house. |No, it is not.",
    "We use s.47 and s. 31 of the Act. |See para. 4. |You can ask why.",
    "J. Smith came. |K. L. Jones did not.",
    "I saw J. Smith. |She said hello.",
    "Choose plan B. |We agree with it.",
    "They live in Flat B. |Dean lives in Flat C.",
    "The talk is at 10.30. |Be there by 3.5.2026. |It cost £3.50. |Pay now.",
    "Call 01632 960 001. |Ask for Sam.",
    "Email team@northshire.gov.uk or see www.northshire.gov.uk/help. |Both are free.",
    "Bring papers, e.g. bills, i.e. proof, etc. for us. |Then go home.",
    "You need food, clothes, etc. |We can help.",
    "1. Stop drinking. |2. See Dr. Roe.",
    "1.1 You will go. |1.2 You will stay.",
    "You will: 1. call Jo; 2. see Sam; and 3. stop.",
    "It was... hard. |You did it… |Well done.",
    "You said: “I won't go.” |Then you left.",
    '"Stop!" Marta shouted. |Dean ran.',
    'He asked, "Are you well?" and left.',
    "(We may call first.) |(We may not.)",
    "We met (you, me and Jo). |It went well.",
    "We want Ava home.|We want you to come!|We hope you do.",
    "Bring your ID.|Your solicitor can come.",
    "We will see you. |please be there. |thank you",
    "Will you come?! |Yes!!! |Good.",
    "They didn't. |Today's visit is off.",
    "The G.P. rang. |The U.K. rules say so.",
    "On 1 Jan. |We rang on 2 Feb. and 3 Mar. 2026 too.",
    "We saw Ava on Tues. at St. Mary's. |She is well.",
    "Name of child",
    "[Name of child] is at risk. |{{ date }} is the day.",
]


@pytest.mark.parametrize("marked", ONE_LINE)
def test_marks(marked: str) -> None:
    text, sentences = joined(marked)
    assert split(text) == sentences


LINES = [
    # wraps
    "We wrote to you because you\nhave missed a visit. |You did not\nreply.",
    "We have seen that Ava has missed school a lot, and when she comes in\nDean is with her.",
    "We will ask a judge unless you and Mr.\nHale work with us. |Call us.",
    "The rule you broke is set out in the agreement at point\n4. |It is clear.",
    # new starts
    "We are worried because\n|1. Ava is often late\n|2. Ava is hungry\n|3. You shout",
    "You agreed to\n|- stop drinking,\n|- see Sam and\n|- be kind",
    "Please\n|• ring us\n|• bring the papers that we\n  Asked for",
    "• Ring us |• Text us",
    "a) go to the class\n|b) see the nurse\n|c) call Jo",
    "Ms A Roe\n|4 Elm Street\n|Holtby\n|HB1 2CD\n|12 June 2026\n|Dear Ms Roe\n|We met you.",
    "LETTER BEFORE PROCEEDINGS\n|This letter is important. |Keep it.",
    "What you need to do next\n|Call a solicitor today. |Take this letter.",
    "Social worker: Sam Lee\n|Telephone: 01632 960 002\n|Date of letter: 4 May 2026",
    "Thank you.\n|Yours sincerely\n|Sam Lee\n|Social Worker\n|Northshire Council",
    "Contact will be:\n|Monday 4pm to 5pm\n|Thursday 4pm to 5pm",
    "Ava is\n\n|happy.",
]


@pytest.mark.parametrize("marked", LINES)
def test_lines(marked: str) -> None:
    text, sentences = joined(marked)
    assert split(text) == sentences


@pytest.mark.parametrize("marked", ONE_LINE)
def test_a_sentence_of_its_own_is_not_split_again(marked: str) -> None:
    for sentence in joined(marked)[1]:
        assert split(sentence) == [sentence]


HOSTILE = {
    "no stop": "word " * 10_000,
    "brackets": "(" * 50_000,
    "one word": "a" * 1_000_000,
    "stops": "." * 300_000,
    "stops between letters": "a." * 150_000,
    "stop and closers": ".)" * 150_000,
    "initials": "J. Smith " * 30_000,
    "bullets": "• " * 100_000,
    "short lines": "A\n" * 50_000,
    "labels": "1.\n" * 50_000,
    "quotations": "“Is it?” Dr. " * 20_000,
    "wide gap": "One." + " " * 1_000_000 + "two",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(120)
def test_hostile_text_comes_to_an_end(name: str) -> None:
    text = HOSTILE[name]
    spans = sentence_spans(text)  # Under 1 s as a rule; quadratic would be minutes.
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text.rstrip())
