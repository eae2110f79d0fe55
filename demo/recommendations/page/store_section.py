"""What the store holds at the end."""

from typing import Final

from demo.recommendations.summary import Summary
from online_store.keys import KEY_PREFIX, LISTS
from reporting.blocks import cell, code, section, table
from reporting.markup import text
from reporting.wording import count, spoken

_ABOUT: Final = (
    "What another service can read at any time. Every hash was read back and compared with what the"
    " job made last."
)
_SAYS: Final = {
    LISTS: "the newest list of each shopper",
    "item": "views, carts, purchases, interest, price",
    "shopper": "what a shopper did lately",
    "shopper_category": "how much a shopper likes a category",
}


def store_section(summary: Summary) -> str:
    """The section."""
    rows = [
        [
            cell(spoken(kind), _SAYS.get(kind, "")),
            code(f"{LISTS}:user:ID, {LISTS}:session:ID")
            if kind == LISTS
            else code(f"{KEY_PREFIX}:{kind}:ID"),
            text(count(stored.hashes)),
            cell("all", class_="met")
            if not stored.differing
            else cell(f"{count(stored.differing)} differ", class_="unmet"),
        ]
        for kind, stored in summary.store.items()
    ]
    head = ("", "Key", "Hashes", "As made last")
    return section("What is in the store", _ABOUT, table(head, rows, texts=2))
