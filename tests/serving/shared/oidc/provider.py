"""An identity provider on this machine: publishes keys, signs tokens, can misbehave."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from machine.ports import LOCALHOST

AUDIENCE = "revstream"
CLAIMS: Mapping[str, Any] = {
    "sub": "person@example.com",
    "aud": AUDIENCE,
    "tenant": "acme",
    "scope": "openid score read",
    "merchants": ["m-own"],
}


@cache
def private_key(name: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """A key by its name: `weak` has 1,024 bits, names with `ec` are of P-256, `p384` of P-384."""
    if name == "p384":
        return ec.generate_private_key(ec.SECP384R1())
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65_537, 1_024 if name == "weak" else 2_048)


def published(name: str, **changed: object) -> dict[str, Any]:
    """The public half of a key, as it is published."""
    key = private_key(name).public_key()
    told: dict[str, Any] = (
        RSAAlgorithm.to_jwk(key, as_dict=True)
        if isinstance(key, rsa.RSAPublicKey)
        else ECAlgorithm.to_jwk(key, as_dict=True)
    )
    told.pop("key_ops", None)
    return {**told, "kid": name, "use": "sig", **changed}


@dataclass
class Provider:
    """A running provider.

    Attributes:
        issuer: its URL.
        keys: what it publishes.
        asked: paths that were asked for.
        configuration: what replaces parts of its configuration.
        status: of its answers.
        location: where its answers send to.
    """

    issuer: str
    keys: list[dict[str, Any]]
    asked: list[str] = field(default_factory=list)
    configuration: dict[str, str] = field(default_factory=dict)
    status: int = 200
    location: str | None = None

    def token(
        self,
        key: str = "rsa",
        algorithm: str | None = None,
        kid: str | None = None,
        **changed: object,
    ) -> str:
        """A token that is signed; a claim that is None is left out."""
        claims = {"iss": self.issuer, "exp": int(time()) + 600, **CLAIMS, **changed}
        signer = private_key(key)
        usual = "RS256" if isinstance(signer, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            signer,
            algorithm or usual,
            headers={"kid": kid or key},
        )

    def content(self, path: str) -> bytes:
        """What is at a path."""
        if path.endswith("/openid-configuration"):
            usual = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            return json.dumps({**usual, **self.configuration}).encode()
        return json.dumps({"keys": self.keys}).encode()


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider with an RSA key and one of P-256."""
    server = ThreadingHTTPServer((LOCALHOST, 0), _Handler)
    issuer = f"http://{LOCALHOST}:{server.server_address[1]}"
    server.provider = Provider(issuer, [published("rsa"), published("ec")])  # type: ignore[attr-defined] # for its handlers
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.provider  # type: ignore[attr-defined] # as above
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told: Provider = self.server.provider  # type: ignore[attr-defined] # set above
        told.asked.append(self.path)
        content = told.content(self.path)
        self.send_response(told.status)
        if told.location is not None:
            self.send_header("Location", told.location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
