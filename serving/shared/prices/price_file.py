"""A file of prices (YAML) to checked plans; every fault of it is reported at once.

::

    version: 1
    currency: EUR
    plans:
      starter:
        monthly_minor: 4900          # 49.00 EUR a month
        included: 10000              # scores that this pays for
        tiers:                       # of those beyond
          - {up_to: 100000, per_1000_minor: 500}
          - {per_1000_minor: 300}
        warn_at: 180000
        quota: 200000
    tenants: {acme: starter}
    default_plan: starter
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import yaml

from events.shared.identifiers import identifier_fault
from events.shared.iso_codes import CURRENCIES
from events.shared.spelling import nearest
from features.shared.language.faults import FileError
from features.shared.language.fields import FieldReader, Fields
from features.shared.language.file_text import FileForm, file_text
from features.shared.language.file_tree import file_tree
from features.shared.language.node_words import shown
from serving.shared.prices.plan import Plan, Prices, Tier

MOST_SCORES: Final = 10**12
"""Of a month, in a file: more is a slip of the pen."""

MOST_MINOR: Final = 10**12
"""Of an amount in a file."""

_MOST_NODES: Final = 60_000
_MOST_PLANS: Final = 100
_MOST_TIERS: Final = 20
_MOST_TENANTS: Final = 10_000
_LONGEST_NAME: Final = 128
_SCORES: Final = (0, MOST_SCORES)
_MINOR: Final = (0, MOST_MINOR)


class PricesError(FileError):
    """A file of prices with faults: all of them, in the order of their lines."""


_FORM: Final = FileForm("prices", "file of prices", _MOST_NODES, PricesError)


def load_prices(path: Path) -> Prices:
    """Read and check a file.

    Raises:
        PricesError: it cannot be read, or anything in it is wrong.
    """
    return parse_prices(file_text(path, _FORM), str(path))


def parse_prices(text: str, path: str) -> Prices:
    """Check the text of a file; `path` is for messages.

    Raises:
        PricesError: anything in it is wrong.
    """
    reader = FieldReader(path)
    root = file_tree(text, path, _FORM)
    fields = reader.fields(
        root, "file of prices", ("version", "currency", "plans"), ("tenants", "default_plan")
    )
    reader.whole(fields, "version", "file of prices", (1, 1))
    currency = _currency(reader, fields)
    plans = dict(_plans(reader, fields))
    tenants = dict(_tenants(reader, fields, plans))
    default = reader.text(fields, "default_plan", "file of prices", _LONGEST_NAME)
    if default is not None:
        _check_plan(reader, fields["default_plan"], "default_plan", default, plans)
    if reader.faults:
        raise PricesError(reader.faults)
    digest = sha256(text.encode()).hexdigest()
    return Prices(
        currency=currency, plans=plans, tenants=tenants, default_plan=default, sha256=digest
    )


def _currency(reader: FieldReader, fields: Fields) -> str:
    code = reader.text(fields, "currency", "file of prices", _LONGEST_NAME)
    if code is not None and code not in CURRENCIES:
        message = f"currency: '{shown(code)}', expected an ISO 4217 code such as EUR"
        reader.refuse(fields["currency"], message)
    return code or ""


def _plans(reader: FieldReader, fields: Fields) -> Iterator[tuple[str, Plan]]:
    node = fields.get("plans")
    if node is None:
        return
    for name, entry in reader.entries(node, "plans", _MOST_PLANS):
        yield name, _plan(reader, name, entry)


def _plan(reader: FieldReader, name: str, node: yaml.Node) -> Plan:
    what = f"plan '{shown(name)}'"
    needed = ("monthly_minor", "included", "tiers")
    fields = reader.fields(node, what, needed, ("warn_at", "quota"))
    monthly = reader.whole(fields, "monthly_minor", what, _MINOR)
    included = reader.whole(fields, "included", what, _SCORES)
    tiers = _tiers(reader, what, fields.get("tiers"), included or 0)
    warn_at = reader.whole(fields, "warn_at", what, _SCORES)
    quota = reader.whole(fields, "quota", what, _SCORES)
    if warn_at is not None and quota is not None and warn_at > quota:
        message = f"{what}: warn_at {warn_at}, expected at most the quota, {quota}"
        reader.refuse(fields["warn_at"], message)
    return Plan(name, monthly or 0, included or 0, tiers, warn_at, quota)


def _tiers(
    reader: FieldReader, what: str, node: yaml.Node | None, included: int
) -> tuple[Tier, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode) or not 1 <= len(node.value) <= _MOST_TIERS:
        reader.refuse(node, f"{what}: tiers: expected a list of 1 to {_MOST_TIERS}")
        return ()
    tiers: list[Tier] = []
    reached = included
    for number, entry in enumerate(node.value, 1):
        where = f"{what}, tier {number}"
        fields = reader.fields(entry, where, ("per_1000_minor",), ("up_to",))
        up_to = reader.whole(fields, "up_to", where, _SCORES)
        is_last = number == len(node.value)
        if is_last and "up_to" in fields:
            reader.refuse(fields["up_to"], f"{where}: up_to: the last tier has no end")
        elif not is_last and "up_to" not in fields:
            reader.refuse(entry, f"{where}: key 'up_to' is missing; only the last has no end")
        elif up_to is not None and up_to <= reached:
            reader.refuse(fields["up_to"], f"{where}: up_to {up_to}, expected more than {reached}")
        reached = max(reached, up_to or 0)
        tiers.append(Tier(up_to, reader.whole(fields, "per_1000_minor", where, _MINOR) or 0))
    return tuple(tiers)


def _tenants(
    reader: FieldReader, fields: Fields, plans: Mapping[str, Plan]
) -> Iterator[tuple[str, str]]:
    node = fields.get("tenants")
    if node is None:
        return
    for tenant, entry in reader.entries(node, "tenants", _MOST_TENANTS):
        what = f"tenant '{shown(tenant)}'"
        fault = identifier_fault(tenant)
        if fault is not None:
            reader.refuse(entry, f"tenants: a name has {fault}; expected that of a key")
        plan = reader.text_of(entry, "plan", what, _LONGEST_NAME)
        if plan is not None:
            _check_plan(reader, entry, what, plan, plans)
            yield tenant, plan


def _check_plan(
    reader: FieldReader, node: yaml.Node, what: str, name: str, plans: Mapping[str, Plan]
) -> None:
    if name not in plans:
        known = ", ".join(map(shown, plans)) or "none"
        message = f"{what}: no plan '{shown(name)}', there are: {known}{nearest(name, plans)}"
        reader.refuse(node, message)
