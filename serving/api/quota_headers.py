"""How far a tenant has come in its month, as headers of a response.

`RateLimit-Policy` and `RateLimit` as the IETF's draft has them (draft-ietf-httpapi-ratelimit-
headers, version 10): the quota with its window in seconds; what is left of it and in how many
seconds it begins anew.
"""

from collections.abc import Mapping
from typing import Final

from serving.shared.usage.quotas import Standing

_MS: Final = 1_000


def quota_headers(standing: Standing, now_ms: int) -> Mapping[str, str]:
    """The headers; empty without a quota and a warning."""
    headers: dict[str, str] = {}
    month = standing.month
    if standing.quota is not None:
        window_s = (month.ends_ms - month.starts_ms) // _MS
        left_s = max(0, -((now_ms - month.ends_ms) // _MS))
        headers["RateLimit-Policy"] = f'"month";q={standing.quota};w={window_s}'
        headers["RateLimit"] = f'"month";r={standing.remaining};t={left_s}'
    if standing.is_warned:
        headers["Quota-Warning"] = f'"month";used={standing.used};warn-at={standing.warn_at}'
    return headers
