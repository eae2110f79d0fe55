"""What CloudFormation says of a resource type, and its names in Pulumi's native AWS package.

`KeyId`, `KMSKeyId` and `StreamARN` of a schema are `keyId`, `kmsKeyId` and `streamArn` in Pulumi.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from cfnlint.jsonschema import StandardValidator, ValidationError
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.infra.emulator.wire import UNKNOWN, Properties, has_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A resource's properties under the names that CloudFormation gives them.
Model = dict[str, Any]
Path = tuple[str, ...]
Schema = dict[str, Any]

_CAPITALS: Final = re.compile(r"[A-Z0-9]{2,}(?P<plural>s(?=$|[A-Z0-9]))?")
# Faults of a whole object that stand whatever its unknown values turn out to be.
_OF_THE_NAMES: Final = frozenset({"additionalProperties", "dependentRequired", "required"})


def sdk_name(name: str) -> str:
    """The name in Pulumi of CloudFormation's `name`."""
    words = _CAPITALS.sub(lambda run: _as_word(run, name), name)
    return words[:1].lower() + words[1:]


def _as_word(run: re.Match[str], name: str) -> str:
    # The last capital begins the next word, unless there is none.
    letters = run.group()
    if run.group("plural") or run.end() == len(name):
        return letters[0] + letters[1:].lower()
    return letters[0] + letters[1:-1].lower() + letters[-1]


class TypeSchema:
    """The schema of one resource type, such as `AWS::Kinesis::Stream`.

    Raises:
        cfnlint.schema.ResourceNotFoundError: the region has no such type.
    """

    def __init__(self, cfn_type: str, region: str) -> None:
        self.cfn_type = cfn_type
        self._schema: Schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, cfn_type).schema
        self.identifiers = self._paths("primaryIdentifier")
        self.create_only = self._paths("createOnlyProperties")
        self.read_only = self._paths("readOnlyProperties")
        self.write_only = self._paths("writeOnlyProperties")

    def _paths(self, kind: str) -> tuple[Path, ...]:
        return tuple(tuple(each.split("/")[2:]) for each in self._schema.get(kind, ()))

    def resource_id(self, model: Model) -> str:
        """The id that Cloud Control gives a resource: its primary identifier."""
        return "|".join(str(value_at(model, path)) for path in self.identifiers)

    def faults(self, model: Model) -> Iterator[tuple[str, str]]:
        """Where (in Pulumi's names) and why `model` is not a resource of this type."""
        yield from faults(StandardValidator(self._schema), model)

    def to_cfn(self, properties: Properties) -> Model:
        """`properties` under CloudFormation's names; an unknown name stays, so that it is found."""
        return self._renamed(properties, self._schema, to_cfn=True)  # type: ignore[no-any-return]

    def to_sdk(self, model: Model) -> Properties:
        """`model` under Pulumi's names."""
        return self._renamed(model, self._schema, to_cfn=False)  # type: ignore[no-any-return]

    def _renamed(self, value: Any, schema: Schema, *, to_cfn: bool) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            items = [item for part in self._parts(schema) if (item := part.get("items"))]
            return [self._renamed(each, {"anyOf": items}, to_cfn=to_cfn) for each in value]
        if not isinstance(value, dict):
            return value
        known = self._properties(schema)
        if not known:
            return value
        return {
            new: self._renamed(each, known.get(new if to_cfn else key, {}), to_cfn=to_cfn)
            for key, each in value.items()
            for new in [self._new_name(key, known, schema, to_cfn=to_cfn)]
        }

    def _new_name(self, key: str, known: Iterable[str], schema: Schema, *, to_cfn: bool) -> str:
        # At the top `id` is Pulumi's own.
        names = {"Id": "awsId"} if schema is self._schema else {}
        to_sdk = {name: names.get(name, sdk_name(name)) for name in known}
        renames = {new: name for name, new in to_sdk.items()} if to_cfn else to_sdk
        return renames.get(key, key)

    def _properties(self, schema: Schema) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for part in self._parts(schema):
            found.update(part.get("properties", {}))
        return found

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        """The schema itself and all that it refers to or is made of."""
        yield schema
        reference = schema.get("$ref")
        if reference is not None:
            target: Any = self._schema
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            yield from self._parts(target)
        for kind in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(kind, ()):
                yield from self._parts(part)


def faults(validator: StandardValidator, instance: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Where and why `instance` is faulty, whatever its unknown values turn out to be."""
    for error in validator.iter_errors(instance):
        if error.validator in _OF_THE_NAMES or not has_unknown(error.instance):
            yield _place(error), error.message


def value_at(model: Model, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """The value at `path`, None where there is none."""
    value: Any = model
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def without(model: Model, paths: tuple[Path, ...]) -> Model:
    """A copy of `model` without what is at `paths`."""
    copy = dict(model)
    for head, *rest in paths:
        if head not in copy:
            continue
        if not rest:
            del copy[head]
        elif isinstance(copy[head], dict):
            copy[head] = without(copy[head], (tuple(rest),))
    return copy


def with_unknown(model: Model, paths: tuple[Path, ...]) -> Model:
    """A copy of `model` in which what is at `paths` is not known yet."""
    copy = dict(model)
    for head, *rest in paths:
        inner = copy.get(head)
        nested = dict(inner) if isinstance(inner, dict) else {}
        copy[head] = with_unknown(nested, (tuple(rest),)) if rest else UNKNOWN
    return copy


def _place(error: ValidationError) -> str:
    place = ""
    for step in error.path:
        name = f"[{step}]" if isinstance(step, int) else sdk_name(str(step))
        place += name if isinstance(step, int) or not place else f".{name}"
    return place
