"""Record batches of letters: one row a letter, typed, in order, and nothing of a letter unless asked."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

import plainletter
from plainletter import Config, ModelMissing, Report, UsageError, check_file, check_text
from plainletter.arrow import MEASURES, SCORES, check_batch, check_batches, output_schema

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: no record batch was checked")

HARSH = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"
KIND = "Dear Mr Okoro,\n\nThank you for meeting us on Monday. We would like to help.\n\nYours sincerely,\n\nJo Bell\n"
SHORT = "We will ring you on Tuesday."
FRENCH = (
    "Nous vous écrivons parce que nous sommes inquiets pour votre fille. Nous voulons vous aider. "
    * 4
)

CHECKED = ("words", "sentences", *SCORES, *MEASURES, "findings", "checklist")
"""The columns that are null for a letter that could not be checked."""


def texts(*letters: str | None, **columns: Any) -> Any:
    return pa.record_batch({**columns, "text": pa.array(letters, pa.string())})


def rows(*letters: str | None, **options: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = check_batch(texts(*letters), **options).to_pylist()
    return made


def expected(report: Report) -> dict[str, Any]:
    """What a row has to say, put together from the report's own JSON."""
    shape = report.to_dict()
    whole = any(item["status"] != "not_checked" for item in shape["checklist"])
    return {
        "profile": report.profile,
        "words": shape["document"]["words"],
        "sentences": shape["document"]["sentences"],
        **{name: score["value"] for name, score in shape["scores"].items()},
        **({} if whole else {"content": None}),
        **{name: shape["measures"][name]["value"] for name in MEASURES},
        "findings": [
            {**{key: found[key] for key in ("rule", "category", "level", "key")}, **found["span"]}
            for found in shape["findings"]
        ],
        "checklist": [
            {key: item[key] for key in ("id", "status", "weight")} for item in shape["checklist"]
        ],
        "problems": [problem["message"] for problem in shape["problems"]],
        "ruleset": report.ruleset,
        "version": report.version,
    }


def test_the_columns() -> None:
    text, strings = pa.string(), pa.list_(pa.string())
    finding = [("rule", text), ("category", text), ("level", text), ("start", pa.int32()),
               ("end", pa.int32()), ("key", text)]  # fmt: skip
    item = pa.struct([("id", text), ("status", text), ("weight", text)])
    made = output_schema(texts(id=[]).schema)
    assert made == pa.schema(
        [
            ("id", pa.null()), ("profile", text), ("words", pa.int32()), ("sentences", pa.int32()),
            *((name, pa.int16()) for name in ("overall", "readability", "tone", "jargon", "content")),
            *((name, pa.float64()) for name in MEASURES),
            ("findings", pa.list_(pa.struct(finding))), ("checklist", pa.list_(item)),
            ("problems", strings), ("ruleset", text), ("version", text),
        ]
    )  # fmt: skip
    full = output_schema(texts().schema, with_text=True)
    finding += [("text", text), ("message", text), ("suggestions", strings)]
    assert full.field("findings").type == pa.list_(pa.struct(finding))


@pytest.mark.parametrize(
    "profile", ["letter-before-proceedings", "letter-of-issue", "letter-to-family"]
)
def test_every_measure_that_is_always_there_is_a_column(profile: str) -> None:
    measures = check_text(HARSH, profile=profile).measures
    assert (*MEASURES, "words", "sentences") == tuple(
        sorted(measures, key=lambda name: name in ("words", "sentences"))
    )
    assert set(MEASURES) < set(check_text(HARSH, profile="plan").measures)


@pytest.mark.parametrize("text", [HARSH, KIND, SHORT, f"{HARSH}\n{KIND}".replace("\n", "\r\n")])
@pytest.mark.parametrize("profile", [None, "auto", "plan"])
def test_a_row_says_what_the_report_says(text: str, profile: str | None) -> None:
    (row,) = rows(text, profile=profile)
    assert row == expected(check_text(text, profile=profile))
    assert row["words"] > 0


