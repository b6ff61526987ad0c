"""Facts about letters from a CSV file and from folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainletter.batch.metadata import read_metadata
from plainletter.errors import UsageError


def test_columns_by_path_or_by_file_name(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    table.write_text(
        "\ufeffPath;Team;Month;Ward\nnorth/a.docx;North;2026-04;Mill Hill\nb.docx;South;;\n"
    )
    facts = read_metadata(table)
    one = facts.letter("north/a.docx", "north/a.docx")
    assert (one.team, one.month, one.details) == ("North", "2026-04", {"ward": "Mill Hill"})
    two = facts.letter("any/where/b.docx", "x")
    assert (two.team, two.month, two.details) == ("South", None, None)
    assert facts.letter("c.docx", "c.docx").team is None
    assert facts.unused == 0


def test_folders() -> None:
    facts = read_metadata(None, "team//month")
    letter = facts.letter("North/old/2026-05/a.docx", "a")
    assert (letter.team, letter.month, letter.details) == ("North", "2026-05", None)
    assert facts.letter("a.docx", "a").team is None


def test_the_file_wins_over_folders(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    table.write_text("file,team\na.docx,East\n")
    letter = read_metadata(table, "team/site").letter("North/Hub/a.docx", "a")
    assert (letter.team, letter.details) == ("East", {"site": "Hub"})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("team,author\nN,A\n", "no column “path”"),
        ("path,team,team\n", "two columns"),
        ("path,team\na\n", "line 2 has 1 cells"),
        ("path,team\na,N\na,S\n", "line 3 names a"),
        ("path,month\na,April\n", "is no month"),
        ("path,month\na,2026-13\n", "is no month"),
        ('path,team\n"a,N\n', "is not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: str, told: str) -> None:
    table = tmp_path / "facts.csv"
    table.write_text(content)
    with pytest.raises(UsageError, match=told) as raised:
        read_metadata(table)
    assert str(raised.value).startswith(str(table))
    assert "\n" not in str(raised.value)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    table.write_bytes("path,team\na,Café\n".encode("cp1252"))
    with pytest.raises(UsageError, match="CSV UTF-8"):
        read_metadata(table)
