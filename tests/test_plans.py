"""Plans: how their actions are read, what is found in them, and what the summary says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import SAMPLES

from plainletter.analysis.analyse import Analysis, analyse
from plainletter.config import Config
from plainletter.engine import Checker, pipeline
from plainletter.letter import anatomy
from plainletter.model import Document, Report
from plainletter.packs.load import builtin_ruleset
from plainletter.plans import Plan, read_plan
from plainletter.plans.owners import People, is_post, owners_in
from plainletter.plans.parts import Part
from plainletter.plans.tables import roles_of
from plainletter.plans.times import due_in_cell
from plainletter.readers import read_bytes

FOLDER = Path(__file__).resolve().parent / "data" / "plans"

ACTION_RULES = frozenset(
    f"content.{name}"
    for name in (
        "vague-act", "step-of-process", "act-without-end", "act-without-trigger", "words-for-a-date",
        "action-without-date", "date-already-past", "action-without-name", "post-without-name",
        "one-line-for-two", "action-without-reason", "reason-for-any-child",
    )
)  # fmt: skip


@cache
def plan_checker(profile: str = "plan") -> Checker:
    return Checker(Config(profile=profile))


def analysed(document: Document) -> Analysis:
    return analyse(anatomy(document), pipeline())


def read(text: str, name: str = "plan.txt") -> Plan:
    return read_plan(analysed(read_bytes(text.encode(), name)))


def check(text: str, name: str = "plan.txt", profile: str = "plan") -> Report:
    return plan_checker(profile).check(read_bytes(text.encode(), name))


def check_file(path: Path, profile: str = "auto") -> Report:
    return plan_checker(profile).check(read_bytes(path.read_bytes(), path.name))


def found(report: Report) -> Counter[str]:
    return Counter(f.rule.removeprefix("content.") for f in report.findings if f.rule in ACTION_RULES)  # fmt: skip


def item(report: Report, id: str) -> tuple[str, str]:
    one = next(item for item in report.checklist if item.id == id)
    return one.status, one.message


def shape(plan: Plan) -> list[tuple[str, list[str], str, str]]:
    """Each action as its words, its owners, the kind of its date and that of its reason."""
    return [
        (a.what.text, [owner.label for owner in a.owners], a.due.kind, a.reason.kind)
        for a in plan.actions
    ]


# Heads, owners, dates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "roles"),
    [
        ("What needs to happen", {"what"}),
        ("What needs to happen (action)", {"what"}),
        ("Agreed actions", {"what"}),
        ("Task", {"what"}),
        ("By whom", {"who"}),
        ("Lead", {"who"}),
        ("Responsible person", {"who"}),
        ("Who will do it?", {"who"}),
        ("By when", {"when"}),
        ("Timescale", {"when"}),
        ("Target date", {"when"}),
        ("Who and by when", {"who", "when"}),
        ("Why it matters to the child", {"why"}),
        ("Difference for the child", {"why"}),
        ("Desired outcome", {"outcome"}),
        ("How will we know?", {"outcome"}),
        ("What we are worried about", {"worry"}),
        ("Identified need", {"worry"}),
        ("Contingency", {"other"}),
        ("Progress", {"other"}),
        ("Ring the school by Friday and ask about the trip for Year 4 to Bath", set()),
        ("Jo", set()),
    ],
)
def test_heads(head: str, roles: set[str]) -> None:
    assert roles_of(head) == roles


PEOPLE = People(
    read_bytes(b"Plan for Mia\n\nParents: Hassan", "plan.txt"), frozenset({"hassan", "mia"})
)


def test_people() -> None:
    assert PEOPLE.kinds == {"hassan": "parent", "mia": "child"}
    assert PEOPLE.posts == {"parent"}


@pytest.mark.parametrize(
    ("words", "owners"),
    [
        ("Joy Quaye, health visitor, 01632 960227", [("agency", True)]),
        ("Hassan (dad). Sumaya (aunt) on Saturdays", [("parent", True), ("family", True)]),
        ("Marcus Thorne, Deaf Parents Together, with Hassan", [("agency", True), ("parent", True)]),
        ("Mum", [("parent", True)]),
        ("Mum (Leanne)", [("parent", True)]),
        ("Parents", [("parent", False)]),
        ("Mum and Dad", [("parent", False)]),
        ("SW / School", [("council", False), ("agency", False)]),
        ("CSC", [("council", False)]),
        ("Health", [("agency", False)]),
        ("All professionals", [("everyone", False)]),
        ("TBC", [("blank", False)]),
        ("Dr Lund at Bell Street Surgery", [("agency", True)]),
        ("Nazia, the children's aunt", [("family", True)]),
        ("ring 0300 123", []),
    ],
)
def test_owners(words: str, owners: list[tuple[str, bool]]) -> None:
    assert [(owner.kind, owner.named) for owner in owners_in(words, PEOPLE)] == owners


def test_posts() -> None:
    posts = [is_post(owner) for owner in owners_in("SW, Health visitor, School", PEOPLE)]
    assert posts == [True, True, False]


def cell(text: str) -> Part:
    unit = analysed(read_bytes(f"{text}\n".encode(), "cell.txt")).units[0]
    return Part.of([(unit, 0, len(unit.text))])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("By Friday 7 March", "date"),
        ("12/03/2027", "date"),
        ("Every school day until 20 July", "date"),
        ("Each Tuesday", "date"),
        ("Within 10 working days", "date"),
        ("From tonight", "date"),
        ("Ongoing until 20 July", "date"),
        ("June 2027", "date"),
        ("6 weekly", "date"),
        ("Before the baby is born", "date"),
        ("Ongoing", "open"),
        ("Immediate and ongoing", "open"),
        ("Throughout the plan", "open"),
        ("ASAP", "soon"),
        ("As soon as possible", "soon"),
        ("In due course", "soon"),
        ("TBC", "blank"),
        ("N/A", "blank"),
        ("To be confirmed", "blank"),
        ("As and when", "trigger"),
        ("As required", "trigger"),
        ("Next RCPC", "event"),
        ("Jean", "other"),
    ],
)
def test_due(words: str, kind: str) -> None:
    assert due_in_cell(cell(words), None).kind == kind


def test_no_cell_is_no_date() -> None:
    assert due_in_cell(None, None).kind == "none"


# Tables -------------------------------------------------------------------------------------------


def test_a_table_with_empty_cells_and_as_above() -> None:
    plan = read(
        "| Action | Who | By when | Why |\n|---|---|---|---|\n"
        "| Mend the lock | Pete | 4 May | Mia got out to the road on 2 April. |\n"
        "| Buy a stair gate | | ASAP | As above |\n"
    )
    assert shape(plan) == [
        ("Mend the lock", ["Pete"], "date", "child"),
        ("Buy a stair gate", [], "soon", "child"),
    ]


def test_a_table_on_its_side() -> None:
    plan = read_plan(analysed(read_bytes((FOLDER / "good-sideways.html").read_bytes(), "s.html")))
    assert [a.what.text.split()[0] for a in plan.actions] == ["Put", "Visit", "Move"]
    assert [[o.label for o in a.owners] for a in plan.actions] == [["Lucy", "Dan"], ["Fiona"], ["Helen"]]  # fmt: skip
    assert {a.due.kind for a in plan.actions} == {"date"}


def test_a_table_without_heads() -> None:
    plan = read_plan(analysed(read_bytes((FOLDER / "poor-no-heads.html").read_bytes(), "s.html")))
    assert len(plan.actions) == 5
    assert [a.due.kind for a in plan.actions] == ["open", "soon", "date", "trigger", "soon"]


def test_a_cell_that_reaches_down() -> None:
    plan = read(
        "<table><tr><th>Action</th><th>Who</th><th>By when</th></tr>"
        "<tr><td>Ring the doctor</td><td rowspan=2>Mum</td><td>3 May</td></tr>"
        "<tr><td>See the dentist</td><td>9 May</td></tr></table>",
        "plan.html",
    )
    assert [(a.what.text, a.due.words) for a in plan.actions] == [
        ("Ring the doctor", "3 May"),
        ("See the dentist", "9 May"),
    ]


def test_word_tables_with_merged_cells_and_two_tables() -> None:
    def actions(name: str) -> Plan:
        path = SAMPLES / "plans" / name
        return read_plan(analysed(read_bytes(path.read_bytes(), path.name)))

    good = actions("plan-good.docx")
    assert len(good.actions) == 8
    assert good.written == "2027-01-13"
    assert good.review_day == "2027-04-14"
    assert {(a.due.kind, a.reason.kind) for a in good.actions} == {("date", "child")}
    assert len(actions("plan-two-tables.docx").actions) == 6
    form = actions("plan-form.docx")
    assert [a.due.kind for a in form.actions] == [
        "open", "date", "none", "trigger", "open", "soon", "date",
    ]  # fmt: skip


def test_a_table_of_facts_is_no_plan() -> None:
    assert read("| Name | Born |\n|---|---|\n| Mia | 2019 |\n| Jay | 2021 |\n").actions == ()


# Prose --------------------------------------------------------------------------------------------


def test_sentences_that_give_somebody_something_to_do() -> None:
    plan = read(
        "Plan for Mia\n\nMum to ring the surgery. Priya Shah, the social worker, will book a taxi by 3 June "
        "so that Mia is not late. If Mia is ill, Nan will come. The meeting will be short.\n"
    )
    assert shape(plan) == [
        ("Mum to ring the surgery.", ["Mum"], "none", "none"),
        (
            "Priya Shah, the social worker, will book a taxi by 3 June so that Mia is not late.",
            ["Priya"], "date", "child",
        ),
    ]  # fmt: skip


def test_labelled_lines_belong_to_the_action_above() -> None:
    plan = read(
        "# Plan\n\n**Action 1:** Ring the school\n\n- Who: Priya Shah\n- By when: 3 June\n- Why: Mia has missed 9 days\n",
        "plan.md",
    )
    assert shape(plan) == [("Ring the school", ["Priya"], "date", "child")]


def test_lists_under_a_fitting_heading_only() -> None:
    plan = read(
        "# Plan\n\n## What is going well\n\n- Mum to be proud of\n- Reads each night\n\n"
        "## What we will do\n\n- Fit a stair gate (Dad, by 3 June)\n- Ring the nursery – Nan – each Monday\n",
        "plan.md",
    )
    assert shape(plan) == [
        ("Fit a stair gate (Dad, by 3 June)", ["Dad"], "date", "none"),
        ("Ring the nursery – Nan – each Monday", ["Nan"], "date", "none"),
    ]


# What is found ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["good-table.md", "good-prose.txt", "good-sideways.html"])
def test_good_plans_have_no_findings_on_actions(name: str) -> None:
    report = check_file(FOLDER / name)
    assert report.profile == "plan"
    assert found(report) == Counter()
    assert not any(f.rule.startswith("content.") for f in report.findings)


@pytest.mark.parametrize("name", ["plan-good.docx", "plan-two-tables.docx"])
def test_good_word_plans_have_no_findings_on_actions(name: str) -> None:
    report = check_file(SAMPLES / "plans" / name)
    assert found(report) == Counter()
    assert all(item.status == "present" for item in report.checklist)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        (
            "poor-list.md",
            {
                "vague-act": 8, "step-of-process": 3, "act-without-end": 1, "words-for-a-date": 2,
                "action-without-date": 1, "one-line-for-two": 1, "post-without-name": 2,
                "action-without-name": 1, "action-without-reason": 1,
            },
        ),
        (
            "poor-prose.txt",
            {
                "vague-act": 5, "act-without-trigger": 1, "words-for-a-date": 1,
                "action-without-date": 1, "action-without-reason": 1, "post-without-name": 1,
            },
        ),
        (
            "poor-no-heads.html",
            {
                "vague-act": 3, "step-of-process": 2, "words-for-a-date": 1,
                "action-without-name": 1, "post-without-name": 2, "action-without-reason": 1,
            },
        ),
    ],
)  # fmt: skip
def test_poor_plans(name: str, least: dict[str, int]) -> None:
    counts = found(check_file(FOLDER / name))
    assert counts.keys() == least.keys()
    assert all(counts[rule] >= count for rule, count in least.items()), counts


def test_one_finding_of_each_sort_for_an_action() -> None:
    report = check("Plan for Mia\n\nMum to engage with services and ensure Mia's needs are met.\n")
    assert found(report) == {"vague-act": 1, "action-without-date": 1, "action-without-reason": 1}


def test_what_most_actions_lack_is_told_once() -> None:
    lines = "\n".join(f"{k}. Mum to ring number {k}." for k in range(1, 6))
    report = check(f"Plan for Mia\n\n{lines}\n")
    dates = [f for f in report.findings if f.rule == "content.action-without-date"]
    assert [f.message for f in dates] == [
        "5 of 5 actions do not say by when. Give each a day, beginning with this one."
    ]


def test_what_few_actions_lack_is_marked_each_time() -> None:
    lines = "\n".join(f"{k}. Mum to ring number {k} by {k} June." for k in range(1, 6))
    report = check(f"Plan for Mia\n\n{lines}\n6. Dad to mend the lock.\n7. Nan to ring Kay.\n")
    dates = [f.text for f in report.findings if f.rule == "content.action-without-date"]
    assert dates == ["Dad to mend the lock.", "Nan to ring Kay."]


def test_every_pattern_has_its_own_better_action() -> None:
    rules = [r for r in builtin_ruleset().rules.values() if getattr(r, "detector", "") == "plan_act"]  # fmt: skip
    better = [term["better"] for rule in rules for term in rule.options["terms"]]  # type: ignore[union-attr]
    assert len(better) == len(set(better)) > 15
    for text in better:
        report = check(f"Plan for Ali\n\n{text}\n")
        assert not {"vague-act", "step-of-process", "act-without-end"} & found(report).keys(), text


# The summary --------------------------------------------------------------------------------------


def test_summary_has_figures() -> None:
    report = check(
        "Plan for Mia\n\n| Action | Who | By when | Why |\n|---|---|---|---|\n"
        "| Mend the lock | Pete | 4 May | Mia got out to the road. |\n"
        "| Buy a gate | Jean (mum) | Ongoing | Mia fell on 3 April. |\n"
        "| Bring a cot | Kay, health visitor | ongoing | She sleeps on the sofa now. |\n"
    )
    assert item(report, "P04") == (
        "missing",
        "1 of 3 actions have a date a family can put in a calendar. The others say “Ongoing” (2 times).",
    )
    assert item(report, "P03") == ("present", "3 of 3 actions have a person by name.")
    assert report.measures["plan_actions"].value == 3
    assert report.measures["plan_actions_with_date"].value == 1
    assert report.measures["plan_actions_with_date"].passed is False
    assert report.measures["plan_agencies"].value == 1


def test_parents_alone() -> None:
    report = check(
        "Plan for Mia\n\nMum to ring the school by Friday. Dad to mend the lock by Friday. "
        "Mum to buy a gate by Friday. SW to ring the surgery by Friday.\n"
    )
    status, message = item(report, "P06")
    assert status == "missing"
    assert message.startswith("Parents have a part 3 times, children's services once,")
    assert report.measures["plan_owners_parent_share"].value == 0.75
    assert any(f.rule == "content.plan-is-shared" for f in report.findings)


def test_too_many_actions() -> None:
    lines = "\n".join(f"{k}. Mum to ring number {k} by {k} June." for k in range(1, 14))
    status, message = item(check(f"Plan for Mia\n\n{lines}\n"), "P01")
    assert status == "missing"
    assert message == (
        "13 actions were found. That is 3 more than ten, so put the three that matter most first."
    )


def test_all_dates_on_one_day() -> None:
    lines = "\n".join(f"{k}. Mum to ring number {k} by 20 June 2027." for k in range(1, 6))
    status, message = item(check(f"Plan for Mia\n\n{lines}\n"), "P04")
    assert status == "partial"
    assert "All dates are the same" in message


def test_a_plan_without_actions() -> None:
    words = "Everybody agreed that things have to be better for Mia. " * 10
    report = check(f"Plan for Mia\n\n{words}\n")
    assert item(report, "P01") == ("missing", "No action was found that says who will do what.")
    assert item(report, "P04")[0] == "not_checked"


def test_letters_have_no_figures_of_plans(letter: Callable[..., Report]) -> None:
    report = letter("Dear Jo\n\nMum to ring the school.\n\nYours sincerely\n\nAnn Lee\n")
    assert not [name for name in report.measures if name.startswith("plan_")]
    assert not [item for item in report.checklist if item.id.startswith("P")]


# Letters ------------------------------------------------------------------------------------------

LETTER = (
    "Dear Ms Okafor\n\nWe are worried about Mia. We may ask a court to decide what should happen.\n\n"
    "Take this letter to a solicitor, who is free.\n\n{body}\n\nYours sincerely\n\nAnn Lee\nSocial worker\n"
)


def test_words_for_a_date_are_found_in_a_letters_table() -> None:
    table = (
        "| What needs to change | Who | By when |\n|---|---|---|\n"
        "| You take Mia to school | You | Ongoing |\n| Kay visits | Kay | 4 May |\n| We talk | Ann | |\n"
    )
    report = check(LETTER.format(body=table), profile="letter-before-proceedings")
    assert [(f.rule, f.text) for f in report.findings if f.rule in ACTION_RULES] == [
        ("content.words-for-a-date", "Ongoing")
    ]


def test_help_already_given_is_no_plan() -> None:
    table = (
        "| Support | What came of it |\n|---|---|\n| Visits | Ongoing |\n| Course | As required |\n"
    )
    report = check(LETTER.format(body=table), profile="letter-before-proceedings")
    assert not found(report)


def test_a_letter_that_encloses_a_plan_is_a_letter() -> None:
    table = (
        "Child protection plan\n\n| Action | Who | By when | Why |\n|---|---|---|---|\n"
        "| Ring the school | You | 4 May | Mia has missed 9 days |\n"
    )
    assert check(LETTER.format(body=table), profile="auto").profile == "letter-before-proceedings"


@pytest.mark.parametrize("path", sorted((SAMPLES / "plans").glob("plan-*")), ids=lambda p: p.name)
def test_sample_plans_are_known_as_plans(path: Path) -> None:
    assert check_file(path).profile == "plan"
