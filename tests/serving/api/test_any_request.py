"""Whatever is sent, the answer is no fault of the service, and an error is a problem."""

from collections import Counter
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serving.api.problem import PROBLEM_MEDIA_TYPE
from tests.serving.api.served import Headers, Served
from tests.serving.decisions import OWN

EXAMPLES = 400
_FAULT = 500

_SEGMENTS = st.sampled_from(
    ["v1", "decisions", "batch", "features", "card", "merchant", OWN, "d-1", "metrics", "readyz"]
)
_ODD = st.sampled_from(["%00", "%2F", "..", "%FF", "%C3%A9", "", "a b", "{}", "%25", ";x", "%u12"])
_PATHS = st.lists(_SEGMENTS | _ODD, max_size=5).map(lambda parts: "/" + "/".join(parts)) | (
    st.sampled_from(["/v1/decisions", "/v1/decisions/batch"])
    | st.text(max_size=6).map(lambda name: f"/v1/features/card/{quote(name, safe='')}")
)
_NAMES = st.sampled_from(["limit", "after", "action", "card", "explain", "deadline_ms", "x"])
_VALUES = st.text(max_size=8) | st.integers().map(str) | st.sampled_from(["true", "null", "NaN"])
_QUERIES = st.lists(st.tuples(_NAMES, _VALUES), max_size=3)
_BODIES = st.binary(max_size=40) | st.sampled_from(
    [
        b"{}",
        b"[]",
        b"[{}]",
        b"null",
        b"1e999",
        b'"\\ud800"',
        b"[[[[",
        b'{"a":' * 900,
        b"\xef\xbb\xbf{}",
    ]
)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST"]) | st.sampled_from(["PUT", "HEAD", "OPTIONS"]),
    path=_PATHS,
    query=_QUERIES,
    body=_BODIES,
    typed=st.booleans(),
    keyed=st.integers(0, 3),
)
def _asked(  # noqa: PLR0913 - what a request has
    *,
    api: Served,
    seen: Counter[int],
    method: str,
    path: str,
    query: list[tuple[str, str]],
    body: bytes,
    typed: bool,
    keyed: int,
) -> None:
    headers: Headers = dict((api.platform, api.tenant, api.reader, {})[keyed])
    if typed:
        headers["Content-Type"] = "application/json"
    url = f"http://testserver.local{path}?{urlencode(query)}"
    answer = api.client.request(method, url, content=body, headers=headers)
    seen[answer.status_code] += 1
    assert answer.status_code != _FAULT
    if answer.status_code > _FAULT or (answer.status_code >= 400 and method != "HEAD"):
        assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE


def test_no_request_meets_a_fault_of_the_service(api: Served) -> None:
    seen: Counter[int] = Counter()
    _asked(api=api, seen=seen)
    assert seen.total() >= EXAMPLES
    assert {200, 401, 403, 404, 405, 415, 422} <= set(seen)
