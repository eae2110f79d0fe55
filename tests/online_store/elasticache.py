"""What ElastiCache does with a login by IAM: it checks the signature, by nothing of the job's."""

from urllib.parse import parse_qsl

from tests.online_store.iam_store import KEYS, LOGIN, IamStore
from tests.online_store.signature_v4 import signature

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class TokenCheck:
    """Lets each client of a store in whose token the keys of `KEYS` have signed.

    Attributes:
        signed: logins with a right signature.
        unsigned: all others.
    """

    def __init__(self, store: IamStore) -> None:
        self.signed = 0
        self.unsigned = 0
        self._store = store
        store.front.listen = self._hear

    def _hear(self, data: bytes) -> None:
        """Look for `AUTH user token` in what a client says."""
        words = data.decode(errors="replace").split("\r\n")
        if "AUTH" not in words:
            return
        at = words.index("AUTH")
        user, token = words[at + 2], words[at + 4]
        if user == LOGIN.user and is_signed(token):
            self.signed += 1
            self._store.let_in_by(token)
        else:
            self.unsigned += 1


def is_signed(token: str) -> bool:
    """Whether it asks to connect the user to the cache, and has a right signature."""
    host, _, query = token.partition("/?")
    parameters = dict(parse_qsl(query))
    given = parameters.pop("X-Amz-Signature", "")
    asked = tuple(parameters.get(key) for key in ("Action", "User", "ResourceType"))
    return (
        host == LOGIN.cache
        and asked == ("connect", LOGIN.user, "ServerlessCache")
        and given == signature(host, "/", parameters, EMPTY_SHA256, str(KEYS.secret_key))
    )
