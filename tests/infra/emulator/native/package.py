"""The package `aws-native`: CloudFormation's resource types, checked with their schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.native.functions import FUNCTIONS
from tests.infra.emulator.native.types import TYPES
from tests.infra.emulator.package import Difference, Fault, State
from tests.infra.emulator.type_schema import (
    Model,
    TypeSchema,
    value_at,
    with_unknown,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.infra.emulator.resource_type import ResourceType
    from tests.infra.emulator.wire import Properties

_BY_TOKEN: Final = {
    cfn_type.replace("AWS::", "aws-native::", 1).replace("::", ":").lower(): cfn_type
    for cfn_type in TYPES
}


class NativePackage:
    """The types and functions that the stand-in has of `aws-native`.

    Like the real provider it leaves the comparison of inputs to the engine, and what it reads
    lacks the properties that a schema calls write-only.
    """

    def __init__(self, endpoint_url: str, credentials: dict[str, str]) -> None:
        self._endpoint_url = endpoint_url
        self._credentials = credentials
        self._aws: Aws | None = None
        self._schemas: dict[str, TypeSchema] = {}

    def configure(self, values: Mapping[str, str]) -> None:
        if "region" not in values:
            raise RefusalError("aws-native:region: none is set; a region is expected")
        if "defaultTags" in values:
            raise RefusalError("aws-native:defaultTags: the stand-in provider does not set them")
        if self._aws is None or self._aws.region != values["region"]:
            self._aws = Aws(self._endpoint_url, values["region"], self._credentials)

    def check(self, token: str, inputs: Properties) -> tuple[Properties, Iterable[Fault]]:
        schema, _ = self._type(token)
        return inputs, list(schema.faults(schema.to_cfn(inputs)))

    def diff(self, token: str, old: State, inputs: Properties) -> Difference:
        if old.inputs == inputs:
            return Difference(changed=())
        schema, _ = self._type(token)
        before, after = schema.to_cfn(old.inputs), schema.to_cfn(inputs)
        replaces = {
            path[0]
            for path in schema.create_only
            if value_at(before, path) != value_at(after, path)
        }
        names = tuple(sorted(schema.to_sdk(dict.fromkeys(replaces))))
        return Difference(changed=None, replaces=names, delete_first=True)

    def create(self, token: str, inputs: Properties) -> State:
        schema, resource = self._type(token)
        model = schema.to_cfn(inputs)
        made = {**model, **resource.create(self._connected, model)}
        return State(schema.resource_id(made), schema.to_sdk(made), inputs)

    def preview(self, token: str, old: State | None, inputs: Properties) -> Properties:
        schema, _ = self._type(token)
        model = schema.to_cfn(inputs)
        if old is not None:
            return {**schema.to_sdk(_attributes(schema, old)), **inputs}
        return schema.to_sdk(with_unknown(model, schema.read_only))

    def read(self, token: str, old: State) -> State | None:
        schema, resource = self._type(token)
        last = schema.to_cfn(old.outputs)
        found = resource.read(self._connected, last)
        if found is None:
            return None
        found = without(found, schema.write_only)
        inputs = _overlaid(schema.to_cfn(old.inputs), without(found, schema.read_only))
        outputs = {**last, **_overlaid(last, found)}
        return State(old.resource_id, schema.to_sdk(outputs), schema.to_sdk(inputs))

    def update(self, token: str, old: State, inputs: Properties) -> Properties:
        schema, resource = self._type(token)
        attributes = _attributes(schema, old)
        before, after = schema.to_cfn(old.inputs), schema.to_cfn(inputs)
        resource.update(self._connected, {**attributes, **before}, {**attributes, **after})
        return schema.to_sdk({**attributes, **after})

    def delete(self, token: str, old: State) -> None:
        schema, resource = self._type(token)
        resource.delete(self._connected, schema.to_cfn(old.outputs))

    def invoke(self, token: str, arguments: Properties) -> Properties:
        if token not in FUNCTIONS:
            raise RefusalError(f"the stand-in provider has no function {token}")
        return FUNCTIONS[token](self._connected, arguments)

    @property
    def _connected(self) -> Aws:
        if self._aws is None:
            raise RefusalError("the provider is used before it is configured")
        return self._aws

    def _type(self, token: str) -> tuple[TypeSchema, ResourceType]:
        cfn_type = _BY_TOKEN.get(token.lower())
        if cfn_type is None:
            raise RefusalError(f"the stand-in provider has no resource type {token}")
        if cfn_type not in self._schemas:
            self._schemas[cfn_type] = TypeSchema(cfn_type, self._connected.region)
        return self._schemas[cfn_type], TYPES[cfn_type]


def _attributes(schema: TypeSchema, old: State) -> Model:
    """What AWS has chosen of a resource: all outputs that nobody has given."""
    outputs, inputs = schema.to_cfn(old.outputs), schema.to_cfn(old.inputs)
    return {name: value for name, value in outputs.items() if name not in inputs}


def _overlaid(known: Any, found: Any) -> Any:  # noqa: ANN401 - any JSON value
    """`known` with the values that AWS says now; what AWS says beyond it is left out."""
    if isinstance(known, dict) and isinstance(found, dict):
        return {
            key: _overlaid(value, found[key]) if key in found else value
            for key, value in known.items()
        }
    if isinstance(known, list) and isinstance(found, list) and _sorted(known) == _sorted(found):
        return known
    return found


def _sorted(values: list[Any]) -> list[str]:
    return sorted(json.dumps(value, sort_keys=True, default=str) for value in values)
