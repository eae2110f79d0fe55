"""Requests over one connection that is kept, or over one of its own for the feed."""

from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext, create_default_context
from urllib.parse import urlencode, urlsplit

from serving.client.patience import Patience
from serving.client.refused import RequestRefused, ServiceUnreachable, refused


class Connections:
    """Makes requests to one service; used within one thread.

    Args:
        url: of the service, `http://HOST:PORT` or `https://HOST`.
        key: that it is asked with.
        timeout_s: how long it may be silent.
        patience: with a service that refuses for a while.
        wait: for so many seconds.

    Raises:
        ValueError: the URL is of another form.
    """

    def __init__(
        self,
        url: str,
        key: str,
        timeout_s: float,
        patience: Patience,
        wait: Callable[[float], None],
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.hostname is None:
            raise ValueError(f"url: {url!r}: http://HOST:PORT or https://HOST expected")
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._tls: SSLContext | None = create_default_context() if parts.scheme == "https" else None
        self._headers = {"Authorization": f"Bearer {key}"}
        self._timeout_s = timeout_s
        self._patience, self._wait = patience, wait
        self._kept: HTTPConnection | None = None

    def get(self, path: str, query: Mapping[str, object | None]) -> bytes:
        """The body of an answer.

        Raises:
            RequestRefused: the service refused.
            ServiceUnreachable: it cannot be reached, or does not answer.
        """
        return self._asked("GET", _with(path, query), None)

    def post(self, path: str, query: Mapping[str, object | None], body: bytes) -> bytes:
        """As `get`, with a body of JSON."""
        return self._asked("POST", _with(path, query), body)

    def opened(
        self, path: str, query: Mapping[str, object | None], timeout_s: float
    ) -> tuple[HTTPConnection, HTTPResponse]:
        """A response whose body is read as it comes; who asked closes the connection."""
        connection = self._connection(timeout_s)
        try:
            connection.request("GET", self._prefix + _with(path, query), headers=self._headers)
            response = connection.getresponse()
            _require_ok(response)
        except BaseException:
            connection.close()
            raise
        return connection, response

    def close(self) -> None:
        """Let go of the connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _asked(self, method: str, path: str, body: bytes | None) -> bytes:
        retried = 0
        while True:
            try:
                return self._sent(method, path, body)
            except (OSError, HTTPException) as error:
                raise self._unreachable(error) from error
            except RequestRefused as refusal:
                wait_s = self._patience.wait_s(refusal, retried)
                if wait_s is None:
                    raise
            self._wait(wait_s)
            retried += 1

    def _unreachable(self, error: Exception) -> ServiceUnreachable:
        """The error of no answer, which names the service and never its path."""
        said = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        where = self._host if self._port is None else f"{self._host}:{self._port}"
        return ServiceUnreachable(f"no answer of {where}: {said}")

    def _sent(self, method: str, path: str, body: bytes | None) -> bytes:
        reused = self._kept is not None
        try:
            return self._answer(method, path, body)
        except (HTTPException, ConnectionError):
            self.close()
            # A service closes a connection that was idle. A payment that is sent again is
            # answered as the first time, by its transaction id.
            if not reused:
                raise
        return self._answer(method, path, body)

    def _answer(self, method: str, path: str, body: bytes | None) -> bytes:
        if self._kept is None:
            self._kept = self._connection(self._timeout_s)
        headers = self._headers | ({} if body is None else {"Content-Type": "application/json"})
        try:
            self._kept.request(method, self._prefix + path, body=body, headers=headers)
            response = self._kept.getresponse()
            _require_ok(response)
            return response.read()
        except TimeoutError:
            # Else its answer would be taken for that to the next request.
            self.close()
            raise

    def _connection(self, timeout_s: float) -> HTTPConnection:
        if self._tls is None:
            return HTTPConnection(self._host, self._port, timeout=timeout_s)
        return HTTPSConnection(self._host, self._port, timeout=timeout_s, context=self._tls)


def _with(path: str, query: Mapping[str, object | None]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def _require_ok(response: HTTPResponse) -> None:
    if response.status != 200:  # noqa: PLR2004 - of RFC 9110
        raise refused(response.status, response.headers["Retry-After"], response.read())
