"""Charts as Vega-Lite specs, and the SVG that is made of them for a page without scripts.

No place depends on how wide a text comes out: so a chart is the same whatever fonts a machine has. Text goes in as data, cleaned and cut by `plain`, and what comes out
of the library is let through only where it is plain drawing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Spec = dict[str, Any]
"""A Vega-Lite spec, as JSON has it."""

Width = Literal["wide", "narrow"]
"""For a desk and paper, or for a phone."""

WIDTHS: Mapping[Width, int] = {"wide": 720, "narrow": 310}
"""Pixels of a drawing. It is shown at about that width, so that text is as big as it is drawn."""

COLOURS: Mapping[str, tuple[str, str]] = {
    # name: (on white, on the dark page)
    "ink": ("#22282e", "#e6eaed"),
    "quiet": ("#545c64", "#b4bcc3"),
    "grid": ("#d4d9dd", "#424a52"),
    "track": ("#e9ecee", "#2b3138"),
    "mark": ("#1d5f96", "#6db3ee"),
    "good": ("#17507d", "#79bcf2"),
    "fair": ("#6d747b", "#a7afb6"),
    "poor": ("#bf4a17", "#f0945f"),
    "inside": ("#ffffff", "#14181c"),
}
"""Colours that hold for all kinds of colour vision: at least 4.5:1 for text (that inside a bar too) and
3:1 for bars. A page for a dark screen swaps each for its second."""

TEXT = 13
"""Pixels of a letter; also its size on a phone."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_VERSION = "6.4"
_PER_LETTER = 7.3
"""Pixels a letter takes at most on average, in the broadest of the usual fonts."""
_LINE = 17
_BAR = 18
_GAP = 14

_JOINERS = "\u200c\u200d"


def plain(text: str, most: int = 200, *, middle: bool = False) -> str:
    """A text from elsewhere as one line of at most `most` code points that obeys nothing and nobody.

    Every text of a chart goes through this: a zero byte in one would end the whole process.

    Control characters, lone surrogates and marks that turn the direction of writing become "�", so that
    they are seen. What is too long ends in "…", or has it in the middle, where the end tells most.
    """
    shown = " ".join("".join(_safe(char) for char in text).split())
    if not shown:
        return "(no name)"
    if len(shown) <= most:
        return shown
    if not middle:
        return shown[: most - 1].rstrip() + "…"
    tail = most * 2 // 3
    return shown[: most - tail - 1].rstrip() + "…" + shown[-tail:].lstrip()


def _safe(char: str) -> str:
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
        return "\ufffd"
    if kind == "Cf" and char not in _JOINERS:
        return "" if char in "\u00ad\ufeff" else "\ufffd"
    return char


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: its share of the whole (0 to 1), a colour's name, and a text that stands inside
    where there is room for it."""

    share: float
    colour: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A bar from the left, its name above it, and at the right end of that line what it comes to."""

    name: str
    parts: tuple[Part, ...]
    note: str = ""


def bars(rows: Sequence[Row], width: Width, lines: Sequence[float] = ()) -> Spec:
    """Bars below each other, each on a track that is the whole. `lines` are shares (0 to 1) at which a line
    runs through all of them."""
    across = WIDTHS[width]
    y = 0
    names: _Values = []
    notes: _Values = []
    tracks: _Values = []
    stretches: _Values = []
    inside: _Values = []
    for row in rows:
        letters = int(across / _PER_LETTER) - len(row.note) - 2
        wrapped = _wrap(plain(row.name, 120), letters)
        names.append({"share": 0, "y": y + TEXT, "text": wrapped})
        y += _LINE * (len(wrapped) - 1)
        if row.note:
            notes.append({"share": 1, "y": y + TEXT, "text": plain(row.note, 30)})
        y += _LINE + 1
        tracks.append({"share": 0, "end": 1, "y": y, "y2": y + _BAR})
        share = 0.0
        for part in row.parts:
            end = share + part.share
            if part.share > 0:
                # A thin gap parts neighbours for those who cannot tell the colours.
                gap = 1.5 / across if len(row.parts) > 1 else 0.0
                stretches.append(
                    {"share": share, "end": max(end - gap, share + gap / 3), "y": y, "y2": y + _BAR,
                     "colour": part.colour}
                )  # fmt: skip
                if part.text and part.share * across > len(part.text) * _PER_LETTER + 8:
                    inside.append(
                        {"share": (share + end) / 2, "y": y + TEXT, "text": plain(part.text, 30)}
                    )
            share = end
        y += _BAR + _GAP

    def of_colour(colour: str) -> _Values:
        return [stretch for stretch in stretches if stretch["colour"] == colour]

    place: Spec = {
        # Where a name is two lines high is known only here, so down the page all is in pixels.
        "x": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
    }
    stretch: Spec = {**place, "x2": {"field": "end"}, "y2": {"field": "y2"}}
    # Only across the bars, so that no name is struck through.
    crossing = [
        {"share": share, "end": share, "y": track["y"] - 3, "y2": track["y2"] + 3}
        for share in lines
        for track in tracks
    ]
    layers = [
        _layer(_rect("track"), tracks, stretch),
        *(
            _layer(_rect(colour), of_colour(colour), stretch)
            for colour in dict.fromkeys(stretch["colour"] for stretch in stretches)
        ),
        # On a dark bar the line needs a light edge.
        _layer({**_rule("inside"), "strokeWidth": 4}, crossing, stretch),
        _layer({**_rule("ink"), "strokeWidth": 1.5}, crossing, stretch),
        _layer(_text("ink"), names, _worded(place)),
        _layer(_text("ink", align="right", bold=True), notes, _worded(place)),
        _layer(_text("inside", align="center"), inside, _worded(place)),
    ]
    return _drawing(across, max(y - _GAP, 1), layers)


