"""The Markdown and HTML readers."""

from __future__ import annotations

import contextlib

import pytest
from conftest import Tighten
from hypothesis import given
from hypothesis import strategies as st
from test_read_text import kinds, markers, sound, texts

from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers import from_html, from_md
from plainletter.readers.decode import decode


def md(text: str) -> Document:
    document = from_md.read(text.encode(), "letter.md")
    sound(document, {("", 0): text})
    return document


def page(text: str) -> Document:
    document = from_html.read(text.encode(), "letter.html")
    sound(document, {("", 0): decode(text.encode())})
    return document


def pairs(document: Document) -> list[tuple[str, str]]:
    return list(zip(kinds(document), texts(document), strict=True))


def bold(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.bold]


def marked(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.placeholders]


def copied(document: Document) -> float:
    """The share of the text, line ends between blocks aside, that stands in the source as it is."""
    blocks = sum(len(block.span) for block in document.blocks)
    pieces = [
        piece
        for block in document.blocks
        for piece in document.source.pieces(block.span)
        if piece[1].how == "copied"
    ]
    return sum(len(span) for span, _ in pieces) / blocks


def cells(document: Document) -> list[tuple[str, int | None, int | None, int | None, bool]]:
    return [
        (b.span.of(document.text), b.place.table, b.place.row, b.place.cell, b.header)
        for b in document.blocks
        if b.kind == "table_cell"
    ]


def allowed(document: Document) -> list[tuple[str, str | None, str]]:
    return [
        (a.rule, None if a.span is None else a.span.of(document.text), a.where)
        for a in document.allowances
    ]


# -- Markdown -------------------------------------------------------------------------------------


def test_md_blocks() -> None:
    document = md(
        "# About *Kai* #\n\nDear Sam,\n\nOur worries\n---\n\nOne line\nand two.\n\n> Quoted\n> words.\n\n"
        "1) first\n2) second\n   - inner\n\n   still second\n\n```\ncode\n```\n\n---\n\n[^1]: A note.\n"
    )
    assert pairs(document) == [
        ("heading", "About Kai"),
        ("paragraph", "Dear Sam,"),
        ("heading", "Our worries"),
        ("paragraph", "One line\nand two."),
        ("quote", "Quoted\nwords."),
        ("list_item", "first"),
        ("list_item", "second"),
        ("list_item", "inner"),
        ("list_item", "still second"),
        ("markup", "code"),
        ("note", "A note."),
    ]
    assert markers(document) == [("1)", 1), ("2)", 1), ("-", 2), ("", 1)]
    assert [b.level for b in document.blocks][:3] == [1, 0, 2]
    assert document.blocks[0].place.to_dict() == {"line": 1, "column": 3}
    assert copied(document) == 1


def test_md_inline() -> None:
    document = md(
        "We **are *very* worried** &amp; \\*sad\\* about `Kai  x` ~~now~~, "
        'see [our *page*](http://a.example/x "t (1)") and <http://b.example>.  \n'
        "Next\\\nline <b>here</b><br>now ![a picture [1]](u) or [ref] it.\n\n**All bold**\n\n[ref]: /u\n"
    )
    assert texts(document) == [
        "We are very worried & *sad* about Kai  x now, see our page and http://b.example.\n"
        "Next\nline here\nnow or ref it.",
        "All bold",
    ]
    assert bold(document) == ["are very worried", "here", "All bold"]
    assert [b.bold for b in document.blocks] == [False, True]


def test_md_tables() -> None:
    document = md("| A | x \\| B |\n|---|---|\n| x | A |\n| | x |\n")
    assert cells(document) == [
        ("A", 1, 1, 1, True),
        ("x | B", 1, 1, 2, True),
        ("x", 1, 2, 1, False),
        ("A", 1, 2, 2, False),
        ("x", 1, 3, 2, False),
    ]
    assert [b.place.column for b in document.blocks] == [3, 7, 3, 7, 5]


def test_md_front_matter_and_html() -> None:
    document = md("---\ntitle: Kai\n---\n\n<div>Hello <b>you</b><br>all</div>\n\nBye {{ name }}.\n")
    assert document.title == "Kai"
    assert texts(document) == ["Hello you\nall", "Bye {{ name }}."]
    assert document.blocks[0].place.line == 5
    assert marked(document) == ["{{ name }}"]


def test_md_comments() -> None:
    document = md(
        "One <!-- plainletter: allow a.b because c -->two.\n\n<!-- plainletter: allow d.e because f -->\n"
        "- item\n\n<!-- plainletter: allow-letter g because h --> Three.\n\n<!-- plainletter: x -->\n"
    )
    assert texts(document) == ["One two.", "item", "Three."]
    assert allowed(document) == [
        ("a.b", "One two.", "line 1"),
        ("d.e", "item", "line 3"),
        ("g", None, "line 6"),
    ]
    assert [p.where for p in document.problems] == ["line 8"]


