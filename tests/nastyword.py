"""Word files with everything in them that makes reviewing hard, each a letter with words to change."""

from __future__ import annotations

from wordfile import field, mark, p, r, row, style, t, word

HARD = "Prior to the visit we will commence the work in order to assist you."
"""A sentence with several safe rewrites in it."""

LETTER = p("Dear Ms Okafor") + "{}" + p("Yours sincerely") + p("Helen Marsh")


def _letter(body: str, **more: object) -> bytes:
    return word(LETTER.replace("{}", body), **more)  # type: ignore[arg-type]


def _box(inside: str, old: str) -> str:
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="914400" cy="914400"/><wp:docPr id="7" name="Box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox><w:txbxContent>{old}</w:txbxContent></v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


_LINE = '<w:u w:val="single"/>'
_WIDE = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
_HAND = 'w:author="Sam" w:date="2026-01-01T00:00:00Z"'
_NOTE = (
    '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    f'<w:footnote w:id="1">{p(HARD)}</w:footnote>'
)
_COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:comment w:id="3" {_HAND} w:initials="S"><w:p><w:r><w:t>Is this right?</w:t></w:r></w:p></w:comment>'
    "</w:comments>"
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

FILES: dict[str, bytes] = {
    "mixed-runs": _letter(
        p(r("Pri", "<w:b/>") + r("or", "<w:b/><w:i/>") + r(" to", _LINE)
          + '<w:proofErr w:type="spellStart"/>' + r(" the visit we will com") + r("men", '<w:color w:val="FF0000"/>')
          + r("ce the work."))
    ),
    "hyperlink": _letter(
        p(r("Prior to the visit ") + f'<w:hyperlink w:anchor="here">{r("we will commence", _LINE)}{r(" the work")}</w:hyperlink>'
          + r(" in order to assist you."))
    ),
    "fields": _letter(
        p(r("Prior to ") + field(" MERGEFIELD day ", r("the visit prior to")) + r(" we will commence the work."))
        + p('<w:fldSimple w:instr=" MERGEFIELD x "><w:r><w:t>We commence</w:t></w:r></w:fldSimple>' + r(" and we will commence it."))
        + p(field(' HYPERLINK "http://example.org" ', r("Prior to the visit")) + r(" we commence."))
    ),
    "nested-fields": _letter(
        p(r("We will commence ") + mark("begin") + '<w:r><w:instrText> IF </w:instrText></w:r>'
          + field(" MERGEFIELD y ", r("a")) + '<w:r><w:instrText> = "a" "prior to" </w:instrText></w:r>'
          + mark("separate") + r("prior to the visit") + mark("end") + r(" and commence it again."))
    ),
    "footnote": _letter(
        p(r("We will commence it") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + r(" prior to May."))
        + p(HARD), parts={"footnotes": _NOTE},
    ),
    "headers": _letter(
        p(HARD) + '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr></w:pPr></w:p>',
        parts={"header1": p("Prior to your visit, commence here."), "footer1": p("Prior to May.")},
    ),
    "tables": _letter(
        "<w:tbl>" + row(p(HARD), p("Prior to May.", '<w:jc w:val="right"/>'))
        + row(f"{_WIDE}<w:tbl>{row(p('We commence it prior to May.'))}</w:tbl>{p('')}")
        + "</w:tbl>"
    ),
    "text-box": _letter(p(r("We commence it. ") + _box(p(HARD), p(HARD))) + p(HARD)),
    "text-box-differs": _letter(p(r("We commence it. ") + _box(p(HARD), p("An older copy.")))),
    "controls": _letter(
        _control(p(HARD)) + _control(p(HARD), '<w:lock w:val="sdtContentLocked"/>')
        + p(r("We will ") + _control(r("commence it"), "<w:text/>") + r(" prior to ") + _control(r("the visit, and commence it"))
            + r("."))
    ),
    "tracked": _letter(
        p(r("We will ") + f'<w:ins w:id="11" {_HAND}>{r("commence the work prior to", "<w:b/>")}</w:ins>'
          + f'<w:del w:id="12" {_HAND}><w:r><w:delText>start prior to</w:delText></w:r></w:del>' + r(" the visit and commence it."))
        + p(f'<w:moveFrom w:id="13" {_HAND}>{r("We commence it.")}</w:moveFrom>' + r("Prior to May."))
        + p(f'<w:moveTo w:id="14" {_HAND}>{r("We commence it.")}</w:moveTo>')
    ),
    "comments": _letter(
        p('<w:commentRangeStart w:id="3"/>' + r("Prior to the visit") + '<w:commentRangeEnd w:id="3"/>'
          '<w:r><w:commentReference w:id="3"/></w:r>' + r(" we will commence it.")),
        extra={
            "word/comments.xml": _COMMENTS,
            "word/_rels/document.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId9" Type="{_RELATED}/comments" Target="comments.xml"/></Relationships>'
            ),
        },
    ),
    "breaks": _letter(
        p(f"<w:r>{t('Prior to the visit')}<w:br/>{t('we will commence')}<w:tab/>{t('the work in order')}<w:br/>{t('to assist you.')}</w:r>")
        + p(f"<w:r>{t('We will com')}<w:softHyphen/>{t('mence it prior')}<w:noBreakHyphen/>{t('to May.')}</w:r>")
    ),
    "bookmarks": _letter(
        p('<w:bookmarkStart w:id="40" w:name="here"/>' + r("Prior ") + '<w:permStart w:id="41" w:edGrp="everyone"/>'
          + r("to the visit") + '<w:bookmarkEnd w:id="40"/>' + r(" we will commence it.") + '<w:permEnd w:id="41"/>')
    ),
    "list": _letter(
        p(r("Prior to the visit we will commence it."), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + p(HARD, '<w:pStyle w:val="Quote1"/>') + p("She said: “We will commence it prior to May.”"),
        parts={
            "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
            "styles": style("Quote1", "Quote"),
        },
    ),
    "strict": _letter(p(HARD) + p(r("We will commence it.", "<w:b/>")), strict=True),
    "hidden": _letter(
        p(r("Prior ") + r("secret ", "<w:vanish/>") + r("to the visit we will commence it."))
        + p(r("We commence ") + "<w:r><w:drawing/></w:r>" + r("it prior to May."))
    ),
    "macro-file": _letter(p(HARD), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
}  # fmt: skip
