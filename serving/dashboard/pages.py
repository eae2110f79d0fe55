"""Renders templates, with every value escaped, into responses that load nothing from elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.response import Response

from serving.dashboard.assets import Assets
from serving.dashboard.words import FILTERS

TEMPLATES: Final = Path(__file__).with_name("templates")

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser would not say of a form which page it is from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# The framework adds the character set to each text.
_MEDIA_TYPE: Final = "text/html"


class Pages:
    """The templates of the dashboard.

    Args:
        assets: that pages refer to.
    """

    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals["asset"] = assets.url

    def text(self, template: str, **values: Any) -> str:  # noqa: ANN401 - whatever it shows
        """A template with its values."""
        return self._environment.get_template(template).render(**values)

    def page(
        self,
        template: str,
        status: int = 200,
        **values: Any,  # noqa: ANN401 - whatever it shows
    ) -> Response[str]:
        """A response of it; `reader`, where it is given, is the caller who reads the page."""
        reader = values.get("reader")
        values["card_pages"] = reader is not None and reader.has_all_merchants
        return Response(
            content=self.text(template, **values),
            status_code=status,
            media_type=_MEDIA_TYPE,
            headers=HEADERS,
        )
