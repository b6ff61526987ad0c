"""Actions from tables: whichever way round they stand, with and without heads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plainletter.analysis.units import Unit
from plainletter.plans.parts import Part, Role
from plainletter.plans.words import CALENDAR, HEADS, NOT_DATES, REGULAR, SAME_AGAIN, SHARED_ROLES

_LONGEST_HEAD = 12
"""Words of a cell that can still be the head of a column."""
_LEAST_ALIKE = 0.6
"""Share of a column's cells that must be dates or owners where no head says what it holds."""

Grid = Mapping[int, Mapping[int, Part]]
"""Rows by number, their cells by number; empty cells are left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one action by what they tell; `columns` are the roles that its table has at all."""

    cells: Mapping[Role, Part]
    columns: frozenset[Role]


def rows_of_actions(units: Sequence[Unit], is_owner: Callable[[str], bool]) -> Iterator[Row]:
    """The actions of every table of a document, in order. `is_owner` tells words that name people."""
    for grid in _grids(units):
        heads = _heads(grid)
        if heads:
            yield from _below(grid, heads)
        elif (sideways := _sideways(grid)) is not None:
            yield from sideways
        else:
            yield from _headless(grid, is_owner)


def _grids(units: Sequence[Unit]) -> list[Grid]:
    cells: dict[int, dict[int, dict[int, list[Unit]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for unit in units:
        place = unit.block.place
        if place.table is not None and place.row is not None and place.cell is not None:
            cells[place.table][place.row][place.cell].append(unit)
    return [
        {
            row: {cell: Part.of((u, 0, len(u.text)) for u in held) for cell, held in found.items()}
            for row, found in table.items()
        }
        for table in cells.values()
    ]


def roles_of(text: str) -> frozenset[Role]:
    """What the head of a column says it tells: one role, or several of who, when and what."""
    text = re.sub(r"^\W*\d*[.)]?\s*|[*_]", "", text).strip(" :?.")
    if not text or len(text.split()) > _LONGEST_HEAD:
        return frozenset()
    found: set[Role] = set()
    for role, pattern in HEADS:
        if pattern.search(text):
            if role not in SHARED_ROLES:
                # "Actions and outcomes" heads actions; "What difference will it make" does not.
                if role == "outcome" and re.match(r"actions?\b", text, re.IGNORECASE):
                    continue
                return frozenset([role])
            found.add(role)
    if len(found) > 1 and "what" in found and re.match(r"(?:by )?(?:who|whom|when)\b", text, re.I):
        found.discard("what")
    return frozenset(found)


def _heads(grid: Grid) -> dict[int, dict[int, frozenset[Role]]]:
    """Rows that head the rows below them, and the roles of their columns."""
    heads: dict[int, dict[int, frozenset[Role]]] = {}
    for row, cells in grid.items():
        roles = {cell: roles_of(part.text) for cell, part in cells.items()}
        told = [role for found in roles.values() for role in found]
        if len(cells) > 1 and "what" in told and len(set(told) - {"other"}) > 1:
            wordy = sum(len(part.text.split()) > 6 for part in cells.values())
            if sum(map(bool, roles.values())) * 2 >= len(cells) and wordy * 2 <= len(cells):
                heads[row] = {cell: found for cell, found in roles.items() if found}
    # A row that heads the rows under a merged one says more than the one above it.
    for row in sorted(heads):
        above = grid.get(row - 1, {}).get(1)
        if above is not None and 1 not in grid[row]:
            heads[row][1] = roles_of(above.text)
    return heads


def _below(grid: Grid, heads: Mapping[int, Mapping[int, frozenset[Role]]]) -> Iterator[Row]:
    columns: Mapping[int, frozenset[Role]] = {}
    last: dict[int, Part] = {}
    for row, cells in grid.items():
        if row in heads:
            columns, last = heads[row], {}
            continue
        if not columns:
            continue
        width = max(columns)
        what = min(cell for cell, roles in columns.items() if "what" in roles)
        lone = len(cells) == 1 and width > 2
        if lone and (what not in cells or len(cells[what].text.split()) < 4):
            continue
        cells = {cell: _again(part, last.get(cell)) for cell, part in cells.items()}
        last = {**{c: p for c, p in last.items() if c < what}, **cells}
        told: dict[Role, Part] = {}
        columns_told = frozenset(role for roles in columns.values() for role in roles)
        for cell, roles in columns.items():
            # A worry that stands beside several actions is one merged cell.
            part = cells.get(cell) or (last.get(cell) if cell < what else None)
            if part is not None:
                for role in roles:
                    told.setdefault(role, part)
        who = told.get("who")
        if (
            who is not None
            and "when" in columns_told
            and "when" not in told
            and CALENDAR.search(who.text)
        ):
            # A cell that reaches down from the row above has pushed this one aside.
            told["when"] = told.pop("who")
        if "what" in told:
            yield Row(told, columns_told)


def _again(part: Part, above: Part | None) -> Part:
    return above if above is not None and SAME_AGAIN.match(part.text) else part


def _sideways(grid: Grid) -> list[Row] | None:
    """The actions of a table whose heads stand in its first column; None where they do not."""
    labels = {row: roles_of(cells[1].text) for row, cells in grid.items() if 1 in cells}
    told = [role for roles in labels.values() for role in roles]
    if "what" not in told or not {"who", "when"} & set(told):
        return None
    if sum(map(bool, labels.values())) * 2 < len(grid):
        return None
    columns = sorted({cell for cells in grid.values() for cell in cells if cell > 1})
    roles_there = frozenset(told)
    rows = []
    groups: list[list[int]] = []
    for row in grid:
        if "what" in labels.get(row, ()) or not groups:
            groups.append([])
        groups[-1].append(row)
    for group in groups:
        for column in columns:
            cells: dict[Role, Part] = {}
            for row in group:
                part = grid[row].get(column)
                for role in labels.get(row, frozenset()):
                    if part is not None:
                        cells.setdefault(role, part)
            if "what" in cells:
                rows.append(Row(cells, roles_there))
    return rows


def _headless(grid: Grid, is_owner: Callable[[str], bool]) -> Iterator[Row]:
    """The actions of a table without heads: one column of dates or of people beside one of longer text."""
    columns: dict[int, list[Part]] = defaultdict(list)
    for cells in grid.values():
        for cell, part in cells.items():
            columns[cell].append(part)
    if len(grid) < 2 or len(columns) < 3:
        return
    roles: dict[int, Role] = {}
    for cell, parts in columns.items():
        if _mostly(parts, _is_time):
            roles.setdefault(cell, "when")
        elif _mostly(parts, is_owner):
            roles.setdefault(cell, "who")
    if {"when", "who"} - set(roles.values()):
        return
    rest = [cell for cell in columns if cell not in roles]
    if not rest:
        return
    longest = max(rest, key=lambda cell: _mean(columns[cell]))
    if _mean(columns[longest]) < 3:
        return
    roles[longest] = "what"
    for cell in rest:
        if _mean(columns[cell]) >= 3:
            roles.setdefault(cell, "why" if cell > longest else "worry")
    for cells in grid.values():
        placed = sorted((cell, part) for cell, part in cells.items() if cell in roles)
        told = {roles[cell]: part for cell, part in reversed(placed)}
        if "what" in told and len(told) > 1:
            yield Row(told, frozenset(roles.values()))


def _mostly(parts: Sequence[Part], test: Callable[[str], bool]) -> bool:
    return len(parts) > 1 and sum(test(part.text) for part in parts) >= _LEAST_ALIKE * len(parts)


def _mean(parts: Sequence[Part]) -> float:
    return sum(len(part.text.split()) for part in parts) / len(parts)


def _is_time(text: str) -> bool:
    if len(text.split()) > 8:
        return False
    found = CALENDAR.search(text) or REGULAR.search(text)
    return found is not None or any(pattern.search(text) for _, pattern in NOT_DATES)
