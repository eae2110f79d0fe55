"""A definition file to a plan: what is needed, at which keys, and the code for it."""

from collections.abc import Collection, Mapping

from features.shared.definitions.event_schema import EventSchema, event_fields
from features.shared.definitions.hops import Hop, hops_of
from features.shared.definitions.model import Definitions, Derived, Feature
from features.shared.definitions.needs import needed_features
from features.shared.limits import HistoryLimits
from features.shared.plan.assembly_code import Assembly
from features.shared.plan.generated import function
from features.shared.plan.hop_compilation import HopCompiler
from features.shared.plan.plan import Plan


def compile_plan(
    definitions: Definitions,
    schema: EventSchema,
    limits: HistoryLimits,
    needed_names: Collection[str] | None = None,
) -> Plan:
    """Compile what is needed of a definition file.

    Args:
        definitions: the file.
        schema: of the system's events.
        limits: of every key's history.
        needed_names: features that something reads, all of them where it is None; a name that the
            file does not have is an error.

    Raises:
        ValueError: a needed feature is not defined.
    """
    given = _given(definitions, needed_names)
    needed = needed_features(definitions, (one.name for one in given))
    fields = event_fields(schema, definitions.fields)
    compiler = HopCompiler(schema, fields, limits, definitions.remembered)
    hops = tuple(
        compiler.compile(hop, needed, first=number == 0 and not schema.deduplicated)
        for number, hop in enumerate(_hops(definitions, schema, needed))
    )
    derived_from = _derived_from(needed)
    late = [one for one in given if _needs_no_history(one, derived_from)]
    of_late = [one for one in needed if _needs_no_history(one, derived_from)]
    late_names = tuple(one.name for one in late)
    hop_names = [hop.names for hop in hops]
    features = tuple(given)
    everything = Assembly(needed, [one.name for one in given], hop_names, fields)
    payment = Assembly(of_late, late_names, [], fields)
    return Plan(
        definitions=definitions,
        features=features,
        names=tuple(one.name for one in given),
        late_names=late_names,
        hops=hops,
        assemble=function("assemble", everything.source("assemble")),
        assemble_late=function("assemble_late", payment.source("assemble_late")),
        derived_from=derived_from,
        label_reach_ms=max(hop.label_reach_ms for hop in hops),
    )


def _given(definitions: Definitions, needed_names: Collection[str] | None) -> list[Feature]:
    if needed_names is None:
        return list(definitions.features)
    known = {one.name for one in definitions.features}
    unknown = sorted(set(needed_names) - known)
    if unknown:
        raise ValueError(f"{definitions.path}: no such features: {', '.join(unknown)}")
    return [one for one in definitions.features if one.name in needed_names]


def _hops(definitions: Definitions, schema: EventSchema, needed: Collection[Feature]) -> list[Hop]:
    """The first key, those in between that something needed is kept by, and the deciding one."""
    hops = hops_of(definitions.entities, schema.decided_by, decided_again=schema.decided_again)
    scopes = {one.scope for one in needed}
    first, *others = hops
    kept = [
        hop
        for hop in others
        if hop.field != schema.decided_by and scopes & {entity.name for entity in hop.entities}
    ]
    last = next((hop for hop in hops if hop.field == schema.decided_by), None)
    return [first, *kept, last or Hop(schema.decided_by, ())]


def _derived_from(needed: Collection[Feature]) -> dict[str, frozenset[str]]:
    """By feature, the features of entities that it is computed from, however indirectly."""
    known: dict[str, frozenset[str]] = {}
    for one in needed:
        if isinstance(one.source, Derived):
            read = [known[name] for name in one.source.expression.names if name in known]
            known[one.name] = frozenset[str]().union(*read)
        else:
            known[one.name] = frozenset((one.name,))
    return known


def _needs_no_history(feature: Feature, derived_from: Mapping[str, frozenset[str]]) -> bool:
    return not derived_from[feature.name]
