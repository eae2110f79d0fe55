"""Markup of HTML and SVG: elements with escaped attributes, and escaped text."""

from html import escape

Value = str | float


def element(name: str, *children: str, **attributes: Value) -> str:
    """An element around markup; text must have gone through `text` before.

    In attribute names ``_`` stands for ``-`` and one at the end is dropped. Numbers are rounded
    to a tenth, which is finer than a pixel.

    >>> element("rect", x=1.04, class_="bar", stroke_width="2")
    '<rect x="1" class="bar" stroke-width="2"></rect>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>"


def text(value: object) -> str:
    """`value` as text of a page, escaped.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    return escape(str(value))


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"
