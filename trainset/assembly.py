"""The rows of a block: what each key said of it, in order, and what is derived from that.

::

    block         p1 (p2: duplicate) p3 p4 --+
    hop card      values of p3 p1 p4       --+--> p1 p3 p4 | payment | values of all features
    hop merchant  values of p1 p4 p3       --+
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from datasets.payment_columns import payments_of
from datasets.record_columns import values_of
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from trainset.key_replay import HopValues
from trainset.row_schema import feature_types, identity_columns, rows_schema
from trainset.stream import Block
from trainset.table import Ints
from trainset.value_columns import ValueColumns


class RowAssembly:
    """Puts the rows of blocks together.

    Args:
        plan: of the features of the rows.
        limits: that it was compiled under.
    """

    def __init__(self, plan: Plan, limits: HistoryLimits) -> None:
        self._hops = [hop for hop in plan.hops if hop.names]
        of_hops = {name for hop in self._hops for name in hop.names}
        others = [feature for feature in plan.features if feature.name not in of_hops]
        self._types = feature_types(others)
        self._derived = payment_plan(plan.definitions, limits, [one.name for one in others])
        self._schema = rows_schema(plan.features)
        self._identity = identity_columns(plan.features)

    def rows(self, block: Block, found: Mapping[str, Sequence[HopValues]]) -> Any:  # noqa: ANN401 - a pyarrow table
        """The rows of all payments of a block that count, in their order.

        Args:
            block: the payments.
            found: by the field of the key, what the shares of its keys gave.
        """
        kept = np.flatnonzero(block.counts)
        payments, late = block.table.take(pa.array(kept)), block.late[kept]
        features: dict[str, Any] = {}
        for hop in self._hops:
            values = _in_order(found[hop.field], kept, block.counts.size)
            features |= zip(hop.names, values.columns, strict=True)
        hidden = _incomplete(share for hop in self._hops for share in found[hop.field])
        derived = self._derived_columns(
            payments_of(payments, block.fields),
            late.tolist(),
            features,
            map(hidden.get, kept.tolist()) if hidden else repeat(None),
        )
        features |= zip(self._derived.names, derived.columns, strict=True)
        columns = {name: payments[name] for name in self._identity if name != "late"}
        columns |= {"late": pa.array(late), **features}
        arrays = [columns[name].cast(kind) for name, kind in _fields(self._schema)]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _derived_columns(
        self,
        payments: Iterator[Payment],
        late: Sequence[bool],
        features: Mapping[str, Any],
        hidden: Iterable[tuple[str, ...] | None],
    ) -> Any:  # noqa: ANN401 - a pyarrow table
        """The features that no key gives: of the payment alone, or derived from those of keys."""
        plan, of_late = self._derived, self._of_late
        columns = ValueColumns(plan.names, self._types)
        inputs = [_rows(features, hop.names) for hop in plan.hops]
        for payment, is_late, names, *of_hops in zip(payments, late, hidden, *inputs, strict=False):
            if is_late:
                columns.add(of_late(payment))
                continue
            values = plan.assemble(payment, *of_hops)
            columns.add(plan.without(values, names)[0] if names else values)
        return columns.table()

    def _of_late(self, payment: Payment) -> tuple[FeatureValue, ...]:
        plan = self._derived
        known = dict(zip(plan.late_names, plan.assemble_late(payment), strict=True))
        return tuple(known.get(name) for name in plan.names)


def _in_order(shares: Sequence[HopValues], kept: Ints, rows: int) -> Any:  # noqa: ANN401 - a pyarrow table
    """The values of all shares for the kept rows of a block, null for those that have none."""
    places = np.full(rows, -1)
    of_values = np.concatenate([share.rows for share in shares])
    places[of_values] = np.arange(of_values.size)
    wanted = pa.array(places[kept], mask=places[kept] < 0)
    return pa.concat_tables([share.columns for share in shares]).combine_chunks().take(wanted)


def _incomplete(shares: Iterable[HopValues]) -> dict[int, tuple[str, ...]]:
    """By place in the block, the names of the features that are incomplete at any key."""
    found: dict[int, tuple[str, ...]] = {}
    for share in shares:
        for row, names in share.incomplete.items():
            found[row] = found.get(row, ()) + names
    return found


def _rows(columns: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[FeatureValue, ...]]:
    """The values of some columns, row by row."""
    if not names:
        return repeat(())
    return zip(*(values_of(columns[name].combine_chunks()) for name in names), strict=True)


def _fields(schema: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - pyarrow has no types
    return zip(schema.names, schema.types, strict=True)
