"""Building blocks of the page: sections, figures, tiles, tables, lists of facts."""

from collections.abc import Iterable, Sequence

from reporting.markup import element, text


def section(title: str, about: str, *content: str) -> str:
    """A part of the page under its heading."""
    lead = [element("p", text(about), class_="note")] if about else []
    return element("section", element("h2", text(title)), *lead, *content)


def figure(title: str, caption: str, chart: str) -> str:
    """A chart with its title and its caption above it, each left out where it is empty."""
    heading = element("h3", text(title)) if title else ""
    below = element("figcaption", text(caption)) if caption else ""
    return element("figure", heading, below, chart)


def pair(*figures: str) -> str:
    """Figures side by side where the page is wide enough."""
    return element("div", *figures, class_="pair")


def tile(name: str, value: str, detail: str) -> str:
    """A number that matters: what it is, the number, and something smaller below it."""
    return element(
        "div",
        element("div", text(name), class_="name"),
        element("div", text(value), class_="value"),
        element("div", text(detail), class_="detail"),
        class_="tile",
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """A table of markup; all columns but the first `texts` hold numbers."""

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            element(tag, cell, **({"class_": "n"} if place >= texts else {}))
            for place, cell in enumerate(row)
        )

    body = "".join(element("tr", cells("td", row)) for row in rows)
    whole = element(
        "table", element("thead", element("tr", cells("th", head))), element("tbody", body)
    )
    # In reach of the keyboard: what is wider than the page scrolls within it.
    return element("div", whole, class_="scroll", tabindex="0")


def cell(value: str, below: str = "", class_: str = "") -> str:
    """A figure, with something smaller below it; both are plain text."""
    small = element("small", text(below)) if below else ""
    return element("span", text(value), class_=class_) + small if class_ else text(value) + small


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names, as plain text, with what they are, as markup."""
    return element(
        "dl", *(element("dt", text(name)) + element("dd", value) for name, value in pairs)
    )


def code(value: str) -> str:
    """An identifier."""
    return element("code", text(value))
