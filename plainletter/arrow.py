"""Checks letters that are already in a data frame: a record batch in, a record batch out.

For Spark (`mapInArrow`), Ray Data, Polars, DuckDB and whatever else speaks Arrow. Needs pyarrow, which the
extra `arrow` brings: `pip install "plainletter[arrow]"`. Every function here raises `UsageError` where
pyarrow is missing.

The result has a row for each letter, in the same order. First come the columns of the batch that are
not the letter, as they are; then these, each of which can be derived before there is any letter
(`output_schema`):

* profile (string): the sort of letter it was checked as, or was to be.
* words, sentences (int32): how many are scored.
* overall, readability, tone, jargon, content (int16): the scores, 0 to 100, 100 is best. content is null
  as well where the text is too short to be a whole letter, since nothing can be missing from it.
* a column for each name in `MEASURES` (float64), in the units of the report.
* findings (list of struct): rule, category, level (strings), start, end (int32, half-open, in code points
  of the text as it is read: for `text`, without byte-order mark and with "\\n" as line end), key (string);
  `with_text` adds text, message (strings) and suggestions (list of strings, best first).
* checklist (list of struct): id, status, weight (strings).
* problems (list of strings): why the letter, or some of it, could not be checked; empty where all was.
* ruleset, version (strings): what decided the findings.

A letter that could not be checked has null in all columns from words to checklist, never 0, and says why
in problems. One of which a part could not be checked has figures for the rest and a problem.

Nothing of a letter stands in the result unless `keep` (the letter itself) or `with_text` ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from plainletter.api import check_text, explained
from plainletter.config import Config
from plainletter.errors import ReadError, UsageError
from plainletter.model import SCORES, Finding, Report
from plainletter.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

MEASURES = (
    "reading_age", "reading_age_low", "reading_age_high", "flesch_kincaid_grade",
    "flesch_reading_ease", "smog_index", "gunning_fog", "automated_readability_index",
    "coleman_liau_index", "dale_chall", "lix", "mean_sentence_words", "longest_sentence_words",
    "hard_words_per_100", "passive_share", "we_per_100", "you_per_100", "obligations_per_1000",
    "promises_per_1000", "obligations_per_promise", "consequences_per_help", "roles_per_you",
    "senders_per_we", "accusing_openings", "absolutes_per_1000", "nominalisations_per_1000",
    "capital_words", "exclamation_marks", "bold_share",
)  # fmt: skip
"""The columns of measures, in order: those every report has, but for words and sentences, which stand
before the scores as whole numbers."""

_TEXT, _CONTENT, _NAME = "text", "content", "name"


class Columns(TypedDict, total=False):
    """Which columns are read and written.

    text / content: the column of letters, as text or as the bytes of files; by default whichever of
    “text” and “content” there is, and None rules one out. name: beside content, the column of file names,
    of which only the ending is used; it may be missing. keep: leave the column of letters in. with_text:
    add the words found and their suggestions to the findings. prefix: put before the name of each
    column of results.
    """

    text: str | None
    content: str | None
    name: str | None
    keep: bool
    with_text: bool
    prefix: str


class Options(Columns, total=False):
    """All that a check of batches can be told: settings, a profile in the place of theirs, columns."""

    config: Config | None
    profile: str | None


def check_batch(
    batch: pa.RecordBatch, *, config: Config | None = None, profile: str | None = None,
    text: str | None = _TEXT, content: str | None = _CONTENT, name: str | None = _NAME,
    keep: bool = False, with_text: bool = False, prefix: str = "",
) -> pa.RecordBatch:  # fmt: skip
    """Check each letter of a batch; the result has one row a letter, in order, and the columns that stand
    at the head of this module. The checker is made once a process.

    `text` is a column of strings, `content` one of binary values, each the content of a file; dictionaries
    of these do as well. For the options see `Columns`. A letter that cannot be checked is a row with its
    problem, and so is null.

    Raises `UsageError` for a column that is missing, of another type or there twice, for a name that a
    column of the batch and one of the results share, for an unknown profile or rule, and where pyarrow
    is missing; `PackError` for a broken pack.
    """
    from plainletter.engine import checker

    pa = _pyarrow()
    if not isinstance(batch, pa.RecordBatch):
        raise UsageError(
            f"check_batch takes a pyarrow.RecordBatch, not a {type(batch).__name__}. "
            "A table gives its batches with to_batches()."
        )
    plan = _plan(
        batch.schema, text=text, content=content, name=name, keep=keep, with_text=with_text,
        prefix=prefix,
    )  # fmt: skip
    settled = config or Config()
    if profile is not None:
        settled = replace(settled, profile=profile)
    # Made before the first letter, so that wrong settings are told of an empty batch too.
    ruleset = checker(settled).fingerprint
    names = [None] * len(batch) if plan.name is None else batch.column(plan.name)
    rows = [
        _row(_checked(letter, name, settled), ruleset, with_text)
        for letter, name in zip(batch.column(plan.letter), names, strict=True)
    ]
    arrays = [batch.column(index) for index in plan.passed]
    for column, kind in _result_types(with_text):
        arrays.append(pa.array([row[column] for row in rows], kind))
    return pa.RecordBatch.from_arrays(arrays, schema=plan.schema)


def check_batches(
    batches: Iterable[pa.RecordBatch], **options: Unpack[Options]
) -> Iterator[pa.RecordBatch]:
    """`check_batch` for one batch after the other, streaming; Spark's `mapInArrow` takes it as it is."""
    for batch in batches:
        yield check_batch(batch, **options)