def histogram(bins: Sequence[int], width: Width, bands: Mapping[str, tuple[int, int]]) -> Spec:
    """Columns for the letters of each tenth of 0 to 100 points. `bands` are names of colours and the scores
    from and to which they reach; they stand below the columns."""
    tall = 190
    across = WIDTHS[width] - 8
    step = 100 / len(bins)
    most = max(max(bins), 1)
    fits = max(len(f"{many:,}") for many in bins) * _PER_LETTER <= across / len(bins) + 2
    columns = [
        {"from": at * step, "to": (at + 1) * step, "middle": (at + 0.5) * step, "letters": many,
         "text": f"{many:,}"}
        for at, many in enumerate(bins)
        if many
    ]  # fmt: skip
    strips = {
        name: [{"from": low, "to": high, "middle": (low + high) / 2, "text": name}]
        for name, (low, high) in bands.items()
    }
    ticks = list(range(0, 101, 10 if width == "wide" else 20))
    axis = {"values": ticks, **_axis(grid=False), "labelFlush": True}
    letters = {"field": "letters", "type": "quantitative", "axis": None,
               "scale": {"domain": [0, most], "nice": False}}  # fmt: skip

    def score(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "axis": axis,
                "scale": {"domain": [0, 100], "nice": False}}  # fmt: skip

    layers = [
        _layer(
            # A thin gap parts the columns.
            {**_rect("mark"), "xOffset": 1, "x2Offset": -1}, columns,
            {"x": score("from"), "x2": {"field": "to"}, "y": letters, "y2": {"datum": 0}},
        ),
        _layer(
            {**_text("ink", align="center"), "dy": -5},
            [column for column in columns if fits or column["letters"] == most],
            _worded({"x": score("middle"), "y": letters}),
        ),
        *(
            _layer(
                {**_rect(name), "xOffset": 1, "x2Offset": -1}, strip,
                {"x": score("from"), "x2": {"field": "to"}, "y": {"value": tall + 27},
                 "y2": {"value": tall + 27 + _BAR}},
            )
            for name, strip in strips.items()
        ),
        *(
            _layer(
                _text("inside", align="center"), strip,
                _worded({"x": score("middle"), "y": {"value": tall + 27 + TEXT}}),
            )
            for strip in strips.values()
        ),
    ]  # fmt: skip
    return _drawing(across, tall, layers, top=22, bottom=46, left=4, right=4)


@dataclass(frozen=True, slots=True)
class Point:
    """A month of a trend: what stands below it, in lines, and its score (0 to 100), None where none is
    shown."""

    name: tuple[str, ...]
    score: float | None


def trend(points: Sequence[Point], width: Width, lines: Sequence[int] = ()) -> Spec:
    """A line over months in order; it breaks where a month has no figure. `lines` are scores at which a
    dashed line runs across."""
    tall, left, right = 200, 34, 22
    across = WIDTHS[width] - left - right
    step = across / max(len(points) - 1, 1)
    known = [at for at, point in enumerate(points) if point.score is not None]
    # Where there is no room for all figures, the first and the last tell the tale.
    told = known if step >= 28 else [*known[:1], *known[-1:]]
    every = math.ceil(40 / step)
    months = [{"at": at, "score": point.score} for at, point in enumerate(points)]
    over: _Values = []
    under: _Values = []
    for here in dict.fromkeys(told):
        value = points[here].score or 0.0
        # A figure stands above its point, or below it where a line would run through it.
        struck = value > 88 or any(0 < score - value < 12 for score in lines)
        (under if struck else over).append({"at": here, "score": value, "text": f"{value:.0f}"})
    names = [
        {"at": at, "text": [plain(line, 20) for line in point.name]}
        for at, point in enumerate(points)
        if at % every == 0
    ]  # fmt: skip
    held: _Values = [{"score": score} for score in lines]
    at: Spec = {"field": "at", "type": "quantitative", "axis": None,
                "scale": {"domain": [0, max(len(points) - 1, 1)], "nice": False}}  # fmt: skip

    score: Spec = {"field": "score", "type": "quantitative",
                   "axis": {"values": [0, 25, 50, 75, 100], **_axis(grid=True)},
                   "scale": {"domain": [0, 100], "nice": False}}  # fmt: skip
    line = {"type": "line", "stroke": _colour("mark"), "strokeWidth": 2.5,
            "invalid": "break-paths-show-domains"}  # fmt: skip
    dot = {"type": "point", "shape": "circle", "size": 60, "fill": _colour("mark"), "stroke": None,
           "opacity": 1}  # fmt: skip
    layers = [
        _layer({**_rule("quiet"), "strokeDash": [4, 3]}, held, {"y": score}),
        _layer(line, months, {"x": at, "y": score}),
        _layer(dot, [month for month in months if month["score"] is not None], {"x": at, "y": score}),
        *(
            _layer({**_text("ink", align="center", bold=True), "dy": shift}, figures,
                   _worded({"x": at, "y": score}))
            for figures, shift in ((over, -9), (under, 20))
        ),
        _layer(_text("quiet", align="center"), names, _worded({"x": at, "y": {"value": tall + 18}})),
    ]  # fmt: skip
    return _drawing(across, tall, layers, top=14, bottom=42, left=left, right=right)