@pytest.mark.parametrize(
    "name", ["harsh.docx", "old-style.odt", "support-first.eml", "two-children-two-fathers.html",
             "unborn-baby.txt"]
)  # fmt: skip
def test_files_are_read_as_from_disk(name: str) -> None:
    path = SAMPLES / name
    batch = pa.record_batch({"content": [path.read_bytes()], "name": [name]})
    (row,) = check_batch(batch).to_pylist()
    assert row == {"name": name, **expected(check_file(path))}
    assert row["findings"]


def test_a_name_gives_the_ending_and_nothing_else() -> None:
    page = b"Dear Sam,\n\nWe *want* to help. You must attend on Friday.\n"
    names = ["Lowe family.md", "Lowe family", None, "x.Lowe", "LETTER.MD"]
    batch = pa.record_batch({"content": [page] * 5, "name": names})
    made = check_batch(batch)
    assert made.column("name").to_pylist() == names
    found = [row["findings"] for row in made.drop_columns("name").to_pylist()]
    as_mark_down = check_text_named(page, "letter.md")
    plain = check_text_named(page, "letter.txt")
    assert as_mark_down != plain
    assert found == [as_mark_down, plain, plain, plain, as_mark_down]
    names = ["Lowe family.docx", "letter.\x07Lowe"]
    broken = pa.record_batch({"content": [b"PK\x03\x04 no zip"] * 2, "name": names})
    for row in check_batch(broken).to_pylist():
        assert row["problems"]
        assert "lowe" not in row["problems"][0].lower()


def check_text_named(data: bytes, name: str) -> list[dict[str, Any]]:
    """The findings on a file's content, as a row has them."""
    from plainletter.engine import checker
    from plainletter.readers import read_bytes

    found: list[dict[str, Any]] = expected(checker(Config()).check(read_bytes(data, name)))[
        "findings"
    ]
    return found


BAD: dict[str, Any] = {
    "null": None, "empty": b"", "zip": b"PK\x03\x04 nothing", "picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "bytes": bytes(range(256)), "PDF": b"%PDF-1.7\nbroken", "RTF": b"{\\rtf1 {\\par", "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "French": FRENCH.encode(),
}  # fmt: skip


def test_a_bad_letter_is_a_row_with_its_problem() -> None:
    letters = [*BAD.values(), HARSH.encode()]
    made = check_batch(pa.record_batch({"id": range(len(letters)), "content": letters})).to_pylist()
    assert [row["id"] for row in made] == list(range(len(letters)))
    good = made.pop()
    assert good["problems"] == []
    assert good["words"] > 0
    for kind, row in zip(BAD, made, strict=True):
        assert [row[name] for name in CHECKED] == [None] * len(CHECKED), kind
        assert len(row["problems"]) == 1, kind
        assert not row["problems"][0].startswith("letter"), kind
        assert "\n" not in row["problems"][0], kind
        for name in ("profile", "ruleset", "version"):
            assert row[name] == good[name]
    assert made[0]["problems"] == ["there is no letter in this row"]


def test_text_that_cannot_be_checked() -> None:
    letters = [None, "", " \n", "\x00\x01", "hi", FRENCH, HARSH]
    made = rows(*letters)
    assert [row["words"] is None for row in made] == [True] * 6 + [False]
    assert [len(row["problems"]) for row in made] == [1] * 6 + [0]
    for row in made[:-1]:
        assert all(row[name] is None for name in CHECKED)


def test_damaged_characters_are_a_problem() -> None:
    """Arrow does not look whether strings are UTF-8; programs that write it may get that wrong."""
    data = "Dear Zoë, we want to help.".encode("latin-1")
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, len(data))))
    array = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data))
    (row,) = check_batch(pa.record_batch({"text": array})).to_pylist()
    assert row["words"] is None
    assert row["problems"] == ["its characters are damaged; save it again as UTF-8 text"]
    file = pa.record_batch({"content": [HARSH.encode()], "name": array})
    assert check_batch(file)["words"].to_pylist() == [check_text(HARSH).words]


def test_an_unforeseen_error_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise ZeroDivisionError("Ms Lowe")

    monkeypatch.setattr("plainletter.arrow.check_text", fail)
    (row,) = rows(HARSH)
    assert row["words"] is None
    assert "ZeroDivisionError" in row["problems"][0]
    assert "Lowe" not in row["problems"][0]