def output_schema(schema: pa.Schema, **columns: Unpack[Columns]) -> pa.Schema:
    """The schema of what `check_batch` makes of a batch with this schema and these options.

    Metadata of columns passed through is kept, that of the schema is not: it may describe columns that
    are gone. Raises `UsageError` as `check_batch` does for its columns.
    """
    return _plan(schema, **columns).schema


@dataclass(frozen=True, slots=True)
class _Plan:
    """The indices of a batch's columns: letters, names, those passed through. The schema of the result."""

    letter: int
    name: int | None
    passed: tuple[int, ...]
    schema: pa.Schema


def _plan(
    schema: pa.Schema, *, text: str | None = _TEXT, content: str | None = _CONTENT,
    name: str | None = _NAME, keep: bool = False, with_text: bool = False, prefix: str = "",
) -> _Plan:  # fmt: skip
    pa = _pyarrow()
    column = _letter_column(schema, text, content)
    letter = _index(schema, column)
    is_text = column == text
    _check_type(schema.field(letter), strings=is_text)
    named = None
    # Text is read as text, whatever the file it came from was called.
    if not is_text and name is not None and (name in schema.names or name != _NAME):
        named = _index(schema, name)
        _check_type(schema.field(named), strings=True)
    passed = tuple(index for index in range(len(schema)) if keep or index != letter)
    results = [pa.field(prefix + column, kind) for column, kind in _result_types(with_text)]
    made = {field.name for field in results}
    fields = [schema.field(index) for index in passed]
    clashes = [field.name for field in fields if field.name in made]
    if clashes:
        raise UsageError(
            f"{_listed(clashes)}: the result has columns of this name too. Rename those of the batch, "
            'or put something before those of the result, such as prefix="checked_".'
        )
    return _Plan(letter, named, passed, pa.schema([*fields, *results]))


def _letter_column(schema: pa.Schema, text: str | None, content: str | None) -> str:
    """The name of the column of letters. A name other than the default was asked for, so it wins."""
    wanted = [
        name for name, usual in ((text, _TEXT), (content, _CONTENT))
        if name is not None and (name != usual or name in schema.names)
    ]  # fmt: skip
    own = [name for name in wanted if name not in (_TEXT, _CONTENT)]
    found = own or wanted
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{_listed(found)}: only one column can hold the letters. Rule the other out with "
            "text=None or content=None."
        )
    raise UsageError(
        f"There is no column of letters; there are {_listed(schema.names) or 'no columns'}. "
        'Name it, as text="…" for strings or content="…" for the bytes of files.'
    )


def _index(schema: pa.Schema, name: str) -> int:
    found = schema.get_all_field_indices(name)
    if not found:
        there = _listed(schema.names) or "no columns"
        raise UsageError(f"There is no column “{name}”; there are {there}.")
    if len(found) > 1:
        raise UsageError(f"There are {len(found)} columns “{name}”. Rename all but one.")
    return int(found[0])


