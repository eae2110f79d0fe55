"""Who shops: a user or, where no user is known, a session; one text names either."""

from typing import Literal, get_args

from msgspec import Struct

ShopperKind = Literal["user", "session"]


class Shopper(Struct, frozen=True):
    """A shopper.

    Attributes:
        kind: what the id is of.
        id: of the user or the session.
    """

    kind: ShopperKind
    id: str

    @property
    def key(self) -> str:
        """The text that names the shopper as a key of state, streams and the store.

        >>> Shopper("session", "s:1").key
        'session:s:1'
        """
        return f"{self.kind}:{self.id}"


def shopper_of(user_id: str | None, session_id: str | None) -> Shopper:
    """The shopper of a record with these ids: a user leads, a session stands in for one.

    Raises:
        ValueError: both are None.

    >>> shopper_of("u1", "s1"), shopper_of(None, "s1")
    (Shopper(kind='user', id='u1'), Shopper(kind='session', id='s1'))
    """
    if user_id is not None:
        return Shopper("user", user_id)
    if session_id is not None:
        return Shopper("session", session_id)
    raise ValueError("neither user_id nor session_id: a shopper has one of them")


def shopper_key(user_id: str | None, session_id: str | None) -> str:
    """The key of the shopper with these ids.

    Raises:
        ValueError: both are None.

    >>> shopper_key("u1", "s1"), shopper_key(None, "s1")
    ('user:u1', 'session:s1')
    """
    return shopper_of(user_id, session_id).key


def parse_shopper(key: str) -> Shopper:
    """The shopper that `key` names.

    Raises:
        ValueError: it is the key of no shopper.

    >>> parse_shopper("user:u:1")
    Shopper(kind='user', id='u:1')
    """
    written, _, shopper_id = key.partition(":")
    kinds: tuple[ShopperKind, ...] = get_args(ShopperKind)
    for kind in kinds:
        if written == kind and shopper_id:
            return Shopper(kind, shopper_id)
    # The key is not shown: it may hold a personal id.
    raise ValueError("no key of a shopper, user:ID or session:ID is expected")
