"""The whole of a report: one HTML file with its style inside, and no script."""

from importlib.resources import files

from reporting.markup import element, text


def document(title: str, *content: str) -> str:
    """The text of an HTML file around markup; it is well-formed XML as well."""
    style = files("reporting").joinpath("style.css").read_text(encoding="utf-8")
    head = element(
        "head",
        '<meta charset="utf-8"/><meta name="viewport" content="width=device-width"/>',
        element("title", text(title)),
        element("style", style),
    )
    body = element("body", element("main", *content))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"
