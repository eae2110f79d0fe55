"""What is told of all merchants together is for no key of some of them."""

from pathlib import Path

from litestar.testing import TestClient

from serving.api.access import Access
from serving.api.agreement import agreement_handlers
from serving.api.app import create_app
from serving.api.in_force import in_force_handlers
from serving.fraud.agreement import Agreement
from serving.fraud.replacing import Replacing
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import TokenBuckets
from tests.serving.api.served import NOW_S, PLENTY, Keys
from tests.serving.decisions import OWN
from tests.serving.fraud.asking import scorer

DIGEST = "of the files"


class _Files:
    """Files that never change."""

    def __bool__(self) -> bool:
        return False

    def digest(self) -> str:
        return DIGEST

    def without_paths(self, text: str) -> str:
        return text


def test_agreement_and_what_is_in_force_are_the_platforms(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys.json")
    platform, merchants = keys.headers(), keys.headers(merchants=(OWN,))
    replacing = Replacing(
        files=_Files(),
        digest=DIGEST,
        scorer=scorer(),
        build=scorer,
        put_in_force=lambda _: None,
        every_s=0,
    )
    handlers = [*agreement_handlers(Agreement()), *in_force_handlers(replacing)]
    ring = KeyRing(keys.path, now_s=lambda: NOW_S)
    with TestClient(create_app(Access(ring, TokenBuckets(PLENTY)), handlers)) as client:
        for path in ("/v1/agreement", "/v1/in-force"):
            answers = [client.get(path, headers=one).status_code for one in (platform, merchants)]
            assert answers == [200, 403], path