_Values = list[dict[str, Any]]


def _colour(name: str) -> str:
    return COLOURS[name][0]


def _rect(colour: str) -> Spec:
    return {"type": "rect", "fill": _colour(colour), "stroke": None}


def _rule(colour: str) -> Spec:
    return {"type": "rule", "stroke": _colour(colour), "strokeWidth": 1}


def _text(colour: str, *, align: str = "left", bold: bool = False) -> Spec:
    return {
        "type": "text", "fill": _colour(colour), "align": align, "baseline": "alphabetic",
        "fontSize": TEXT, "fontWeight": "bold" if bold else "normal", "lineHeight": _LINE,
    }  # fmt: skip


def _axis(*, grid: bool) -> Spec:
    # Labels that give way to each other would have to be measured, and each machine has its own fonts.
    return {
        "title": None, "ticks": False, "grid": grid, "gridColor": _colour("grid"),
        "domain": not grid, "domainColor": _colour("quiet"), "labelColor": _colour("quiet"),
        "labelFontSize": TEXT, "labelPadding": 7, "labelOverlap": False, "labelBound": False,
        "labelLimit": 0,
    }  # fmt: skip


def _worded(place: Spec) -> Spec:
    return {**place, "text": {"field": "text", "type": "nominal"}}


def _layer(mark: Spec, values: _Values, encoding: Spec) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _drawing(
    width: int, height: int, layers: Sequence[Spec], *, top: int = 0, bottom: int = 0, left: int = 0,
    right: int = 0,
) -> Spec:  # fmt: skip
    return {
        "$schema": _SCHEMA,
        "width": width,
        "height": height,
        "padding": {"top": top, "bottom": bottom, "left": left, "right": right},
        "autosize": {"type": "none"},
        "background": None,
        "config": {"aria": False, "view": {"stroke": None}},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _wrap(text: str, letters: int, most: int = 2) -> list[str]:
    """Lines of a text. Letters of East Asia and the like count twice."""
    import textwrap

    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    room = max(int(letters * len(text) / (len(text) + wide)), 8)
    return textwrap.wrap(text, room, max_lines=most, placeholder=" …") or [""]


_TAGS = frozenset({"svg", "g", "path", "text", "tspan", "line", "rect"})
_ATTRIBUTES = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "viewBox", "transform",
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-miterlimit", "text-anchor",
        "font-size", "font-weight", "opacity",
    }
)  # fmt: skip
_VALUE = re.compile(r"(?!.*url)[#\w\s.,()+-]*", re.IGNORECASE)


def svg(spec: Spec, name: str, title: str) -> str:
    """The drawing of a spec as an SVG element to stand in a page. `name` is a part of its ids, once a page;
    `title` is what a screen reader says of it, in words.

    Nothing is fetched, and only what draws is kept: no script, link, style or picture.
    """
    import vl_convert
    from lxml import etree

    drawn = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, allowed_base_urls=[])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(drawn.encode("utf-8"), parser)
    for element in list(root.iter()):
        _keep_drawing(element)
    for size in ("width", "height"):
        del root.attrib[size]
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    head = etree.Element("{http://www.w3.org/2000/svg}title", id=f"{name}-title")
    head.text = plain(title, 300)
    root.insert(0, head)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _keep_drawing(element: Any) -> None:
    parent = element.getparent()
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    drop = (
        tag not in _TAGS
        or element.get("display") == "none"
        or element.get("class") in ("background", "foreground")
    )
    if drop and parent is not None:
        parent.remove(element)
        return
    for key, value in list(element.attrib.items()):
        if key not in _ATTRIBUTES or not _VALUE.fullmatch(value):
            del element.attrib[key]
