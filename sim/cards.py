"""Small tables of HTML by which things show themselves in a notebook.

Texts of scenario files are written by anyone: every text is escaped here, and only here made HTML.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Assumed:
    """A text that rests on an assumption; shown as such, with the reason where one points at it.

    Parameters
    ----------
    text, why
        The text, and what its mark says.
    """

    text: str
    why: str


Cell = str | int | Assumed

_LEFT, _RIGHT = ("text-align:left;padding:1px 8px", "text-align:right;padding:1px 8px")


@dataclass(frozen=True)
class Table:
    """A table of a card.

    Parameters
    ----------
    head
        What its columns hold.
    rows
        A cell a column each; whole numbers stand on the right.
    more
        How many rows are left out; said below.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    more: int = 0


def card(
    title: str,
    lines: Iterable[str] = (),
    tables: Iterable[Table] = (),
    *,
    details: tuple[str, Table] | None = None,
    foot: Iterable[str] = (),
) -> str:
    """Return a card: title, lines, tables, a part to unfold, and what must be said below.

    Parameters
    ----------
    title, lines, foot
        Plain texts; empty ones are left out.
    tables
        Tables.
    details
        What to click on, and the table that it unfolds.
    """
    parts = [f"<strong>{_text(title)}</strong>"]
    parts += [f"<div>{_text(line)}</div>" for line in lines if line]
    parts += [_table(table) for table in tables if table.rows]
    if details is not None and details[1].rows:
        parts.append(
            f"<details><summary>{_text(details[0])}</summary>{_table(details[1])}</details>"
        )
    parts += [
        f'<div style="font-size:smaller;max-width:60em"><em>{_text(line)}</em></div>'
        for line in foot
        if line
    ]
    return f"<div>{''.join(parts)}</div>"


def marked_as_assumed(values: Sequence[tuple[str, str]]) -> tuple[str, Table]:
    """Return the part to unfold that lists assumed values, each with what its mark says."""
    words = "One value is" if len(values) == 1 else f"{len(values)} values are"
    return f"{words} marked as assumed", Table(("value", "why"), values)


def _table(table: Table) -> str:
    head = "".join(f'<th style="{_LEFT}">{_text(cell)}</th>' for cell in table.head)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    more = f"<div>and {table.more:,} more</div>" if table.more else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Assumed):
        why = html.escape(_line(cell.why), quote=True)
        text = _text(cell.text.removesuffix("(assumed)"))
        return f'<td style="{_LEFT}">{text} <em title="{why}">(assumed)</em></td>'
    if isinstance(cell, int):
        return f'<td style="{_RIGHT}">{cell:,}</td>'
    return f'<td style="{_LEFT}">{_text(cell)}</td>'


def _text(text: str) -> str:
    return html.escape(_line(text))


def _line(text: str) -> str:
    """Return a text as one line without characters that control or turn the reading direction."""
    return " ".join(
        "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text).split()
    )
