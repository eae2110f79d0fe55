"""A statement as CSV (RFC 4180): a row a line and one of the total, amounts in minor units."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

from serving.shared.prices.statement import Statement

COLUMNS: Final = (
    "tenant",
    "month",
    "state",
    "plan",
    "line",
    "first",
    "last",
    "scores",
    "per_1000_minor",
    "amount_minor",
    "currency",
)

# What a spreadsheet takes for a formula where it opens the file, full width forms among them; it
# passes over white space before one.
_FORMULA: Final = re.compile(r"[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def csv_of(statements: Iterable[Statement]) -> str:
    """The text of statements, with a head line."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for one in statements:
        about = (_inert(one.tenant), one.month, one.state, _inert(one.plan or ""))
        currency = one.currency or ""
        for line in one.lines:
            counts = (line.first, line.last, line.scores, line.per_1000_minor, line.amount_minor)
            rows.writerow((*about, line.what, *counts, currency))
        rows.writerow((*about, "total", None, None, one.scores, None, one.total_minor, currency))
    return written.getvalue()


def _inert(name: str) -> str:
    """A name as it is safe to open in a spreadsheet.

    >>> _inert("=1+1"), _inert("acme")
    ("'=1+1", 'acme')
    """
    return f"'{name}" if _FORMULA.match(name) else name