def _check_type(field: pa.Field, *, strings: bool) -> None:
    types = _pyarrow().types
    held = field.type.value_type if types.is_dictionary(field.type) else field.type
    kinds = ("string", "large_string", "string_view") if strings else (
        "binary", "large_binary", "binary_view", "fixed_size_binary"
    )  # fmt: skip
    # A column without any value has no type of its own in some libraries.
    if not any(getattr(types, f"is_{kind}")(held) for kind in (*kinds, "null")):
        raise UsageError(
            f"The column “{field.name}” must hold {'strings' if strings else 'binary values'}, "
            f"not {field.type}."
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _result_types(with_text: bool) -> list[tuple[str, pa.DataType]]:
    """Name and type of each column of results, in order."""
    pa = _pyarrow()
    text, int32 = pa.string(), pa.int32()
    finding = [
        ("rule", text), ("category", text), ("level", text), ("start", int32), ("end", int32),
        ("key", text),
    ]  # fmt: skip
    if with_text:
        finding += [("text", text), ("message", text), ("suggestions", pa.list_(text))]
    item = [("id", text), ("status", text), ("weight", text)]
    return [
        ("profile", text),
        ("words", int32),
        ("sentences", int32),
        # Not int8, in which the sum of two scores is too large or, in some libraries, below zero.
        *((name, pa.int16()) for name in SCORES),
        *((name, pa.float64()) for name in MEASURES),
        ("findings", pa.list_(pa.struct(finding))),
        ("checklist", pa.list_(pa.struct(item))),
        ("problems", pa.list_(text)),
        ("ruleset", text),
        ("version", text),
    ]


def _checked(letter: pa.Scalar, name: pa.Scalar | None, config: Config) -> Report:
    """The report on one letter, or one that holds only why there is none."""
    called = "letter" if name is None else f"letter{_suffix(name)}"
    return explained(partial(_check, letter, called, config), called, config.profile)


def _check(letter: pa.Scalar, called: str, config: Config) -> Report:
    from plainletter.engine import checker
    from plainletter.readers import read_bytes

    try:
        held = letter.as_py()
    except UnicodeDecodeError as error:
        raise ReadError("its characters are damaged; save it again as UTF-8 text") from error
    if held is None:
        raise ReadError("there is no letter in this row")
    if isinstance(held, str):
        return check_text(held, config=config)
    return checker(config).check(read_bytes(held, called))


def _suffix(name: pa.Scalar) -> str:
    """The ending of a file's name. The rest often holds the name of a family, and problems quote it."""
    from plainletter.readers import SUFFIXES

    try:
        suffix = PurePath(name.as_py() or "").suffix.lower()
    except UnicodeDecodeError:
        return ""
    return suffix if suffix in SUFFIXES else ""


def _row(report: Report, ruleset: str, with_text: bool) -> dict[str, Any]:
    """The results on one letter, by column."""
    row: dict[str, Any] = dict.fromkeys(name for name, _ in _result_types(with_text))
    row["profile"] = report.profile
    row["problems"] = [
        problem.message.removeprefix(f"{report.path}: ") for problem in report.problems
    ]
    row["ruleset"], row["version"] = ruleset, __version__
    if not report.words:  # The report then has scores, but of nothing, and says so in its problems.
        return row
    row["words"], row["sentences"] = report.words, len(report.sentences)
    row.update((name, report.scores[name].value) for name in SCORES)
    if all(item.status == "not_checked" for item in report.checklist):
        row["content"] = None
    row.update((name, report.measures[name].value) for name in MEASURES)
    row["findings"] = [_finding(finding, with_text) for finding in report.findings]
    row["checklist"] = [
        {"id": item.id, "status": item.status, "weight": item.weight} for item in report.checklist
    ]
    return row


def _finding(finding: Finding, with_text: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": finding.rule,
        "category": finding.category,
        "level": finding.level,
        "start": finding.span.start,
        "end": finding.span.end,
        "key": finding.key,
    }
    if with_text:
        told["text"], told["message"] = finding.text, finding.message
        told["suggestions"] = [suggestion.text for suggestion in finding.suggestions]
    return told


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise UsageError(
            "plainletter.arrow needs pyarrow, which cannot be loaded here. "
            'Install it with: pip install "plainletter[arrow]"'
        ) from None
    return pyarrow
