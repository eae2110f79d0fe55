"""Plans: what a month costs, and which tenant has which."""

from collections.abc import Mapping

from msgspec import Struct


class Tier(Struct, frozen=True):
    """A price of scores beyond those that are included.

    Attributes:
        up_to: number of the last score of the month that it is for; None for all that follow.
        per_1000_minor: price of 1,000 of them, in minor units.
    """

    up_to: int | None
    per_1000_minor: int


class Plan(Struct, frozen=True):
    """A plan.

    Attributes:
        name: of it.
        monthly_minor: what a month costs, whatever is used, in minor units.
        included: scores of a month that this pays for.
        tiers: of the scores beyond, one after the other; the last one has no end.
        warn_at: scores of a month from which on answers warn; None for never.
        quota: scores of a month after which there are no more; None for no end.
    """

    name: str
    monthly_minor: int
    included: int
    tiers: tuple[Tier, ...]
    warn_at: int | None = None
    quota: int | None = None


class Prices(Struct, frozen=True, kw_only=True):
    """What a file of prices says.

    Attributes:
        currency: ISO 4217 code of all its amounts; empty without a file.
        plans: by name.
        tenants: name of the plan of each tenant.
        default_plan: of tenants that are not named; None for none.
        sha256: of the file, in hex digits.
    """

    currency: str
    plans: Mapping[str, Plan]
    tenants: Mapping[str, str]
    default_plan: str | None
    sha256: str

    def plan_of(self, tenant: str) -> Plan | None:
        """The plan of a tenant; None where it has none, and so neither a quota nor a price."""
        name = self.tenants.get(tenant, self.default_plan)
        return None if name is None else self.plans[name]


NO_PRICES = Prices(currency="", plans={}, tenants={}, default_plan=None, sha256="")
"""Where there is no file: all is counted, nothing is held to a quota or has a price."""
