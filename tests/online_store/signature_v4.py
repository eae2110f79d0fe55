"""AWS Signature Version 4 in query parameters, written from its specification: an oracle."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote


def signature(
    host: str, path: str, parameters: Mapping[str, str], payload_hash: str, secret_key: str
) -> str:
    """The signature of a GET whose only signed header is its host.

    `parameters` are all of the query, not encoded, without `X-Amz-Signature`.
    """
    encoded = sorted(
        (quote(key, safe="~"), quote(value, safe="~")) for key, value in parameters.items()
    )
    query = "&".join(f"{key}={value}" for key, value in encoded)
    request = "\n".join(["GET", path, query, f"host:{host}", "", "host", payload_hash])
    scope = parameters["X-Amz-Credential"].split("/", 1)[1]
    digest = sha256(request.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", parameters["X-Amz-Date"], scope, digest])
    key = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
