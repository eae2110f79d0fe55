"""Requests as bytes of HTTP, each valid but for what a hostile or careless client may do to it."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final, NamedTuple
from urllib.parse import quote_from_bytes

from tests.fuzz.hostile_records import hostile_records
from tests.fuzz.hostile_values import LITERALS, TEXTS
from tests.serving.fuzz.hostile_queries import hostile_query

_METHODS: Final = (
    *(b"GET", b"GET", b"GET", b"POST", b"POST", b"POST", b"POST", b"POST", b"HEAD", b"PUT"),
    *(b"OPTIONS", b"DELETE", b"PATCH", b"TRACE", b"CONNECT", b"BREW", b"get", b"G\x00T", b""),
)
_TARGETS: Final = (
    *(b"/", b"*", b"", b"//", b"/v1", b"/v1/decisions/", b"/v1//decisions", b"/v1/decisions/../.."),
    *(b"/%00", b"/v1/features/card/%ff", b"/v1/features/card/%2F%2e%2e", b"/v1/features/card/"),
    *(
        b"/v1/features/card_merchant/a/b/c",
        b"/%",
        b"/%zz",
        b"/v1/decisions?limit=",
        b"/?" + b"&" * 99,
    ),
    *(b"http://elsewhere/v1/decisions", b"/v1/decisions#x", b"/\xff\xfe", b"/" + b"a/" * 2_000),
    *(b"/v1/schema", b"/v1/schema/openapi.json", b"/v1/decisions;x=1", b"/V1/Decisions"),
)
_MEDIA_TYPES: Final = (
    *([b"application/json"] * 12),
    *(b"Application/JSON; charset=utf-16", b"text/plain", b"", b"multipart/form-data; boundary=x"),
    *(b"application/x-www-form-urlencoded", b"application/json\x00", b"\xff", b";", b"a" * 2_000),
)
_HEADERS: Final = (
    *(
        b"Upgrade: websocket\r\nConnection: Upgrade",
        b"Expect: 100-continue",
        b"Content-Encoding: gzip",
    ),
    *(b"Transfer-Encoding: gzip", b"Content-Length: 5\r\nContent-Length: 6", b"Range: bytes=0-1"),
    *(b"X: " + b"y" * 40_000, b"X\x00: y", b": y", b"no colon", b"Host: y", b"Cookie: \xff=\x01"),
    *(b"Accept: application/xml", b"Accept-Encoding: *;q=0", b"Last-Event-ID: \xe9", b"X: a\r\n b"),
    *(b"X-Forwarded-For: 1'", b"If-None-Match: *", b"Content-Length: -1", b"Content-Length: 9e9"),
    *(b"X-HTTP-Method-Override: DELETE", b"Upgrade: h2c", b"Sec-WebSocket-Version: 13"),
)


class HostileRequest(NamedTuple):
    """A request.

    Attributes:
        raw: what is sent.
        ends: whether the client says that nothing more comes, so that no answer may be the answer.
        at: method and path that it is for, as the description names them; None of another.
    """

    raw: bytes
    ends: bool
    at: tuple[str, str] | None


def hostile_requests(
    seed: int, count: int, description: Mapping[str, Any], keys: Sequence[str], ids: Sequence[str]
) -> Iterator[HostileRequest]:
    """Requests.

    Args:
        seed: of all choices.
        count: so many.
        description: of the service, as OpenAPI: its paths and their parameters.
        keys: texts of keys, in force or not.
        ids: of decisions that there are.
    """
    random = Random(seed)
    records = [one[1:] for one in hostile_records(seed, max(count, 50))]
    paths = list(description["paths"].items())
    for _ in range(count):
        path, operations = random.choice(paths)
        method, operation = random.choice(list(operations.items()))
        target = _target(path, operation.get("parameters", ()), ids, random)
        sent = method.upper().encode()
        # Without an id at its end it is the path of all.
        at = None if target.partition(b"?")[0].endswith(b"/") else (method, path)
        if random.random() < 0.2:
            sent, target = _elsewhere(sent, target, random)
            at = None
        has_body = "requestBody" in operation or random.random() < 0.05
        body = _body(path, records, random) if has_body else b""
        yield HostileRequest(*_sent(sent, target, body, keys, random), at)


def _elsewhere(method: bytes, target: bytes, random: Random) -> tuple[bytes, bytes]:
    if random.random() < 0.5:
        return random.choice(_METHODS), target
    return method, random.choice(_TARGETS)


def _target(
    path: str, parameters: Sequence[Mapping[str, Any]], ids: Sequence[str], random: Random
) -> bytes:
    told, query = path.encode(), []
    for one in parameters:
        name = one["name"].encode()
        value = _value(one, ids, random)
        if one["in"] == "path":
            told = told.replace(b"{" + name + b"}", value)
        elif one["in"] == "query" and random.random() < 0.5:
            query.append(name + b"=" + value)
    if random.random() < 0.1:
        query += [_escaped(_text(random), random) + b"=" + _escaped(_text(random), random)]
    if query and random.random() < 0.1:
        query.append(query[0])
    return told + (b"?" + b"&".join(query) if query else b"")


def _value(parameter: Mapping[str, Any], ids: Sequence[str], random: Random) -> bytes:
    """A value as it stands in a URL: one that there is, a hostile text, or hostile JSON."""
    known = {
        "entity": (b"card", b"merchant", b"card_merchant", b"device"),
        "id": (b"c1", b"m1", b"m7", b"c1/m1"),
        "decision_id": tuple(one.encode() for one in ids),
        "after": tuple(one.encode() for one in ids),
        "card": (b"c1", b"c2"),
        "merchant": (b"m1", b"m7"),
        "action": (b"allow", b"flag", b"block"),
        "limit": (b"1", b"500", b"501", b"0"),
        "deadline_ms": (b"1", b"2", b"10000"),
        "explain": (b"true", b"false", b"1"),
    }
    plain = known.get(parameter["name"])
    if plain is not None and random.random() < 0.6:
        return random.choice(plain)
    text = _text(random) if random.random() < 0.7 else random.choice(LITERALS)[:2_000]
    return _escaped(text, random)


def _text(random: Random) -> bytes:
    return random.choice(random.choice(tuple(TEXTS.values())))


def _escaped(text: bytes, random: Random) -> bytes:
    how = random.random()
    if how < 0.6:
        return quote_from_bytes(text, safe="").encode()
    if how < 0.8:
        return quote_from_bytes(quote_from_bytes(text, safe="").encode(), safe="").encode()
    return text.replace(b" ", b"+").replace(b"\n", b"").replace(b"\r", b"")


def _body(path: str, records: Sequence[bytes], random: Random) -> bytes:
    if path == "/graphql":
        return hostile_query(random)
    if path.endswith("/batch"):
        few = random.choices(records, k=random.choice((0, 1, 2, 5, 600)))
        return random.choice((b"[", b"[", b"[", b"[[", b"")) + b",".join(few) + b"]"
    return random.choice(records)


def _sent(
    method: bytes, target: bytes, body: bytes, keys: Sequence[str], random: Random
) -> tuple[bytes, bool]:
    """The bytes, and whether nothing more comes though something lacks."""
    version = random.choice((b" HTTP/1.1",) * 30 + (b" HTTP/1.0", b"", b" HTTP/9"))
    lines = [method + b" " + target + version]
    lines += [b"Host: x", b"Connection: close", *_authorization(keys, random)]
    if body or random.random() < 0.1:
        lines.append(b"Content-Type: " + random.choice(_MEDIA_TYPES))
    if random.random() < 0.15:
        lines.append(random.choice(_HEADERS))
    how, ends = random.random(), False
    if how < 0.2 and body:
        lines.append(b"Transfer-Encoding: chunked")
        body, ends = _chunked(body, random)
    elif body:
        lines.append(b"Content-Length: %d" % len(body))
    raw = b"\r\n".join(lines) + b"\r\n\r\n" + body
    if random.random() < 0.05:
        raw, ends = raw[: random.randrange(len(raw))], True
    return raw, ends


def _authorization(keys: Sequence[str], random: Random) -> Iterator[bytes]:
    if random.random() < 0.93:
        key = random.choice(keys).encode()
        if random.random() < 0.05:
            key = random.choice((key[:-1], key + b"0", key.upper(), b"", b"\xff", b"x" * 9_000))
        yield random.choice((b"Authorization: Bearer ",) * 15 + (b"authorization: Basic ",)) + key
        if random.random() < 0.02:
            yield b"Authorization: Bearer " + key


def _chunked(body: bytes, random: Random) -> tuple[bytes, bool]:
    """The body in chunks, and whether they have no end."""
    middle = random.randrange(len(body) + 1)
    parts = [one for one in (body[:middle], body[middle:]) if one]
    chunks = b"".join(b"%x\r\n" % len(one) + one + b"\r\n" for one in parts)
    match random.randrange(12):
        case 0:
            return chunks, True
        case 1:
            return chunks + b"zz\r\n", True
        case 2:
            return b"fffffffffffffffff\r\n" + chunks, True
        case _:
            return chunks + b"0\r\n\r\n", False