def test_without_a_model_every_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> Report:
        raise ModelMissing("No language model is installed.")

    monkeypatch.setattr("plainletter.arrow.check_text", missing)
    assert [row["problems"] for row in rows(HARSH, KIND)] == [
        ["No language model is installed."]
    ] * 2


def test_too_short_for_a_checklist_is_null_not_full() -> None:
    (row,) = rows(SHORT)
    assert check_text(SHORT).scores["content"].value == 100
    assert row["content"] is None
    assert row["overall"] is not None
    assert {item["status"] for item in row["checklist"]} == {"not_checked"}


def test_other_columns_pass_through() -> None:
    flagged = pa.field("team", pa.dictionary(pa.int8(), pa.string()), metadata={"k": "v"})
    schema = pa.schema(
        [pa.field("day", pa.date32()), pa.field("text", pa.string()), flagged,
         pa.field("no", pa.int64(), nullable=False), pa.field("no", pa.list_(pa.int8()))],
        metadata={"pandas": "{}"},
    )  # fmt: skip
    batch = pa.RecordBatch.from_arrays(
        [pa.array([1, None], pa.date32()), pa.array([HARSH, None]),
         pa.array(["East", None]).dictionary_encode().cast(flagged.type),
         pa.array([7, 8]), pa.array([[1], None], pa.list_(pa.int8()))],
        schema=schema,
    )  # fmt: skip
    made = check_batch(batch)
    assert made.schema.names[:5] == ["day", "team", "no", "no", "profile"]
    assert made.schema.metadata is None
    for before, after in ((0, 0), (2, 1), (3, 2), (4, 3)):
        assert made.schema.field(after).equals(schema.field(before), check_metadata=True)
        assert made.column(after).equals(batch.column(before))
    made.validate(full=True)


def test_no_letter_comes_out_unless_asked() -> None:
    batch = texts(HARSH)
    assert "text" not in check_batch(batch).schema.names
    told = str(check_batch(batch).to_pylist())
    for word in ("Lowe", "Cole", "attend", "You must"):
        assert word not in told
    kept = check_batch(batch, keep=True)
    assert kept.schema.names[0] == "text"
    assert kept.column("text").equals(batch.column("text"))
    assert kept.schema == output_schema(batch.schema, keep=True)
    assert kept.drop_columns("text").equals(check_batch(batch))


def test_with_text_gives_words_and_suggestions() -> None:
    (row,) = rows(HARSH, with_text=True)
    found = check_text(HARSH).findings
    assert any(finding.suggestions for finding in found)
    assert [(f["text"], f["message"], f["suggestions"]) for f in row["findings"]] == [
        (f.text, f.message, [s.text for s in f.suggestions]) for f in found
    ]
    (plain,) = rows(HARSH)
    assert [set(f) for f in plain["findings"]] == [
        {"rule", "category", "level", "start", "end", "key"}
    ] * len(found)


def test_spans_point_into_the_text() -> None:
    text = "\ufeffDear Zoë 🙂,\r\n\r\nYou must attend on Friday.\r\n\r\nYours sincerely\r\n"
    (row,) = rows(text)
    read = text.lstrip("\ufeff").replace("\r\n", "\n")
    spans = [(f["start"], f["end"]) for f in row["findings"] if f["rule"] == "tone.order-must"]
    assert [read[start:end] for start, end in spans] == ["You must"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
             pa.dictionary(pa.int8(), pa.large_string())], ids=str,
)  # fmt: skip
def test_kinds_of_strings(kind: Any) -> None:
    letters = [HARSH, None, SHORT, HARSH]
    if pa.types.is_dictionary(kind):
        indices = pa.array([0, None, 1, 0], kind.index_type)
        array = pa.DictionaryArray.from_arrays(indices, pa.array([HARSH, SHORT], kind.value_type))
    else:
        array = pa.array(letters, kind)
    assert array.type == kind
    made = check_batch(pa.record_batch({"text": array}))
    assert made.equals(check_batch(texts(*letters)))


