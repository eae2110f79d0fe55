"""A statement as a page to print: no script, and nothing from elsewhere."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from reporting.document import document
from reporting.markup import element, text
from serving.shared.prices.money import money
from serving.shared.prices.statement import Statement, StatementLine

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_HEADS: Final = ("", "Scores", "Price of 1,000", "Amount")


def statement_page(statement: Statement) -> str:
    """The text of the page."""
    title = f"Statement of {statement.month}"
    plan = "no plan" if statement.plan is None else f"plan {statement.plan}"
    state = "closed" if statement.state == "closed" else "open: it may still grow"
    return document(
        title,
        element("h1", text(title)),
        element("p", text(f"{statement.tenant}, {plan}. The month is {state}.")),
        element("table", element("thead", _row("th", _HEADS)), element("tbody", *_rows(statement))),
        element(
            "p", text("A decision is counted once, however often it is asked for. Months: UTC.")
        ),
    )


def page_policy(page: str) -> str:
    """The Content-Security-Policy of a page: its own style, and nothing else."""
    styles = _STYLE.findall(page)
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in styles)
    return (
        f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )


def _digest(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()


def _rows(statement: Statement) -> Iterator[str]:
    currency = statement.currency or ""
    for line in statement.lines:
        price = "" if line.per_1000_minor is None else money(line.per_1000_minor, currency)
        scores = f"{line.scores:,}" if line.what != "month" else ""
        yield _row("td", (_named(line), scores, price, money(line.amount_minor, currency)))
    total = "" if statement.currency is None else money(statement.total_minor, currency)
    yield _row("th", ("Total", f"{statement.scores:,}", "", total))


def _named(line: StatementLine) -> str:
    if line.what == "month":
        return "The month"
    paid = " (included)" if line.what == "included" else ""
    if line.first == line.last:
        return f"Score {line.first:,}{paid}"
    return f"Scores {line.first:,} to {line.last:,}{paid}"


def _row(cell: str, values: tuple[str, ...]) -> str:
    first, *numbers = values
    return element(
        "tr", element(cell, text(first)), *(element(cell, text(one), class_="n") for one in numbers)
    )
