"""The mail reader."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_read_text import kinds, markers, sound, texts

from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers.from_eml import read
from plainletter.sourcemap import Anchor

HEAD = "From: jo@council.example\nTo: sam@home.example\nSubject: About Kai\nMIME-Version: 1.0\n"


def load(mail: str | bytes, *sources: tuple[str, str]) -> Document:
    data = mail if isinstance(mail, bytes) else mail.encode()
    document = read(data, "letter.eml")
    found = {(part, node): text for node, (part, text) in enumerate(sources)}
    sound(document, found or None)
    return document


def pairs(document: Document) -> list[tuple[str, str]]:
    return list(zip(kinds(document), texts(document), strict=True))


def plain(
    body: str | bytes, kind: str = "text/plain; charset=utf-8", coding: str = "8bit"
) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    head = f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n\n"
    return head.encode() + content


def parts(kind: str, *inner: str, boundary: str = "BB") -> str:
    joined = "".join(f"--{boundary}\n{part}\n" for part in inner)
    return f'Content-Type: {kind}; boundary="{boundary}"\n\n{joined}--{boundary}--\n'


def text_part(body: str, kind: str = "plain") -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\n\n{body}"


def attachment(name: str, kind: str = "application/octet-stream") -> str:
    return f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n\nxx'


def test_plain_mail() -> None:
    body = "Dear Sam,\n\n1. Come to the meeting\n2. Ring me\n\nYours sincerely,\nJo\n"
    document = load(plain(body), ("text/plain", body))
    assert document.title == "About Kai"
    assert document.format == "eml"
    assert texts(document) == [
        "Dear Sam,",
        "Come to the meeting",
        "Ring me",
        "Yours sincerely,",
        "Jo",
    ]
    assert markers(document) == [("1.", 1), ("2.", 1)]
    assert document.source.anchor(0) == Anchor("text/plain", 0, 0)


@pytest.mark.parametrize(
    "mail",
    [
        plain("We’re £5 – ok"),
        plain("We’re £5 – ok".encode("cp1252"), "text/plain; charset=iso-8859-1"),
        plain("We’re £5 – ok".encode("cp1252"), "text/plain; charset=unknown-8bit"),
        plain("We’re £5 – ok".encode("cp1252"), "text/plain; charset=x-foo"),
        plain("We’re £5 – ok", "text/plain; charset=us-ascii"),
        plain("We’re £5 – ok", "text/plain"),
        plain("We’re £5 – ok", "text/plain; charset=base64"),
        plain("We=E2=80=99re =C2=A35 =E2=80=93 o=\nk", coding="quoted-printable"),
        plain("V2XigJlyZSDCozUg4oCTIG9r", coding="base64"),
        plain("V2XigJlyZSDCozUg4oCTIG9r", coding="BASE64 "),
        plain("We’re £5 – ok", coding="x-unknown"),
    ],
)
def test_character_sets_and_codings(mail: bytes) -> None:
    assert texts(load(mail)) == ["We’re £5 – ok"]


def test_flowed_text() -> None:
    kind = "text/plain; charset=utf-8; format=flowed"
    body = "We want to \nhelp you.\n From here\n\n> old \n> mail\n>> older\n-- \nJo\n"
    document = load(plain(body, kind), ("text/plain", body))
    assert pairs(document) == [
        ("paragraph", "We want to help you."),
        ("paragraph", "From here"),
        ("quote", "old mail"),
        ("quote", "older"),
        ("paragraph", "Jo"),
    ]
    joined = load(plain("Donau\n \ndampf \nschiff", kind + "; delsp=yes"))
    assert texts(joined) == ["Donau", "dampfschiff"]


def test_plain_text_is_preferred_to_html() -> None:
    inner = parts("multipart/alternative", text_part("<p>rich", "html"), text_part("bare"))
    assert texts(load(HEAD + inner)) == ["bare"]


def test_html_where_there_is_no_plain_text() -> None:
    body = "<p>Dear &amp; Sam</p><ul><li>one</ul><blockquote>old</blockquote>"
    inner = parts("multipart/alternative", text_part(" "), text_part(body, "html"))
    document = load(HEAD + inner, ("text/html", body))
    assert pairs(document) == [("paragraph", "Dear & Sam"), ("list_item", "one"), ("quote", "old")]
    related = parts(
        "multipart/related", text_part("<p>deep", "html"), attachment("a.png", "image/png")
    )
    document = load(HEAD + parts("multipart/alternative", related, boundary="CC"))
    assert texts(document) == ["deep"]
    assert not document.problems


def test_several_text_parts_are_all_read() -> None:
    inner = parts(
        "multipart/mixed", text_part("One."), text_part("<p>Two", "html"), text_part("Three.")
    )
    document = load(
        HEAD + inner, ("text/plain", "One."), ("text/html", "<p>Two"), ("text/plain", "Three.")
    )
    assert texts(document) == ["One.", "Two", "Three."]


def test_attached_letters_are_a_problem() -> None:
    inner = parts(
        "multipart/mixed",
        text_part("See the letter."),
        attachment("letter.docx"),
        attachment("logo.png", "image/png"),
        attachment("notes.txt", "text/plain"),
        "Content-Type: message/rfc822\n\n" + HEAD + "\nForwarded text",
    )
    document = load(HEAD + inner)
    assert texts(document) == ["See the letter."]
    assert [p.message.split(" was ")[0] for p in document.problems] == [
        "the attachment “letter.docx”",
        "the attachment “notes.txt”",
        "the attachment “message”",
    ]


def test_a_mail_that_is_only_an_attachment() -> None:
    with pytest.raises(ReadError, match="save its attachments"):
        load(HEAD + parts("multipart/mixed", attachment("letter.pdf")))


def test_a_mail_that_only_wraps_another_is_read() -> None:
    inner = "Content-Type: message/rfc822\n\n" + HEAD + "\nDear Sam,"
    assert texts(load(HEAD + inner)) == ["Dear Sam,"]
    assert texts(load(HEAD + parts("multipart/mixed", inner))) == ["Dear Sam,"]


@pytest.mark.parametrize(
    "old",
    [
        "On Mon, 4 May 2026 at 10:00, Sam Lee wrote:\n> old",
        "On Mon, 4 May 2026 at 10:00, Sam Lee-Featherstone of Long Street\n<sam@home.example> wrote:\n> old",
        "Sam <sam@home.example> wrote:\n\nold words",
        "-----Original Message-----\nFrom: Sam\nSent: Monday\n\nold words",
        "From: Sam\nSent: 4 May 2026\nTo: Jo\nSubject: x\n\nold words\n\nmore",
        "---------- Forwarded message ---------\nFrom: Sam\nDate: Monday\n\nold",
        "Begin forwarded message:\n\nold",
    ],
)
def test_earlier_mail_is_quoted(old: str) -> None:
    found = kinds(load(plain(f"Dear Sam,\n\nPlease ring me.\n\n{old}\n")))
    assert found[:2] == ["paragraph", "paragraph"]
    assert set(found[2:]) == {"quote"}


def test_answers_between_quoted_lines_are_not_quoted() -> None:
    document = load(plain("On 4 May 2026, Sam wrote:\n> old\n\nMy answer.\n\n> more\n\nBye.\n"))
    assert pairs(document) == [
        ("quote", "On 4 May 2026, Sam wrote:"),
        ("quote", "old"),
        ("paragraph", "My answer."),
        ("quote", "more"),
        ("paragraph", "Bye."),
    ]


def test_a_forwarded_letter_with_nothing_above_it_is_read() -> None:
    body = (
        "---------- Forwarded message ---------\nFrom: Jo\nDate: Monday\n\nDear Sam,\n\nWe worry.\n"
    )
    assert pairs(load(plain(body)))[-2:] == [("paragraph", "Dear Sam,"), ("paragraph", "We worry.")]


def test_a_memo_is_not_earlier_mail() -> None:
    body = "To: Ms Lee\nFrom: Hillford Council\nDate: 4 May 2026\n\nWe are worried about Kai.\n"
    assert set(kinds(load(plain(body)))) == {"paragraph"}


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?q?Kai=E2=80=99s?=\n =?utf-8?q?_letter?=", "Kai’s letter"),
        ("=?x-foo?q?Kai?=", "Kai"),
        ("=?utf-8?b?broken!?=", None),
        ("", ""),
    ],
)
def test_subjects(subject: str, title: str | None) -> None:
    document = load(f"Subject: {subject}\nFrom: a@b.example\n\nDear Sam,\n")
    assert "\n" not in document.title
    if title is not None:
        assert document.title == title


def test_odd_mails() -> None:
    assert texts(load('From: a\nTo: "x <y\nContent-Type: ;;;\n\nDear Sam,')) == ["Dear Sam,"]
    assert texts(load("From: a\nContent-Type: multipart/mixed\n\nDear Sam,")) == ["Dear Sam,"]
    with pytest.raises(ReadError, match="no text"):
        load(HEAD + "\n\n")
    with pytest.raises(ReadError, match="text"):
        load(plain(bytes(range(256))))
    deep = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000)
    )
    with pytest.raises(ReadError, match="nested"):
        load(HEAD + deep + "Content-Type: text/plain\n\nx")


MAIL = st.lists(
    st.sampled_from(
        [
            "From: a\n", "Subject: =?", "?=", "Content-Type: text/plain", "; charset=utf-8", "; format=flowed",
            "; delsp=yes", "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: text/html\n",
            "Content-Type: message/rfc822\n", "Content-Transfer-Encoding: base64\n", "--b\n", "--b--\n", "\n",
            "\n\n", "a ", "> ", "On x wrote:", "<p>", "=E2", "YWI=", "\xe9", ";;", '"', "filename=x.pdf",
            "Content-Disposition: attachment\n", "-----Original Message-----\n", "charset*=x'y'z",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(MAIL)
def test_any_mail_is_sound(text: str) -> None:
    with contextlib.suppress(ReadError):
        load(text.encode("latin-1"))


@given(st.binary(max_size=200))
def test_any_bytes_are_sound(data: bytes) -> None:
    with contextlib.suppress(ReadError):
        load(HEAD.encode() + data)