@pytest.mark.parametrize("code", ["(020) 7946 0177", "(0113) 496 0577", "(029) 2018 0441"])
def test_an_area_code_is_no_list_number(code: str) -> None:
    block = ("paragraph", code)
    assert pairs(md(f"{code}\n")) == pairs(page(f"<p>{code}</p>")) == [block]
    table = md(f"| Firm | {code} |\n|---|---|\n| {code} | x |\n")
    assert texts(table) == ["Firm", code, code, "x"]
    assert texts(page(f"<table><tr><td>{code}</td></tr></table>")) == [code]


@pytest.mark.parametrize("number", ["(1)", "(12)", "(a)", "(iv)", "(B)"])
def test_a_number_in_brackets_is_a_list_number(number: str) -> None:
    for document in (md(f"{number} Come in.\n"), page(f"<p>{number} Come in.</p>")):
        assert (markers(document), texts(document)) == ([(number, 1)], ["Come in."])


def test_md_typed_bullet_is_an_item() -> None:
    assert markers(md("• Come to the meeting\n")) == [("•", 1)]


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"aB1 .*_`[]()<>!|-\n\n\\#~&;",
            "**",
            "](",
            "<b>",
            "<!-- ",
            "-->",
            "&amp;",
            "  \n",
            "|---|",
            "> ",
        ]
    ),
    max_size=40,
).map("".join)


@given(MARKDOWN)
def test_any_markdown_is_sound(text: str) -> None:
    with contextlib.suppress(ReadError):
        md(text)


# -- HTML -----------------------------------------------------------------------------------------


def test_html_blocks() -> None:
    document = page(
        "<!doctype html><title>About\n Kai</title><style>p { x }</style><script>y()</script>"
        "<h2>1. Why</h2>text <i>alone</i><p>One\n  two<p>three<blockquote>said</blockquote>"
        "<ul><li>a<li><p>b</p><p>more</p><ol start=3 type=a><li>in</ol></ul><hr><address>Road</address>"
        "<pre>x  y\n\nz</pre><footer>Page 1 of 2</footer><template>no</template>"
    )
    assert document.title == "About Kai"
    assert pairs(document) == [
        ("heading", "Why"),
        ("paragraph", "text alone"),
        ("paragraph", "One two"),
        ("paragraph", "three"),
        ("quote", "said"),
        ("list_item", "a"),
        ("list_item", "b"),
        ("list_item", "more"),
        ("list_item", "in"),
        ("paragraph", "Road"),
        ("paragraph", "x  y"),
        ("paragraph", "z"),
        ("furniture", "Page 1 of 2"),
    ]
    assert markers(document) == [("•", 1), ("•", 1), ("", 1), ("c.", 2)]
    assert document.blocks[0].marker == "1."
    assert document.blocks[0].level == 2


def test_html_entities_keep_their_places() -> None:
    text = "<p>A &amp; B&nbsp;&eacute;&#233;&#xE9;&#146;&lt;x&gt; &notit; & 5 < 6 un&shy;seen &bogus;</p>"
    document = page(text)
    assert document.text == "A & B\u00a0ééé’<x> ¬it; & 5 < 6 unseen &bogus;"
    source = {document.text.index(char): char for char in ("B", "6", "<")}
    for offset, char in source.items():
        anchor = document.source.anchor(offset)
        assert anchor is not None
        assert text[anchor.offset] == (char if char != "<" else "&")


def test_html_blanks_collapse_and_breaks_stay() -> None:
    document = page(
        "<p> A \n b <b> c</b> <i> </i>d<br> e <br/>\n<br> f&#32;&#32;g </p>\r\n<p>\u00a0</p>"
    )
    assert texts(document) == ["A b c d\ne", "f g"]


def test_html_words_in_neighbouring_elements_stay_together() -> None:
    assert texts(page("<p><span>Ka</span><b>i</b>’s <q>home</q></p>")) == ["Kai’s “home”"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>x</p>",
        "<p style='color:red; display: none'>x</p>",
        "<span style='visibility:hidden'>x</span>",
        "<del>x</del>",
        "<select><option>x</select>",
        "<!--[if mso]>x<![endif]-->",
        "<noscript>x</noscript>",
        "<svg><title>x</title><text>x</text></svg>",
    ],
)
def test_html_what_is_not_shown(hidden: str) -> None:
    assert texts(page(f"<div>a</div>{hidden}<div>b</div>")) == ["a", "b"]


def test_html_tables() -> None:
    document = page(
        "<table><thead><tr><th>H<th>I</thead><tr><td>a<td><p>b</p><ul><li>c</ul></table>"
        "<table><tr><td>Box</table>"
        "<table><tr><td>outer<td><table><tr><td>x<td>y</table></table>"
        "<table role=presentation><tr><td>left<td>right</table>"
    )
    assert cells(document) == [
        ("H", 1, 1, 1, True),
        ("I", 1, 1, 2, True),
        ("a", 1, 2, 1, False),
        ("b", 1, 2, 2, False),
        ("c", 1, 2, 2, False),
        ("x", 2, 1, 1, False),
        ("y", 2, 1, 2, False),
    ]
    rest = [text for kind, text in pairs(document) if kind == "paragraph"]
    assert rest == ["Box", "outer", "left", "right"]