@pytest.mark.parametrize(
    "kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(len(HARSH)),
             pa.dictionary(pa.int32(), pa.binary())], ids=str,
)  # fmt: skip
@pytest.mark.parametrize("names", [pa.string(), pa.string_view(), pa.null()], ids=str)
def test_kinds_of_bytes(kind: Any, names: Any) -> None:
    letters = pa.array([HARSH.encode(), None], pa.binary())
    known = None if pa.types.is_null(names) else "a.txt"
    array = pa.array(letters.to_pylist(), kind)
    assert array.type == kind
    batch = pa.record_batch({"content": array, "name": pa.array([known] * 2, names)})
    made = check_batch(batch).drop_columns("name")
    assert made.equals(check_batch(pa.record_batch({"content": letters})))


def test_a_column_without_any_value() -> None:
    made = check_batch(pa.record_batch({"text": pa.nulls(2)}))
    assert made["problems"].to_pylist() == [["there is no letter in this row"]] * 2


def test_slices_and_empty_batches() -> None:
    letters = [HARSH, SHORT, None, KIND, HARSH]
    plain = texts(*letters, id=list(range(5)))
    encoded = plain.set_column(1, "text", plain.column("text").dictionary_encode())
    whole = check_batch(plain)
    for batch in (plain, encoded):
        for start in range(5):
            for length in (0, 1, 2):
                part = check_batch(batch.slice(start, length))
                assert part.equals(whole.slice(start, length))
                part.validate(full=True)
    for options in ({}, {"keep": True}, {"with_text": True}, {"prefix": "p_"}):
        empty = check_batch(plain.slice(0, 0), **options)
        assert empty.num_rows == 0
        assert empty.schema == output_schema(plain.schema, **options)
        assert check_batch(plain, **options).schema == empty.schema


def test_batches_stream() -> None:
    taken = []

    def batches() -> Any:
        for letter in (HARSH, SHORT, KIND):
            taken.append(letter)
            yield texts(letter)

    made = check_batches(batches(), profile="letter-to-family", prefix="p_")
    assert taken == []
    first = next(made)
    assert taken == [HARSH]
    assert first.equals(check_batch(texts(HARSH), profile="letter-to-family", prefix="p_"))
    table = pa.Table.from_batches([first, *made])
    single = check_batch(texts(HARSH, SHORT, KIND), profile="letter-to-family", prefix="p_")
    assert table.combine_chunks().to_batches()[0].equals(single)
    assert list(check_batches([])) == []


def test_settings_count() -> None:
    config = Config(profile="letter-to-family", ignore=("tone.*",))
    (row,) = rows(HARSH, config=config)
    assert row == expected(check_text(HARSH, config=config))
    assert row["profile"] == "letter-to-family"
    assert not [f for f in row["findings"] if f["category"] == "tone"]
    (row,) = rows(HARSH, config=config, profile="letter-of-issue")
    assert row["profile"] == "letter-of-issue"


def test_workers_can_be_sent_it() -> None:
    assert pickle.loads(pickle.dumps(check_batches)) is check_batches
    assert pickle.loads(pickle.dumps(Config(levels={"tone.*": "advice"}))) == Config(
        levels={"tone.*": "advice"}
    )


def test_which_column_holds_the_letters() -> None:
    both = pa.record_batch({"text": [HARSH], "content": [KIND.encode()], "body": [SHORT]})
    words = {text: check_text(text).words for text in (HARSH, KIND, SHORT)}
    for options, letter in [
        ({"content": None}, HARSH),
        ({"text": None}, KIND),
        ({"text": "body"}, SHORT),
        ({"text": "body", "content": None}, SHORT),
    ]:
        made = check_batch(both, prefix="p_", **options)
        assert made["p_words"].to_pylist() == [words[letter]]
        assert made.num_columns == 2 + len(output_schema(texts().schema))
    named = pa.record_batch({"file": [HARSH.encode()], "title": ["a.txt"]})
    made = check_batch(named, content="file", name="title")
    assert made.schema.names[:2] == ["title", "profile"]
    unused = pa.record_batch({"text": [HARSH], "name": [1]})
    assert check_batch(unused)["name"].to_pylist() == [1]


def batch_of(**columns: Any) -> Callable[[], Any]:
    return lambda: pa.record_batch(columns)


