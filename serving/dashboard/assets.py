"""Scripts and styles as files of our own: kept in memory, and in browsers until they change."""

from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from serving.api.problem import Problem

STATIC: Final = Path(__file__).with_name("static")

# The framework adds the character set to each text.
_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}
_DIGITS: Final = 12


class _Asset(NamedTuple):
    content: bytes
    media_type: str
    version: str


class Assets:
    """The files in `STATIC`, by name; those of others are in a folder beneath."""

    def __init__(self) -> None:
        self._files = {
            path.name: _asset(path)
            for path in sorted(STATIC.rglob("*"))
            if path.suffix in _MEDIA_TYPES
        }

    def url(self, name: str) -> str:
        """Where a file is; another one as soon as its content is another."""
        return f"/dashboard/static/{name}?v={self._files[name].version}"

    def handler(self) -> HTTPRouteHandler:
        """Sends them."""

        @get("/static/{name:str}", include_in_schema=False)
        async def asset(name: FromPath[str]) -> Response[bytes]:
            """Send a file."""
            found = self._files.get(name)
            if found is None:
                raise Problem("not_found", "no such file")
            return Response(content=found.content, media_type=found.media_type, headers=_HEADERS)

        return asset


def _asset(path: Path) -> _Asset:
    content = path.read_bytes()
    version = sha256(content).hexdigest()[:_DIGITS]
    return _Asset(content, _MEDIA_TYPES[path.suffix], version)
