"""Who asks, and what that one may see: found by the key of a request, never by its body."""

from typing import Final, Literal, get_args

from msgspec import Struct

Scope = Literal["score", "read", "explain", "administer"]
"""What a key may do: ask for decisions, read, see reasons and features, see to the service."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)


class Caller(Struct, frozen=True):
    """The tenant behind a request.

    Attributes:
        tenant: name of the tenant.
        key_id: of the key that it came with; not the key.
        scopes: what the key may do.
        merchants: ids of the merchants whose payments are the tenant's; None for all merchants.
        expires_ms: when what it came with ends, ms since the epoch; None where a key is asked.
    """

    tenant: str
    key_id: str
    scopes: frozenset[Scope]
    merchants: frozenset[str] | None
    expires_ms: int | None = None

    def has_merchant(self, merchant_id: str) -> bool:
        """Whether the payments of a merchant are this tenant's."""
        return self.merchants is None or merchant_id in self.merchants

    @property
    def has_all_merchants(self) -> bool:
        """Whether the tenant runs the platform: what belongs to no one merchant is for it alone."""
        return self.merchants is None
