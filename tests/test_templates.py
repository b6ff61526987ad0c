"""The template finder: what counts as the same line, what is shown of it, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome
from hypothesis import given
from hypothesis import strategies as st

from plainletter.batch.lines import line_hash
from plainletter.batch.store import Store
from plainletter.batch.templates import Templates, find_templates
from plainletter.batch.work import Task
from plainletter.config import Config

Run = Callable[..., Outcome]

NAMES = frozenset({"kai", "lowe", "mia", "hale", "priya", "o'hare"})


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("We are worried about Kai.", "We are worried about Mia."),
        ("We are worried about Kai Lowe.", "We are worried about Mia."),
        ("Kai needs to be safe.", "Mia needs to be safe."),
        ("Please come on 3 May 2026 at 2.30pm.", "Please come on 12 October 2027 at 11 am."),
        ("The meeting is on Monday 4 June.", "The meeting is on Friday 11 March."),
        ("Ring me on 0300 555 0101.", "Ring me on 01632 960 442."),
        ("Kai’s school is worried.", "Mia's school is worried."),
        ("You must attend the meeting!", "You must attend the meeting."),
        ("we will help you", "We will   help you."),
        ("We met Ms O’Hare.", "We met Mr Hale."),
    ],
)
def test_the_same_line(one: str, two: str) -> None:
    assert line_hash(one, NAMES) == line_hash(two, NAMES)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("You must attend the meeting.", "You may attend the meeting."),
        ("You must attend the meeting.", "You must not attend the meeting."),
        ("We are worried about Kai.", "We are worried about you."),
        ("Ring me.", "Write to me."),
    ],
)
def test_not_the_same_line(one: str, two: str) -> None:
    assert line_hash(one, NAMES) != line_hash(two, NAMES)


@given(st.text())
def test_any_text_has_a_line(text: str) -> None:
    assert -(2**63) <= line_hash(text, NAMES) < 2**63


FAMILIES = (
    ("Ms Lowe", "Kai", "3 May 2026", "He hides when people shout, and the nursery saw a bruise."),
    ("Mr Hale", "Mia", "9 June 2026", "She has missed most of her check-ups this year."),
    ("Mrs Adeyemi", "Tobi", "1 July 2026", "The police came to your flat twice in one week."),
    ("Ms Penrose", "Jory", "20 March 2026", "Jory told his teacher that nobody was at home."),
    ("Mr Iqbal", "Zara", "14 April 2026", "We are glad that the bedroom is warm and clean now."),
    ("Ms Quill", "Fern", "2 August 2026", "Drink has made the mornings hard for all of you."),
)
FAULTY = "You are required to adhere to the plan for {child} from {day} onwards."


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, (parent, child, day, own) in enumerate(FAMILIES):
        (folder / f"{number}.txt").write_text(
            f"Dear {parent},\n\nRe: {child}\n\nWe are writing because we are worried about {child}. "
            f"{own}\n\n{FAULTY.format(child=child, day=day)}\n\n"
            "The Family Court may decide where a child lives.\n\nYours sincerely,\n\nAnn Cole\n"
        )
    return folder


@pytest.fixture
def templates(letters: Path, tmp_path: Path, run: Run) -> Templates:
    run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
    with Store.open(tmp_path / "a.sqlite") as store:
        last = store.last_run()
        assert last is not None
        return find_templates(
            store, last, lambda paths: {p: Task(str(letters / p), Config()) for p in paths}
        )


def test_a_faulty_line_is_shown_with_better_wording(templates: Templates) -> None:
    line = next(line for line in templates.lines if line.text and "adhere" in line.text)
    assert line.letters == len(FAMILIES)
    assert line.text == "You are required to adhere to the plan for … from … onwards."
    assert line.better is not None
    assert "keep to the plan for …" in line.better
    assert ("jargon.official-verb" in {rule for rule, _ in line.rules}) or line.rules


def test_nothing_of_a_family_is_shown(templates: Templates) -> None:
    told = repr(templates.to_dict())
    for parent, child, day, own in FAMILIES:
        for words in (parent.split()[-1], child, day, *own.split(".")[:1]):
            assert words not in told


def test_what_all_letters_share_stays(letters: Path, tmp_path: Path, run: Run) -> None:
    for path in letters.iterdir():
        text = path.read_text()
        path.write_text(text.replace("The Family Court may", "The Family Court must ensure to"))
    run("audit", letters, "--db", tmp_path / "b.sqlite", "--jobs", 1, "--quiet")
    with Store.open(tmp_path / "b.sqlite") as store:
        last = store.last_run()
        assert last is not None
        found = find_templates(
            store, last, lambda paths: {p: Task(str(letters / p), Config()) for p in paths}
        )
    assert all("Lowe" not in (line.text or "") for line in found.lines)


def test_own_sentences_are_free_text(templates: Templates) -> None:
    assert templates.template is not None
    assert templates.free is not None
    assert templates.template.share + templates.free.share == pytest.approx(1, abs=0.01)
    assert templates.free.sentences == len(FAMILIES)
    assert templates.free.tone > templates.template.tone or templates.template.jargon < 100


def test_a_letter_that_changed_since_is_not_shown_from(
    letters: Path, tmp_path: Path, run: Run
) -> None:
    run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
    for path in letters.iterdir():
        path.write_text("Dear Ms Lowe,\n\nSomething else.\n")
    with Store.open(tmp_path / "a.sqlite") as store:
        last = store.last_run()
        assert last is not None
        found = find_templates(
            store, last, lambda paths: {p: Task(str(letters / p), Config()) for p in paths}
        )
    assert found.lines
    assert all(line.text is None and line.better is None for line in found.lines)


def test_few_letters_make_no_template(letters: Path, tmp_path: Path, run: Run) -> None:
    for path in sorted(letters.iterdir())[4:]:
        path.unlink()
    done = run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1)
    assert "this one line" not in done.out


def test_copies_of_one_letter_make_no_template(letters: Path, tmp_path: Path, run: Run) -> None:
    first, *others = sorted(letters.iterdir())
    for path in others:
        path.write_bytes(first.read_bytes())
    done = run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1)
    assert "this one line" not in done.out


def test_letters_to_one_family_make_no_template(tmp_path: Path, run: Run) -> None:
    """Mum, dad, gran and the doctor each get a letter about the same child: its words are nobody's template."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, reader in enumerate(
        ("Ms Okoro", "Mr Barrow", "Mrs Okoro", "Dr Vane", "Ms Dunn", "Mr Quill")
    ):
        (folder / f"{number}.txt").write_text(
            f"Dear {reader},\n\nRe: Xiomara Okoro\n\nYou failed to bring Xiomara to the hospital, NHS "
            "number 943 476 5919. Her teacher heard that the stepfather commenced shouting at Xiomara. "
            f"This is letter {number}.\n\nYours sincerely,\n\nAnn Cole\n"
        )
    done = run("audit", folder, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--format", "json")
    for words in ("Xiomara", "943", "teacher", "stepfather", "Okoro"):
        assert words not in done.out
