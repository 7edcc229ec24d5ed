"""The lines that a report writes below its rows: title, copyright, who made it when, totals.

A footer is at the end, and holds in each line one filled cell, or is a totals line after a blank line or after
another line of the footer. At least one of its lines must be one that reports are known to write; the unknown ones
(the report's title, the company) count only after a blank line or after a known one. A row with an id alone has its
full number of cells and no blank line before it: it stays a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 60

_KNOWN = re.compile(
    r"""(copyright\s*(\(c\)|©)
    | ©\s*(copyright|\d{4}|salesforce)
    | .*salesforce\.com,?\s+inc
    | confidential\s+information | informaci[oó]n\s+confidencial | vertrauliche\s+information | informations\s+confidentielles
    | informa[cç][oõ]es\s+confidenciais | 机密信息 | 保密信息 | 機密資訊
    | generated\s+by\s*[:：] | generado\s+por\s*[:：] | (generiert|erstellt)\s+von\s*[:：] | g[eé]n[eé]r[eé]\s+par\s*[:：] | gerado\s+por\s*[:：]
    | (生成者|生成人|创建者|导出人|產生者)\s*[:：]
    | 版权所有)""",
    re.IGNORECASE | re.VERBOSE,
)
_TOTALS = re.compile(
    r"""(grand\s+totals?|totals?|total\s+general|totales(\s+generales)?|suma\s+total|gesamtsumme(n)?|summe|gesamt
    |total\s+g[eé]n[eé]ral|总计|合计|總計|合計|总数)
    \s*(\(\s*[\d.,\s]+\s*\S*\s*\))?\s*[:：]?(\s*[\d.,]+\s*\w*)?""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Line:
    """A row that may belong to the footer."""

    row: list[str]
    raw_text: str
    after_blank: bool
    last: bool  # it is at the very end of the file, without a line end


def is_known(text: str) -> bool:
    """Whether reports are known to write this line."""
    return bool(_KNOWN.match(text.strip()))


def is_totals(text: str) -> bool:
    """Whether a line's first cell calls it totals."""
    return bool(_TOTALS.fullmatch(text.strip()))


def may_be_footer(row: Sequence[str], width: int, after_blank: bool, others: bool) -> bool:
    """Whether a row can be a line of the footer, if the file ends with such lines."""
    filled = [cell for cell in row if cell.strip()]
    if len(filled) == 1 and (len(row) < width or after_blank or others or is_known(filled[0])):
        return True
    return (after_blank or others) and is_totals(filled[0])


def footer_start(lines: Sequence[Line]) -> int:
    """Where the footer starts among the last lines of a file; their number where there is none."""
    known = next((i for i, line in enumerate(lines) if _proves(line)), None)
    if known is None:
        return len(lines)
    return next((i for i, line in enumerate(lines[: known + 1]) if line.after_blank), known)


def _proves(line: Line) -> bool:
    first = next(cell for cell in line.row if cell.strip())
    return is_known(first) or is_totals(first)
