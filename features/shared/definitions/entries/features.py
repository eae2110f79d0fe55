"""The entry ``features``: each of them, one feature a window where it lists several."""

from collections.abc import Iterator
from typing import Final, get_args

import yaml

from events.shared.spelling import nearest
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.entries.aggregated import read_aggregated
from features.shared.definitions.entries.computed import Computed
from features.shared.definitions.entries.derived import read_derived
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.names import LONGEST_NAME
from features.shared.definitions.entries.own_fields import LONGEST_DESCRIPTION
from features.shared.definitions.model import AggregateKind, Derived, Feature
from features.shared.language.tree import Name

MAX_FEATURES: Final = 500
MAX_FAULTS: Final = 500
"""Beyond them reading ends: to look for the name that was meant takes milliseconds for each."""

_AGGREGATES: Final[dict[str, AggregateKind]] = {kind: kind for kind in get_args(AggregateKind)}
_ALWAYS: Final = ("name", "description")
_SOMETIMES: Final = ("reason", "written")
_LIMITS: Final = ("least", "most")
_OF_DERIVED: Final = ("value", "missing", *_LIMITS)
_BESIDE: Final = tuple(dict.fromkeys(key for form in FORMS.values() for key in form.keys))
_OPTIONAL: Final = tuple(dict.fromkeys(("of", *_AGGREGATES, *_BESIDE, *_OF_DERIVED, *_SOMETIMES)))


def read_features(node: yaml.Node | None, scope: FileScope) -> None:
    """Read the features into the scope, in the order of the file."""
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode) or not 1 <= len(node.value) <= MAX_FEATURES:
        message = f"'features' must be a list of 1 to {MAX_FEATURES} features"
        scope.reader.refuse(node, message)
        return
    for item in node.value:
        if len(scope.reader.faults) > MAX_FAULTS:
            message = f"more than {MAX_FAULTS} faults, what begins here was not read"
            scope.reader.refuse(item, f"features: {message}")
            break
        for feature in _FeatureReader(item, scope).read():
            is_field = _stands_for_field(feature, scope)
            if is_field or scope.names.give(feature.name, item, "feature", scope.reader):
                scope.features[feature.name] = feature
    if len(scope.features) > MAX_FEATURES:
        message = f"at most {MAX_FEATURES} features, found {len(scope.features)} with all windows"
        scope.reader.refuse(node, message)


def written_names(node: yaml.Node | None) -> dict[str, int]:
    """Line of each name in the list of features, sound or not."""
    if not isinstance(node, yaml.SequenceNode):
        return {}
    return {
        str(value.value): value.start_mark.line + 1
        for item in node.value
        if isinstance(item, yaml.MappingNode)
        for key, value in item.value
        if key.value == "name" and isinstance(value, yaml.ScalarNode)
    }


def _stands_for_field(feature: Feature, scope: FileScope) -> bool:
    """Whether it is the field of its name, and so may share it."""
    match feature.source:
        case Derived(expression=expression) if isinstance(expression.tree, Name):
            return expression.tree.id == feature.name and feature.name not in scope.features
    return False


class _FeatureReader:
    """Reads one entry."""

    def __init__(self, node: yaml.Node, scope: FileScope) -> None:
        self._node = node
        self._scope = scope
        self._reader = scope.reader
        self._fields = self._reader.fields(node, "feature", _ALWAYS, _OPTIONAL)
        name = self._reader.text(self._fields, "name", "feature", LONGEST_NAME)
        self._name = name or ""
        self._what = "feature" if name is None else f"feature '{name}'"

    def read(self) -> Iterator[Feature]:
        """Give the features of the entry, as far as they are sound."""
        text = self._reader.text(self._fields, "description", self._what, LONGEST_DESCRIPTION)
        reason = self._reason()
        written = self._reader.flag(self._fields, "written", self._what) is not False
        for computed in self._computed():
            suffix = f"_{computed.window}" if computed.is_suffix else ""
            yield Feature(
                name=f"{self._name}{suffix}",
                scope=computed.scope,
                kind=computed.result.kind,
                nullable=computed.result.nullable,
                window_ms=computed.window_ms,
                fields=computed.fields,
                description=(text or "").replace("{window}", computed.window),
                source=computed.source,
                least=computed.result.least,
                most=computed.result.most,
                reason=reason,
                written=written,
                path=self._reader.path,
                line=self._node.start_mark.line + 1,
            )

    def _reason(self) -> str | None:
        code = self._reader.text(self._fields, "reason", self._what, LONGEST_NAME)
        if code is not None and code not in self._scope.reasons:
            hint = nearest(code, self._scope.reasons)
            message = f"unknown reason '{code}'{hint}; the file names its codes in 'reasons'"
            self._reader.refuse(self._fields["reason"], f"{self._what}: {message}")
        return code

    def _computed(self) -> Iterator[Computed]:
        found = [key for key in ("value", *_AGGREGATES) if key in self._fields]
        if len(found) != 1:
            names = " and ".join(found) or "none"
            message = f"expected 'value' or one aggregate, found {names}"
            self._reader.refuse(self._node, f"{self._what}: {message}")
            return
        self._check_keys(found[0])
        if found[0] == "value":
            derived = read_derived(self._fields, self._what, self._scope)
            yield from () if derived is None else (derived,)
        else:
            kind = _AGGREGATES[found[0]]
            yield from read_aggregated(self._fields, kind, self._node, self._what, self._scope)

    def _check_keys(self, source: str) -> None:
        beside = _OF_DERIVED if source == "value" else FORMS[_AGGREGATES[source]].keys
        known = {*_ALWAYS, *_SOMETIMES, *beside, source, *(() if source == "value" else ("of",))}
        for key, node in self._fields.items():
            if key not in known:
                self._reader.refuse(node, f"{self._what}: '{key}' does not go with '{source}'")
