"""The dashboard of an audit: what it says, that nothing in it obeys a hostile name, and how a browser and
axe-core find it."""

from __future__ import annotations

import dataclasses
import random
import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from plainletter.batch import charts
from plainletter.batch.charts import Part, Point, Row, bars, histogram, plain, svg, trend
from plainletter.batch.dashboard import page
from plainletter.batch.store import Run
from plainletter.batch.summary import (
    SCORES,
    Coverage,
    Fault,
    Group,
    Spread,
    Summary,
    Trouble,
    Weak,
    hidden_groups,
)
from plainletter.batch.templates import TemplateLine, Templates, TextKind
from plainletter.model import Category, Level, Weight

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "'; DROP TABLE letters; --",
    "</title></svg></style></script><b>bold",
    "javascript:alert(3)",
    "{{ 7 * 7 }}{% raw %}",
    "datum.secret + toString()",
    "http://example.invalid/a.png",
    "url(http://example.invalid/b)",
    "&lt;i&gt;&amp;amp;",
    "a\x00b\x07c\x1b[31md\x7fe\x85f",
    "north\nsouth\r\n\teast\u2028west",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "lone \ud800 surrogate \udcff and \ufffe \uffff",
    "n" * 300,
    "wide \u754c" * 60,
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "<!--", "-->", "]]>", "<![CDATA[", "<?xml version='1.0'?>", "<!ENTITY x 'y'>",
    "", "   ", "'", '"', "`", "\\", "%s %n", "=1+1",
)  # fmt: skip

RULES: tuple[tuple[str, str, Category, Level, str], ...] = (
    ("tone.failed-to", "“You have failed to”", "tone", "error",
     "It blames before it explains. A parent who feels blamed stops reading."),
    ("content.help-given", "What help the family has had", "content", "error",
     "Inspectors and courts look for the help that was given first."),
    ("readability.long-sentence", "Long sentences", "readability", "warning",
     "After 20 words many readers lose the thread."),
    ("jargon.section-47", "Section numbers without a plain word", "jargon", "warning",
     "Nobody outside the office knows what a section is."),
    ("content.family-meeting", "The offer of a family group decision-making meeting", "content", "error",
     "The law says that it is to be offered before court."),
    ("tone.always-never", "Always, never, constantly", "tone", "warning",
     "One good day makes it untrue, and then the rest is not believed."),
    ("stigma.label", "Words that make the parent the problem", "stigma", "warning",
     "A label stays; what a person does can change."),
    ("tone.orders", "Words of obedience", "tone", "warning", "Orders make people fight or hide."),
    ("readability.passive", "Who did it is not said", "readability", "advice",
     "A family has to know who will do what."),
    ("jargon.acronym", "Short forms that are not explained", "jargon", "advice",
     "A short form saves the writer time and costs the reader more."),
    ("privacy.other-family", "A name from another family", "privacy", "error",
     "It may be a letter that was copied from another."),
)  # fmt: skip

ITEMS: tuple[tuple[str, str, Weight], ...] = (
    ("C24", "The offer of a family group decision-making meeting", "law"),
    ("C05", "What help the family has had", "inspection"),
    ("C06", "What the help changed, and what it did not", "inspection"),
    ("C09", "Why each change matters to the child", "inspection"),
    ("C02", "The worries, each with what happened and when", "guidance"),
    ("C07", "What needs to change, as things people can see", "guidance"),
    ("C08", "By when things need to change", "guidance"),
    ("C12", "The meeting: day, time and place", "guidance"),
    ("C16", "Take this letter to a solicitor now", "guidance"),
    ("C17", "The solicitor is free, whatever you earn", "guidance"),
    ("C21", "What a court could decide, also that a child lives elsewhere", "guidance"),
    ("C01", "Why you are writing, and that you want to help", "advice"),
    ("C04", "What the family does well", "advice"),
    ("C31", "It is all right to disagree", "advice"),
    ("C30", "When someone will go through the letter with you", "good"),
    ("C37", "Signed by a named person, with role and date", "good"),
)

LINES = (
    ("You have failed to engage with … and you must attend the meeting on ….",
     "We have not been able to meet with …. Please come to the meeting on ….", None,
     ("tone.failed-to", "“You have failed to”"), ("tone.orders", "Words of obedience")),
    ("The Local Authority is minded to initiate proceedings pursuant to section 31 of the Children Act"
     " 1989 in the event that the concerns which have been set out above are not addressed forthwith.",
     None, "Say who may ask a court, what for, and what would stop it.",
     ("readability.long-sentence", "Long sentences"),
     ("jargon.section-47", "Section numbers without a plain word")),
    ("It has been noted that professionals remain concerned.", None, None,
     ("readability.passive", "Who did it is not said")),
    (None, None, None, ("tone.always-never", "Always, never, constantly")),
)  # fmt: skip