@pytest.mark.parametrize(
    ("batch", "options", "told"),
    [
        (batch_of(id=[1], body=[""]), {}, r"no column of letters; there are “id”, “body”"),
        (batch_of(), {}, r"no column of letters; there are no columns"),
        (batch_of(text=[""]), {"text": "body"}, r"no column “body”; there are “text”"),
        (batch_of(text=[""]), {"text": None}, r"no column of letters"),
        (batch_of(content=[b""]), {"name": "file"}, r"no column “file”"),
        (batch_of(text=[""], content=[b""]), {}, r"“text”, “content”: only one column .* text=None"),
        (batch_of(a=[""], b=[b""]), {"text": "a", "content": "b"}, r"“a”, “b”: only one column"),
        (batch_of(text=[b""]), {}, r"column “text” must hold strings, not binary"),
        (batch_of(text=[1]), {}, r"column “text” must hold strings, not int64"),
        (batch_of(text=[[""]]), {}, r"column “text” must hold strings, not list<"),
        (lambda: pa.record_batch({"text": pa.array([1]).dictionary_encode()}), {},
         r"column “text” must hold strings, not dictionary<values=int64"),
        (batch_of(content=[""]), {}, r"column “content” must hold binary values, not string"),
        (batch_of(content=[b""], name=[1]), {}, r"column “name” must hold strings, not int64"),
        (batch_of(text=[""], words=[1], tone=[1]), {}, r"“words”, “tone”: .* prefix=\"checked_\""),
        (batch_of(content=[b""]), {"keep": True}, r"“content”: the result has columns of this name"),
        (batch_of(text=[""], a_tone=[1]), {"prefix": "a_"}, r"“a_tone”: "),
        (lambda: pa.RecordBatch.from_arrays([pa.array([""])] * 2, ["text", "text"]), {},
         r"There are 2 columns “text”"),
        (batch_of(text=[]), {"profile": "poem"}, r"no profile “poem”"),
        (batch_of(text=[""]), {"config": Config(ignore=("x",))}, r"no rule “x”"),
        (lambda: pa.table({"text": [""]}), {}, r"takes a pyarrow.RecordBatch, not a Table"),
    ],
)  # fmt: skip
def test_wrong_calls(batch: Callable[[], Any], options: dict[str, Any], told: str) -> None:
    made = batch()
    with pytest.raises(UsageError, match=told) as error:
        check_batch(made, **options)
    assert "\n" not in str(error.value)
    of_columns = isinstance(made, pa.RecordBatch) and not options.keys() & {"profile", "config"}
    if of_columns:
        with pytest.raises(UsageError, match=told):
            output_schema(made.schema, **options)


@settings(max_examples=25)
@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=3))
def test_any_strings(letters: list[str | None]) -> None:
    batch = texts(*letters)
    made = check_batch(batch)
    made.validate(full=True)
    assert made.schema == output_schema(batch.schema)
    assert made.num_rows == len(letters)
    for letter, row in zip(letters, made.to_pylist(), strict=True):
        unchecked = letter is None or not check_text(letter).words
        assert [row[name] is None for name in ("words", "overall", "findings")] == [unchecked] * 3
        assert row["problems"] or not unchecked
        if not unchecked:
            assert row == expected(check_text(letter))
    assert check_batch(batch).equals(made)


def test_without_pyarrow_one_line_says_what_to_install() -> None:
    program = (
        "import sys\n"
        "sys.modules['pyarrow'] = None\n"
        "import plainletter, plainletter.arrow as arrow\n"
        "for call in (arrow.check_batch, arrow.output_schema, lambda b: next(arrow.check_batches([b]))):\n"
        "    try:\n        call(None)\n"
        "    except plainletter.UsageError as error:\n        print(error)\n"
    )
    done = python(program)
    assert (
        done
        == [
            "plainletter.arrow needs pyarrow, which cannot be loaded here. "
            'Install it with: pip install "plainletter[arrow]"'
        ]
        * 3
    )


@pytest.mark.parametrize("module", ["plainletter", "plainletter.arrow"])
def test_pyarrow_waits_until_it_is_needed(module: str) -> None:
    loaded = f"import sys, {module}\nprint(*sorted({{'pyarrow', 'spacy'}} & sys.modules.keys()))"
    assert python(loaded) == [""]


def python(program: str) -> list[str]:
    """The lines that a program prints in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        cwd=Path(plainletter.__file__).parent.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
