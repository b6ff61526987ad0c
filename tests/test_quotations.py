"""Words that are not the writer's own: quotations, the wording of orders, and the names of laws."""

from __future__ import annotations

import pytest

from plainletter import check_text
from plainletter.letter import anatomy
from plainletter.readers import read_bytes


def spans(text: str, kind: str) -> list[str]:
    found = anatomy(read_bytes(text.encode(), "letter.txt"))
    return [span.of(found.document.text) for span in getattr(found, kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We ask under section 31(2)(a) of the Children Act 1989.", ["section 31(2)(a) of the Children Act 1989"]),
        ("Read schedule 2 to the Children Act 1989.", ["schedule 2 to the Children Act 1989"]),
        ("The Children's Wellbeing and Schools Act 2026 is new.", ["Children's Wellbeing and Schools Act 2026"]),
        ("The Children’s Wellbeing and Schools Act 2026 is new.", ["Children’s Wellbeing and Schools Act 2026"]),
        ("The Adoption and Children Act 2002 is long.", ["Adoption and Children Act 2002"]),
        (
            "The Care Planning, Placement and Case Review (England) Regulations 2010 say so.",
            ["Care Planning, Placement and Case Review (England) Regulations 2010"],
        ),
        ("The Family Procedure Rules say how.", ["Family Procedure Rules"]),
        ("It is in Practice Direction 12A and on Form C110A.", ["Practice Direction 12A", "Form C110A"]),
        ("Fill in forms C1A and C100.", ["forms C1A and C100"]),
        ("Under the 1989 Act we help.", ["1989 Act"]),
        ("Sections 17 and 47 differ.", ["Sections 17 and 47"]),
        ("We did s.47 checks.", ["s.47"]),
        (
            "Article 8 of the European Convention on Human Rights helps you.",
            ["Article 8 of the European Convention on Human Rights"],
        ),
        ("We follow Working Together to Safeguard Children (2023).", ["Working Together to Safeguard Children (2023)"]),
        ("Act now. On Monday the Act was read out.", []),
        ("Mr Act rang, and the rules of the house are clear.", []),
        ("House Rules are on the wall, and so is form three.", []),
        ("The boys' 20 minutes are up.", []),
    ],
)  # fmt: skip
def test_citations(text: str, expected: list[str]) -> None:
    assert spans(text, "citations") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The order of 3 May says: the father must not go to Hill Road. We will ring.",
            ["the father must not go to Hill Road."],
        ),
        ("The order says:\n\n- you must not go in\n- you must ring\n\nWe will ring.", ["you must not go in", "you must ring"]),
        ("The order says that you must not go in.", []),
        ("The plan says: we will ring. In order: one, two.", []),
        ("Our house rules say: no shoes.", []),
        (
            "He wrote:\n\n“I am cross.\n\n“I will not come.”\n\nWe will ring.",
            ["“I am cross.", "“I will not come.”"],
        ),
        ("He wrote:\n\n“I am cross.\n\n“I will not come.\n\nWe will ring.", []),
        ("He wrote:\n\n“I am cross.\n\nHe rang us. “I will not come.”", ["“I will not come.”"]),
    ],
)  # fmt: skip
def test_wordings_and_long_quotations(text: str, expected: list[str]) -> None:
    assert spans(text, "quotations") == expected


@pytest.mark.parametrize(
    "piece",
    [
        "Act ",
        "The Act Of ",
        "section 31(2)",
        "section 3, ",
        "“Go. ",
        "order says: ",
        "A-",
        "of the ",
    ],
)
@pytest.mark.timeout(120)
def test_long_texts_come_to_an_end(piece: str) -> None:
    text = piece * 40_000
    assert anatomy(read_bytes(text.encode(), "letter.txt")).document.text.split() == text.split()


LETTER = """Dear Ms Hale,

We are worried about Kit and want to help you. He has missed 12 days of school since May. You told us on 4 June what gets in the way.

{before}Please come to a meeting with us on Monday 5 July at 10 am. You can bring a friend. We will pay for your bus.{after}

Yours sincerely,

Dan Obi
"""
ORDER = (
    "“The respondent mother shall forthwith comply with the directions of the court pursuant to section 31, "
    "and is required to facilitate contact, failing which the applicant local authority will have no "
    "alternative but to issue proceedings for the child's immediate removal.”"
)


def scored(text: str) -> tuple[dict[str, int], dict[str, float]]:
    report = check_text(text)
    scores = {name: report.scores[name].value for name in ("readability", "tone", "jargon")}
    measures = {name: measure.value for name, measure in report.measures.items()}
    return scores, measures


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{ORDER}\n\n", ""),
        ("", f" {ORDER}"),
        ("", f"\n\n{ORDER}"),
        (f"{ORDER} {ORDER}\n\n", ""),
        ("", f"\n\n“{ORDER.strip('“”')}\n\n“{ORDER.strip('“”')}”"),
    ],
)
def test_quoted_words_leave_the_scores_as_they_are(before: str, after: str) -> None:
    assert scored(LETTER.format(before=before, after=after)) == scored(
        LETTER.format(before="", after="")
    )


def test_words_quoted_inside_a_sentence_are_not_counted() -> None:
    quoted = check_text(f"The judge wrote {ORDER} on Monday.")
    assert quoted.words == check_text("The judge wrote on Monday.").words
    assert [f.rule for f in quoted.findings if f.category in ("jargon", "readability")] == []


def test_a_term_that_is_named_in_marks_is_counted() -> None:
    assert check_text("This is called “care proceedings”.").words == 5


def test_an_act_counts_as_one_word() -> None:
    named = check_text("We can help you under the Adoption and Children Act 2002.")
    assert named.words == check_text("We can help you under the Act.").words


@pytest.mark.parametrize(
    "text",
    [
        "We follow Working Together to Safeguard Children, which tells us what to do.",
        "It is in the Care Planning, Placement and Case Review (England) Regulations 2010.",
        "The Local Authority Social Services Act 1970 says who does what.",
    ],
)
def test_names_of_laws_are_kept_whole(text: str) -> None:
    report = check_text(text)
    laws = anatomy(report.document).citations
    assert laws
    for finding in report.findings:
        for suggestion in finding.suggestions:
            assert not any(edit.span.overlaps(law) for edit in suggestion.edits for law in laws)


def test_a_term_that_holds_a_law_is_still_explained() -> None:
    report = check_text("Kit stays with Nan under section 20 of the Children Act 1989.")
    assert [f.text for f in report.findings if f.category == "jargon"] == [
        "section 20 of the Children Act 1989"
    ]
