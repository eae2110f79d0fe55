"""What must hold, as a table of the page, and as warnings at its head."""

from collections.abc import Iterable, Iterator

from demo.shared.checks import Check
from reporting.blocks import cell, table
from reporting.markup import element, text
from reporting.wording import count


def checks_table(checks: Iterable[Check]) -> str:
    """Every check with what was found, what was expected, and whether it holds."""
    rows = [
        [
            text(check.what),
            text(count(check.found)),
            text(count(check.expected)),
            cell("yes", class_="met") if check.holds else cell("NO", class_="unmet"),
        ]
        for check in checks
    ]
    return element("div", table(("What must hold", "Found", "Expected", "Holds"), rows))


def failed_checks(checks: Iterable[Check]) -> Iterator[str]:
    """A sentence for each check that does not hold."""
    for check in checks:
        if not check.holds:
            found, expected = count(check.found), count(check.expected)
            yield f"Does not hold: {check.what}. Found {found}, expected {expected}."