TEAMS = ("Riverside", "Harbour East", "Årsta Road", "Old Town", "Moorland and Dales", "West Quay")
FORMATS = (".docx", ".pdf", ".odt", ".eml")


def sample(letters: int, *, unchecked: int | None = None, min_group: int = 5) -> Summary:
    """A plausible summary of so many letters, always the same."""
    rng = random.Random(letters)
    unchecked = letters // 50 if unchecked is None else unchecked
    checked = letters - unchecked
    where = [rng.choice(TEAMS) for _ in range(checked)]
    months = [f"{2025 + at // 12}-{at % 12 + 1:02}" for at in range(3, 17)]
    when = [rng.choice(months) for _ in range(checked)]
    if checked > 100:  # A team and a month of too few letters.
        where[:3], when[:4] = ["Night Duty"] * 3, ["2025-03"] * 4
    values = {
        name: [
            max(0, min(100, round(rng.gauss(middle + months.index(m) * 0.9 if m in months else middle, 13))))
            for m in when
        ]
        for name, middle in zip(SCORES, (61, 66, 58, 70, 52), strict=True)
    }  # fmt: skip
    ages = [rng.gauss(12.4, 1.3) for _ in range(checked)]
    problems = unchecked + checked // 200
    return Summary(
        run=Run(
            3, "finished", "2026-11-22T09:15:00+00:00", "2026-11-22T09:31:12+00:00",
            "b7f3a90c51de2264", "0.1.0", "letter-before-proceedings", letters, problems,
        ),
        letters=letters, checked=checked, words=checked * 612, min_group=min_group,
        scores=tuple(spread(name, values[name]) for name in SCORES),
        reading_age=round(sum(ages) / checked, 1) if checked else None,
        months=grouped(when, values, ages, min_group),
        teams=grouped(where, values, ages, min_group),
        faults=tuple(
            Fault(rule, title, category, level, many, many + many // 2, why, "Say what happened.")
            for at, (rule, title, category, level, why) in enumerate(RULES)
            if (many := round(checked * (0.62 - at * 0.055)))
        ),
        coverage=tuple(
            Coverage(
                item, title, weight, present, partial, checked - present - partial,
                1 if checked > 100 and item == "C12" else 0,
            )
            for at, (item, title, weight) in enumerate(ITEMS)
            if checked
            and (present := round(checked * (0.25 + at * 37 % 70 / 100))) is not None
            and (partial := round((checked - present) * 0.4)) is not None
        ),
        weakest=tuple(
            Weak(
                f"{where[at].lower().replace(' ', '-')}/{when[at]}/letter-{at:05}{FORMATS[at % 4]}",
                where[at], when[at], values["overall"][at], 9 - at % 5, 14 - at % 7,
                (ITEMS[0][1],) if at % 2 else (),
            )
            for at in sorted(range(checked), key=lambda at: values["overall"][at])[:20]
        ),
        troubles=tuple(
            Trouble(f"old-town/scan-{at:04}.pdf", f"old-town/scan-{at:04}.pdf: " + told)
            for at in range(min(problems, 20))
            for told in [
                ("holds pictures of pages and no text; run text recognition (OCR) on it first",
                 "the file is damaged; ask for it again",
                 "is locked with a password; save it without one")[at % 3]
            ]
        ),
        troubles_left=max(problems - 20, 0),
    )  # fmt: skip


def spread(name: str, values: list[int]) -> Spread:
    """The spread of some scores."""
    bins = [0] * 10
    for value in values:
        bins[min(value // 10, 9)] += 1
    good = sum(value >= 75 for value in values)
    poor = sum(value < 50 for value in values)
    mean = round(sum(values) / len(values), 1) if values else None
    median = float(sorted(values)[len(values) // 2]) if values else None
    return Spread(
        name, len(values), mean, median, tuple(bins), good, len(values) - good - poor, poor
    )


def grouped(
    names: list[str], values: dict[str, list[int]], ages: list[float], min_group: int
) -> tuple[Group, ...]:
    """The groups that some names make, as a summary has them."""
    members = {
        name: [at for at, own in enumerate(names) if own == name] for name in sorted(set(names))
    }
    hidden = hidden_groups([(name, len(own)) for name, own in members.items()], min_group)
    return tuple(
        Group(name, True, None, {}, None, None)
        if name in hidden
        else Group(
            name, False, len(own),
            {s: round(sum(values[s][at] for at in own) / len(own), 1) for s in SCORES},
            round(sum(ages[at] for at in own) / len(own), 1), 2.4,
        )
        for name, own in members.items()
    )  # fmt: skip


def shared(letters: int) -> Templates:
    """What so many letters share."""
    if letters < 5:
        return Templates(
            5,
            0,
            (),
            None,
            TextKind(letters * 612, letters * 40, 1.0, 12.6, 66, 58, 70) if letters else None,
        )
    return Templates(
        5, 34,
        tuple(
            TemplateLine(
                max(letters // (5 - at), 5), 14 + at * 9, 11.8 + at, 6.0 - at, tuple(rules), text, better, advice
            )
            for at, (text, better, advice, *rules) in enumerate(LINES)
        ),
        TextKind(letters * 360, letters * 22, 0.588, 13.4, 58, 49, 61),
        TextKind(letters * 252, letters * 18, 0.412, 11.6, 74, 72, 83),
    )  # fmt: skip


def tree(text: str) -> Any:
    """The page as a browser's parser sees it; it must be without a fault."""
    from justhtml import JustHTML

    parsed = JustHTML(text, sanitize=False, collect_errors=True)
    assert not parsed.errors, parsed.errors[:3]
    return parsed


def words(node: Any) -> str:
    return " ".join(node.to_text(separator=" ", strip=True).split())


def with_names(names: tuple[str, ...]) -> tuple[Summary, Templates]:
    """A summary and templates in which all that users can name is one of `names`."""

    def at(number: int) -> str:
        return names[number % len(names)]

    summary, templates = sample(400), shared(400)
    teams = [group for group in summary.teams if not group.hidden]
    return (
        dataclasses.replace(
            summary,
            run=dataclasses.replace(
                summary.run, version=at(0), ruleset=at(1), profile=at(2), finished=at(3)
            ),
            teams=tuple(
                dataclasses.replace(teams[n % len(teams)], name=at(n)) for n in range(len(names))
            ),
            months=tuple(
                dataclasses.replace(summary.months[3], name=at(n)) for n in range(len(names))
            ),
            faults=tuple(
                dataclasses.replace(fault, title=at(n), why=at(n + 5), rule=at(n + 7))
                for n, fault in enumerate(summary.faults)
            ),
            coverage=tuple(
                dataclasses.replace(item, title=at(n)) for n, item in enumerate(summary.coverage)
            ),
            weakest=tuple(
                Weak(at(n), at(n + 1), at(n + 2), 40, 1, 2, (at(n + 3), at(n + 4)))
                for n in range(len(names))
            ),
            troubles=tuple(Trouble(at(n), f"{at(n)}: {at(n + 2)}") for n in range(len(names))),
        ),
        dataclasses.replace(
            templates,
            lines=tuple(
                dataclasses.replace(
                    line, text=at(n), better=at(n + 1) if n % 2 else None, advice=at(n + 2),
                    rules=((at(n), at(n + 3)), (at(n + 7), at(n + 4))),
                )
                for n, line in enumerate(templates.lines * 8)
            ),
        ),
    )  # fmt: skip


PAGES = {
    "none": (sample(0), shared(0)),
    "one": (sample(1), shared(1)),
    "ten": (sample(10), shared(10)),
    "many": (sample(2000), shared(2000)),
    "none checked": (sample(3, unchecked=3), shared(0)),
    "hostile": with_names(HOSTILE),
}


@pytest.fixture(params=list(PAGES))
def text(request: pytest.FixtureRequest) -> str:
    """The page of each size, and one full of hostile names."""
    return made(request.param)


@cache
def made(name: str) -> str:
    """One of the pages."""
    return page(*PAGES[name])


# -- What every page holds to --------------------------------------------------------------------------


def test_a_page_needs_nothing_else_and_runs_nothing(text: str) -> None:
    parsed = tree(text)
    names = {node.name for node in parsed.query("*")}
    assert not names & {"script", "iframe", "object", "embed", "base", "form", "img", "a:script", "use", "image",
                        "foreignObject", "animate", "set"}  # fmt: skip
    ids = [node.attrs["id"] for node in parsed.query("[id]")]
    assert len(ids) == len(set(ids))
    for node in parsed.query("*"):
        for name, value in node.attrs.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "src", "srcset", "action", "data", "xlink:href")
            if name == "href":
                assert value == "data:," or (value[0] == "#" and value[1:] in ids), value
            if name in ("aria-labelledby", "aria-describedby"):
                assert value in ids
    style = words(parsed.query_one("style"))
    assert "url(" not in style
    assert "@import" not in style
    policy = parsed.query_one("meta[http-equiv]").attrs["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_a_page_is_in_order_for_a_screen_reader(text: str) -> None:
    parsed = tree(text)
    assert parsed.query_one("html").attrs["lang"] == "en-GB"
    assert [len(parsed.query(name)) for name in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    levels = [int(node.name[1]) for node in parsed.query("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(
        words(node) for node in parsed.query("h1, h2, h3, th, caption, figcaption, a, summary")
    )
    for table in parsed.query("table"):
        assert len(table.query("caption")) == 1
        assert all(head.attrs.get("scope") in ("col", "row") for head in table.query("th"))
        box = table.parent
        assert (box.attrs["role"], box.attrs["tabindex"]) == ("region", "0")
        assert box.attrs["aria-label"].strip()
        widths = {
            sum(int(cell.attrs.get("colspan", 1)) for cell in row.query("th, td"))
            for row in table.query("tr")
        }
        assert len(widths) == 1
    for drawing in parsed.query("svg"):
        assert drawing.attrs["role"] == "img"
        assert words(drawing.query_one("title")).startswith("Chart: ")
    assert not parsed.query("[title]")


def test_every_chart_has_words_and_is_followed_by_a_table() -> None:
    parsed = tree(made("many"))
    figures = parsed.query("figure")
    assert len(figures) == 11
    for figure in figures:
        assert len(words(figure.query_one("figcaption"))) > 20
        assert len(figure.query("svg")) == 2
        siblings = [node for node in figure.parent.children if node.name not in ("#text", "p")]
        after = siblings[siblings.index(figure) + 1]
        assert after.name == "details" or "box" in after.attrs["class"]
        assert len(after.query("table")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_same_summary_gives_the_same_page(name: str) -> None:
    first = made(name)
    assert page(*PAGES[name]) == first
    assert first.encode("utf-8").decode("utf-8") == first


# -- Hostile names -------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 8))
def test_hostile_names_are_shown_as_text_and_nothing_else(first: int) -> None:
    # A team without a name is no team, so blanks would take a column away.
    names = tuple(name for name in HOSTILE[first : first + 8] if name.strip())
    tame = tuple(f"Name {number}" for number in range(len(names)))
    quiet, loud = (tree(page(*with_names(own))) for own in (tame, names))
    # Names change no element but those that long ones are broken into.
    assert elements(quiet) == elements(loud)
    shown = words(loud.query_one("body"))
    for name in names:
        assert plain(name, 80) in shown
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )
    assert all(len(word) <= 400 for word in shown.split())


def elements(parsed: Any) -> list[str]:
    return [
        node.name for node in parsed.query("*") if node.name not in ("tspan", "br", "b", "mark")
    ]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_drawing_holds_a_hostile_name_as_text(name: str) -> None:
    from lxml import etree

    row = Row(name, (Part(0.4, "good", "40%"), Part(0.6, "poor", "60%")), "9")
    for spec in (bars([row], "wide"), bars([row, row], "narrow", (0.5,))):
        root = etree.fromstring(svg(spec, "chart-x", name))
        tags = {etree.QName(element).localname for element in root.iter()}
        assert tags <= {"svg", "g", "path", "text", "tspan", "line", "rect", "title"}
        assert root[0].text == plain(name, 300)
        lettering = "".join("".join(node.itertext()) for node in root.iter("{*}text"))
        assert "".join(plain(name, 40).split()).rstrip("…")[:30] in "".join(lettering.split())


def test_two_names_that_begin_alike_keep_their_own_bars() -> None:
    rows = [
        Row("n" * 300 + end, (Part(share, "mark"),), end) for end, share in (("a", 0.2), ("b", 0.9))
    ]
    drawn = svg(bars(rows, "wide"), "chart-x", "x")
    assert drawn.count(f'fill="{charts.COLOURS["mark"][0]}"') == 2
    assert ">a<" in drawn
    assert ">b<" in drawn


def test_plain_cuts_and_cleans() -> None:
    assert plain("a\x00b\u202ec\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert plain(" two\n\tlines\u2028here ") == "two lines here"
    assert plain("so\u00adft") == "soft"
    assert plain("می\u200cخواهم") == "می\u200cخواهم"
    assert plain("", 10) == plain(" \n ", 10) == "(no name)"
    assert plain("x" * 300, 50) == "x" * 49 + "…"
    cut = plain("folder/" * 60 + "letter-7.docx", 60, middle=True)
    assert len(cut) <= 60
    assert cut.startswith("folder/")
    assert cut.endswith("letter-7.docx")


def test_nothing_is_fetched_for_a_chart() -> None:
    spec = bars([Row("a", (Part(1, "mark"),))], "wide")
    spec["layer"][0]["data"] = {"url": "http://127.0.0.1:9/data.json"}
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        svg(spec, "chart-x", "x")


def test_only_what_draws_comes_out_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9"'
        ' height="9" viewBox="0 0 9 9"><script>alert(1)</script><style>@import "x"</style>'
        '<a xlink:href="javascript:alert(2)"><text>b</text></a><image href="http://example.invalid/"/>'
        '<rect onclick="alert(3)" style="fill:url(x)" fill="url(#x)" id="x" width="3"/>'
        '<foreignObject><iframe src="x"/></foreignObject><text fill="#22282e">kept</text><!-- c --></svg>'
    )
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_, **__: drawn)
    assert svg({}, "chart-x", "T") == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"'
        ' aria-labelledby="chart-x-title"><title id="chart-x-title">T</title><rect width="3"/>'
        '<text fill="#22282e">kept</text></svg>'
    )


def test_notes_and_months_of_a_chart_are_cleaned_too() -> None:
    drawn = svg(bars([Row("a", (Part(1, "mark", "b\x00"),), "c\x00")], "wide"), "chart-x", "x")
    assert "b\ufffd" in drawn
    assert "c\ufffd" in drawn
    drawn = svg(trend([Point(("d\x00",), 1.0), Point(("e",), 2.0)], "wide"), "chart-x", "x")
    assert "d\ufffd" in drawn


# -- Small groups --------------------------------------------------------------------------------------


def test_a_small_group_shows_no_figure_anywhere() -> None:
    summary = sample(2000)
    small = [team.name for team in summary.teams if team.hidden]
    assert len(small) >= 2  # One alone could be worked out from the total.
    weak = Weak("a/letter.txt", small[0], "2025-03", 3, 9, 9, ())
    # Even figures that should not be there do not come out.
    leaky = {
        "letters": 3,
        "scores": dict.fromkeys(SCORES, 31.7),
        "reading_age": 31.7,
        "errors": 31.7,
    }
    summary = dataclasses.replace(
        summary, weakest=(weak, *summary.weakest),
        teams=tuple(dataclasses.replace(g, **leaky) if g.hidden else g for g in summary.teams),
        months=tuple(dataclasses.replace(g, **leaky) if g.hidden else g for g in summary.months),
    )  # fmt: skip
    parsed = tree(page(summary, shared(2000)))
    rows = [row for row in parsed.query("tr") for name in small if words(row).startswith(name)]
    assert len(rows) == len(small)
    for row in rows:
        assert words(row.query_one("td")) == "Not shown (see the note on small groups)"
        assert len(row.query("td")) == 1
    # Nor does a letter say that it is of such a group, and no chart has a place for it.
    shown = words(parsed.query_one("body"))
    assert all(shown.count(name) == 1 for name in small)
    assert not re.search(r"\b31\.7\b|\b32\b", words(parsed.query_one("#months").parent))
    assert not re.search(r"\b31\.7\b|\b32\b", words(parsed.query_one("#teams").parent))
    assert shown.count("March 2025") == 1
    visible = sum(team.letters or 0 for team in summary.teams if not team.hidden)
    assert f"{summary.checked - visible:,} letters" not in shown


def test_a_hidden_month_leaves_a_gap_in_the_line() -> None:
    points = [Point((str(n),), score) for n, score in enumerate((60.0, 61.0, None, 63.0, None))]
    drawn = svg(trend(points, "wide", (50, 75)), "chart-x", "x")
    line = re.search(r'<path d="([^"]*)" stroke="#', drawn)
    assert line is not None
    assert line.group(1).count("M") == 2
    assert len(re.findall(r"[ML][\d.]+,", line.group(1))) == 3
    assert drawn.count("A") == 3 * 2 or len(re.findall(r'fill="#1d5f96"', drawn)) == 3


def test_groups_that_are_all_small_are_not_even_named() -> None:
    summary = sample(10)
    assert summary.teams
    assert all(group.hidden for group in (*summary.teams, *summary.months))
    shown = words(tree(page(summary, shared(10))).query_one("body"))
    assert "No team’s figures can be shown here." in shown
    assert "No month’s figures can be shown here." in shown
    letters = {weak.path for weak in summary.weakest}
    for path in letters:
        shown = shown.replace(path, "")
    assert not [team.name for team in summary.teams if team.name in shown]


def test_a_group_of_the_least_size_is_shown_when_asked_for() -> None:
    summary = sample(10, min_group=1)
    shown = words(tree(page(summary, shared(10))).query_one("body"))
    assert all(team.name in shown for team in summary.teams)
    assert "Small groups:" not in shown


# -- What it says --------------------------------------------------------------------------------------


def answers(summary: Summary, templates: Templates) -> dict[str, str]:
    """Questions and answers at the head of a page."""
    return answers_of(tree(page(summary, templates)))


def answers_of(parsed: Any) -> dict[str, str]:
    found = parsed.query_one(".answers")
    return {
        words(pair.query_one("dt")): words(pair.query_one("p"))
        for pair in found.children
        if pair.name == "div"
    }


def test_no_letters_have_nothing_said_of_them() -> None:
    assert answers_of(tree(made("none"))) == {
        "How are we doing?": "There were no letters to check, so there is nothing to say yet."
    }
    told = words(tree(made("none")).query_one("body"))
    assert "could be checked" not in told
    assert not re.search(r"\b0 of|of 0\b|%|nan|None", told)


def test_letters_that_could_not_be_checked_are_no_result() -> None:
    told = answers_of(tree(made("none checked")))
    assert list(told) == ["How are we doing?"]
    assert told["How are we doing?"].startswith("None of the 3 letters could be checked")
    body = words(tree(made("none checked")).query_one("body"))
    assert "Holds pictures of pages and no text" in body
    assert "out of 100" not in body


def test_one_letter_is_told_of_as_one() -> None:
    summary = sample(1)
    told = answers(summary, shared(1))
    assert list(told) == ["How are we doing?", "What goes wrong most?"]
    score = summary.scores[0].mean
    assert score is not None
    assert told["How are we doing?"] == f"The letter scores {score:.0f} out of 100. That is good."
    body = words(tree(page(summary, shared(1))).query_one("body"))
    assert "%" not in body
    assert "1 letters" not in body


def test_few_letters_are_counted_and_called_few() -> None:
    told = answers_of(tree(made("ten")))["How are we doing?"]
    assert told.startswith("Of the 10 letters that were checked, 8 are fair and 2 are poor.")
    assert "%" not in told
    assert told.endswith("These are few letters, so one more could change the figures.")


def test_many_letters_have_all_questions_answered() -> None:
    told = answers_of(tree(made("many")))
    assert len(told) == 5
    assert "Of the 1,960 letters that were checked, 26% are good" in told["How are we doing?"]
    assert (
        told["What goes wrong most?"]
        == "The first thing to mend: “You have failed to”. It is in 1,215 letters (62%)."
    )
    assert told["Is it getting better?"].startswith(
        "Yes. The average score rose from 62 (April to June 2025) to 71"
    )
    assert "improves 1,000 letters" in told["Which template line would help the most letters?"]
    assert told["What do these figures leave out?"].startswith("40 letters could not be checked.")
    assert told["What do these figures leave out?"].endswith(
        "9 more could be checked only in part."
    )


def of_months(*scores: float | None, letters: int = 100, first: int = 1) -> Summary:
    """A summary with a month for each score; None hides it."""
    months = tuple(
        Group(
            f"2026-{first + n:02}", score is None, None if score is None else letters,
            {} if score is None else {"overall": score}, None, None,
        )
        for n, score in enumerate(scores)
    )  # fmt: skip
    return dataclasses.replace(sample(2000), months=months)


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        (of_months(), "Nobody can say: it is not known when"),
        (of_months(60.0), "It is too early to say: only the figures of January 2026 can be shown."),
        (of_months(None, None), "It is too early to say: no month’s figures can be shown."),
        (of_months(60.0, 70.0), "Yes. The average score rose from 60 (January 2026) to 70 (February 2026)."),
        (of_months(70.0, None, 60.0), "No. The average score fell from 70 (January 2026) to 60 (March 2026)."),
        (of_months(60.0, 61.5), "Not clearly."),
        # Ten points, but of two handfuls of letters: chance does as much.
        (of_months(60.0, 70.0, letters=6), "Not clearly."),
        (of_months(50.0, 60.0, 70.0, 70.0, 60.0, 50.0), "Not clearly."),
        (of_months(60.0, 60.0, 60.0, 70.0, 70.0, 70.0, first=4),
         "Yes. The average score rose from 60 (April to June 2026) to 70 (July to September 2026)."),
        (dataclasses.replace(of_months(60.0, 70.0), months=tuple(
            dataclasses.replace(m, name=n)
            for m, n in zip(of_months(60.0, 70.0).months, ("April", "May"), strict=True))),
         "Nobody can say: the months are not all written like 2026-04"),
    ],
)  # fmt: skip
def test_a_trend_is_told_only_where_there_is_one(summary: Summary, told: str) -> None:
    # Nothing but what a trend needs, so that no other chart has to be drawn.
    summary = dataclasses.replace(
        summary, teams=(), faults=(), coverage=(), weakest=(), troubles=(),
        scores=summary.scores[:1],
    )  # fmt: skip
    parsed = tree(page(summary, shared(0)))
    assert answers_of(parsed)["Is it getting better?"].startswith(told)
    drawn = bool(parsed.query("#chart-months-wide-title"))
    assert drawn is (len([m for m in summary.months if not m.hidden and m.name[0] == "2"]) > 1)


def test_a_month_long_ago_does_not_make_an_endless_axis() -> None:
    summary = of_months(60.0, 70.0, 71.0)
    old = dataclasses.replace(summary.months[0], name="0001-01")
    text = page(dataclasses.replace(summary, months=(old, *summary.months[1:])), shared(2000))
    assert "January 1" in text
    assert len(text) < 400_000


def test_no_share_is_rounded_to_none_or_all() -> None:
    fault = sample(2000).faults[0]
    summary = dataclasses.replace(
        sample(2000),
        faults=(dataclasses.replace(fault, letters=1959), dataclasses.replace(fault, letters=1)),
    )
    body = words(tree(page(summary, shared(2000))).query_one("#faults").parent)
    assert "1,959 (over 99%)" in body
    assert "1 (under 1%)" in body


def test_the_coverage_counts_all_letters_of_an_item() -> None:
    summary = dataclasses.replace(
        sample(2000),
        coverage=(
            Coverage("C05", "What help the family has had", "inspection", 1204, 100, 656, 0),
            Coverage("C24", "The offer of a meeting", "law", 0, 0, 0, 7),
        ),
    )
    parsed = tree(page(summary, shared(2000)))
    rows = [[words(cell) for cell in row.query("th, td")] for row in parsed.query("tr")]
    assert ["What help the family has had", "1,204", "100", "656", "61%", "0"] in rows
    # What could not be told is neither said nor left out, and has no share.
    assert ["The offer of a meeting", "0", "0", "0", "–", "7"] in rows
    assert not parsed.query("#chart-law-wide-title")


def test_template_lines_say_how_many_letters_and_what_to_do() -> None:
    parsed = tree(made("many"))
    cards = [words(card) for card in parsed.query("article")]
    assert "Changing this one line improves 400 letters" in cards[0]
    assert "Better We have not been able to meet with" in cards[0]
    assert "What to do Say who may ask a court" in cards[1]
    assert "Only a person can find better words here." in cards[2]
    assert "No letter with it is at hand." in cards[3]
    assert "Template text 720,000 59% 58 49 61 13.4" in words(parsed.query_one("#templates").parent)


def test_what_is_new_in_a_better_wording_is_marked() -> None:
    line = TemplateLine(
        9,
        6,
        12.0,
        4.0,
        (),
        "You must adhere to <i>the plan</i>.",
        "You must <b>keep</b> to <i>the plan</i>.",
    )
    templates = dataclasses.replace(shared(10), lines=(line,))
    parsed = tree(page(sample(10), templates))
    assert [words(mark) for mark in parsed.query("mark")] == ["<b>keep</b>"]
    assert words(parsed.query_one(".new")) == "You must <b>keep</b> to <i>the plan</i>."


def test_an_unfinished_run_and_new_findings_are_told_of() -> None:
    summary = sample(2000)
    body = words(tree(made("many")).query_one("body"))
    assert "This run was not finished" not in body
    assert "Findings are the new ones only" not in body
    summary = dataclasses.replace(
        summary, new_only=True, faults=(),
        run=dataclasses.replace(summary.run, state="stopped", finished=None),
    )  # fmt: skip
    body = words(tree(page(summary, shared(2000))).query_one("body"))
    assert "This run was not finished" in body
    assert "Findings are the new ones only" in body
    assert "Nothing new was found since the earlier report." in body
    assert "22 November 2026, 09:15 UTC" in body


def test_the_page_says_when_and_with_what_it_was_made() -> None:
    about = words(tree(made("many")).query_one("footer"))
    assert "22 November 2026, 09:31 UTC" in about
    assert "plainletter 0.1.0, profile letter-before-proceedings, rules b7f3a90c51de2264" in about
    assert "2,000 letters, 1,199,520 words. 40 could not be checked." in about


# -- Charts --------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("dark", "back"), [(0, "#ffffff"), (1, "#14181c")], ids=["light", "dark"])
def test_colours_have_contrast(dark: int, back: str) -> None:
    colours = {name: pair[dark] for name, pair in charts.COLOURS.items()}
    assert colours["inside"] == back
    for name in ("ink", "quiet"):
        assert contrast(colours[name], back) >= 4.5
    assert contrast(colours["quiet"], "#1e2429" if dark else "#f3f5f6") >= 4.5
    for name in ("good", "fair", "poor", "mark"):
        assert contrast(colours[name], back) >= 3
        assert contrast(colours["inside"], colours[name]) >= 4.5


def drawings() -> Iterator[Any]:
    for width in charts.WIDTHS:
        yield bars(
            [Row("Name of it", (Part(0.3, "good", "30%"), Part(0.7, "poor")), "9")] * 3, width
        )
        yield histogram(
            [0, 1, 2, 3, 1204, 5, 4, 3, 2, 1], width, {"poor": (0, 50), "good": (50, 100)}
        )
        yield trend([Point(("Jan", "2026"), 50.0 + n) for n in range(30)], width, (50, 75))


@pytest.mark.parametrize("spec", list(drawings()), ids=lambda spec: str(spec["width"]))
def test_a_drawing_does_not_depend_on_fonts_and_uses_known_colours(spec: Any) -> None:
    drawn = svg(spec, "chart-x", "x")
    for font in ("monospace", "serif"):
        other = {**spec, "config": {**spec["config"], "font": font}}
        assert svg(other, "chart-x", "x") == drawn
    known = {pair[0] for pair in charts.COLOURS.values()} | {"none"}
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn)) <= known


def test_a_histogram_has_the_height_of_its_counts() -> None:
    drawn = svg(histogram([0, 10, 5, 0, 0, 0, 0, 0, 0, 20], "wide", {}), "chart-x", "x")
    heights = [float(h) for h in re.findall(r'<path d="M[\d.]+,[\d.]+h[\d.]+v([\d.]+)h', drawn)]
    assert [round(height / max(heights), 2) for height in heights] == [0.5, 0.25, 1.0]


def test_bars_are_as_long_as_their_shares() -> None:
    drawn = svg(
        bars([Row("a", (Part(0.25, "mark"),)), Row("b", (Part(1, "mark"),))], "wide"), "c", "x"
    )
    mark = charts.COLOURS["mark"][0]
    lengths = [float(n) for n in re.findall(rf'd="M0,[\d.]+h([\d.]+)v[^"]*" fill="{mark}"', drawn)]
    assert lengths == [180.0, 720.0]


# -- In a browser --------------------------------------------------------------------------------------


def axe_source() -> str:
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def test_a_browser_and_axe_find_no_fault(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: install the Debian package chromium"
    axe = axe_source()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, width, scheme in (
            ("one", 360, "dark"), ("many", 1280, "light"), ("many", 360, "dark"),
            ("hostile", 360, "light"),
        ):  # fmt: skip
            path = tmp_path / "page.html"
            path.write_text(made(name), encoding="utf-8")
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,
                bypass_csp=True,
                reduced_motion="reduce",
            )
            tab = context.new_page()
            asked: list[str] = []
            told: list[str] = []
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            tab.on(
                "dialog", lambda dialog, told=told: (told.append(dialog.message), dialog.dismiss())
            )
            tab.on("console", lambda message, told=told: told.append(message.text))
            tab.goto(path.as_uri())
            where = f"{name}, {width} px, {scheme}"
            assert asked == [path.as_uri()], where
            tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, where
            tab.evaluate(axe)
            faults, passed = tab.evaluate(
                "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found =>"
                " [found.violations.map(it => [it.id, it.nodes[0].html]), found.passes.length])", rules,
            )  # fmt: skip
            assert passed > 20, where
            assert (faults, told) == ([], []), where
            context.close()
        _keyboard_and_print(browser, tmp_path)
        browser.close()


def _keyboard_and_print(browser: Any, folder: Path) -> None:
    path = folder / "many.html"
    path.write_text(made("many"), encoding="utf-8")
    tab = browser.new_page(reduced_motion="reduce")
    tab.goto(path.as_uri())
    here = "document.activeElement"
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"{here}.className") == "skip"
    assert tab.evaluate(f"{here}.getBoundingClientRect().left") >= 0
    reached = 1
    while tab.evaluate(f"{here}.matches('a, summary, .box')"):
        assert tab.evaluate(f"getComputedStyle({here}).outlineStyle") == "solid"
        assert tab.evaluate(f"parseFloat(getComputedStyle({here}).outlineWidth)") >= 2
        tab.keyboard.press("Tab")
        reached += 1
        assert reached < 200
    wanted = tab.evaluate(
        "document.querySelectorAll('a, summary, .box:not(details:not([open]) .box)').length"
    )
    assert reached - 1 == wanted
    # On paper every table is there, unfolded.
    unseen = "[...document.querySelectorAll('table')].filter(it => !it.checkVisibility()).length"
    assert tab.evaluate(unseen) > 5
    tab.emulate_media(media="print")
    assert tab.evaluate(unseen) == 0
    tab.close()