def test_html_bold() -> None:
    document = page(
        "<p><b>All <i>of</i> it</b></p><p>Some <strong>bold</strong>"
        "<span style='font-weight:700'> too</span></p><p><b>a<span style='font-weight:normal'>b</span></b>"
    )
    assert [b.bold for b in document.blocks] == [True, False, False]
    assert bold(document) == ["All of it", "bold too", "a"]


def test_html_templates() -> None:
    text = (
        '<p class="{{ c }}">Dear <%= link "<b>" %> {{ user.name }},{% if a > b %} well{% endif %}'
        "{# no #}<%# no %><%- x -%></p><table>{% for a in b %}<tr><td>{{ a }}<td>x</tr>{% endfor %}</table>"
        "<p>child{% if n %}ren{% endif %} {{ open"
    )
    document = page(text)
    assert texts(document) == [
        'Dear <%= link "<b>" %> {{ user.name }}, well',
        "{{ a }}",
        "x",
        "children {{ open",
    ]
    assert marked(document) == ['<%= link "<b>" %>', "{{ user.name }}", "{{ a }}"]
    assert copied(document) == 1


def test_html_word_lists() -> None:
    document = page(
        "<p>·<![if !supportLists]><span>&nbsp;&nbsp; </span><![endif]>Come</p><p>2.&nbsp; Ring</p>"
    )
    assert texts(document) == ["Come", "Ring"]
    assert markers(document) == [("·", 1), ("2.", 1)]


def test_html_comments() -> None:
    document = page(
        "<p>One <!-- plainletter: allow a.b because c -->two</p>\n<!-- plainletter: allow d because e -->"
        "<p>three</p><!-- plainletter: allow f --><p>four<!-- plainletter: allow g because h -->"
    )
    assert allowed(document) == [
        ("a.b", "One two", "line 1"),
        ("d", "three", "line 2"),
        ("g", "four", "line 2"),
    ]
    assert [p.where for p in document.problems] == ["line 2"]


def test_html_text_thrown_out_of_a_table_is_kept() -> None:
    document = page("<table>foo<tr><td>x</td>bar &amp; {{ y }}<td>z</tr></table>after")
    assert "".join(texts(document)).count("foobar & ") == 1
    assert texts(document)[-1] == "after"
    assert copied(document) < 1


def test_html_stray_tags_within_a_text() -> None:
    document = page("<p>a</z>b &amp;</z>c</p>")
    assert texts(document) == ["ab &c"]
    assert copied(document) == 4 / 5


def test_html_quoted_mail() -> None:
    document = page('<p>Hi<div class="gmail_quote x">On 3 May<p>old</div><p>bye')
    assert pairs(document) == [
        ("paragraph", "Hi"),
        ("quote", "On 3 May"),
        ("quote", "old"),
        ("paragraph", "bye"),
    ]


@pytest.mark.parametrize("text", ["<p></p>", "<title>x</title>", "<script>x</script>", "&nbsp;"])
def test_html_without_words(text: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        page(text)


def test_limits(tighten: Tighten) -> None:
    tighten(paragraphs=2)
    with pytest.raises(ReadError, match="paragraphs"):
        page("<p>a<p>b<p>c")
    with pytest.raises(ReadError, match="paragraphs"):
        md("a\n\nb\n\nc\n")
    tighten(characters=2)
    with pytest.raises(ReadError, match="characters"):
        page("<p>abc")


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 20_000 + "x",
        "<b>a" * 5_000,
        "<p>a" * 20_000,
        "{{" * 50_000 + "x",
        "a &amp; b " * 20_000,
        "<table><tr><td>x" * 3_000,
        "<%" * 50_000 + "x",
        "<ul><li>x" * 5_000,
    ],
)
@pytest.mark.timeout(120)
def test_hostile_pages_come_to_an_end(text: str) -> None:
    assert from_html.read(text.encode(), "a.html").text


@pytest.mark.parametrize(
    "text",
    ["`a` " * 10_000, "[a](b) " * 5_000, "**a** " * 10_000, "![a](b) " * 5_000, "a\n" * 20_000],
)
@pytest.mark.timeout(120)
def test_hostile_markdown_comes_to_an_end(text: str) -> None:
    assert from_md.read(text.encode() + b"x", "a.md").text


HTML = st.lists(
    st.sampled_from(
        [
            *"aB1 .\n&;<>/\"'={}%", "<p>", "</p>", "<b>", "</b>", "<br>", "<table>", "<tr>", "<td>", "<th>",
            "</table>", "<li>", "<ul>", "</ul>", "<ol>", "<pre>", "</pre>", "<h1>", "<blockquote>", "&amp;",
            "&#8217;", "&shy;", "{{", "}}", "<%=", "%>", "{%", "%}", "<!--", "-->", "<![if x]>", "</z>", "<q>",
            "<title>", "<head>", "<svg>", "<template>", "<select>", "<a hidden>",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(HTML)
def test_any_html_is_sound(text: str) -> None:
    with contextlib.suppress(ReadError):
        page(text)
