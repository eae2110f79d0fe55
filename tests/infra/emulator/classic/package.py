"""The package `aws`, as far as the program uses it: buckets, objects in them, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfnlint.jsonschema import StandardValidator

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.classic.bucket_settings import SETTINGS
from tests.infra.emulator.classic.buckets import BUCKETS
from tests.infra.emulator.classic.functions import FUNCTIONS
from tests.infra.emulator.package import Difference, Fault, State
from tests.infra.emulator.type_schema import faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.infra.emulator.classic.resource_type import ClassicType
    from tests.infra.emulator.wire import Properties

TYPES = {**BUCKETS, **SETTINGS}


class ClassicPackage:
    """The types and functions that the stand-in has of `aws`.

    Like the real provider it compares inputs itself, and what AWS chooses is not known before.
    """

    def __init__(self, endpoint_url: str, credentials: dict[str, str]) -> None:
        self._endpoint_url = endpoint_url
        self._credentials = credentials
        self._aws: Aws | None = None

    def configure(self, values: Mapping[str, str]) -> None:
        if "region" not in values:
            raise RefusalError("aws:region: none is set; a region is expected")
        if "defaultTags" in values:
            raise RefusalError("aws:defaultTags: the stand-in provider does not set them")
        if self._aws is None or self._aws.region != values["region"]:
            self._aws = Aws(self._endpoint_url, values["region"], self._credentials)

    def check(self, token: str, inputs: Properties) -> tuple[Properties, Iterable[Fault]]:
        return inputs, list(faults(StandardValidator(_type(token).schema), inputs))

    def diff(self, token: str, old: State, inputs: Properties) -> Difference:
        names = sorted({*old.inputs, *inputs})
        changed = tuple(name for name in names if old.inputs.get(name) != inputs.get(name))
        return Difference(changed, tuple(each for each in changed if each in _type(token).replaces))

    def create(self, token: str, inputs: Properties) -> State:
        resource_id, chosen = _type(token).create(self._connected, inputs)
        return State(resource_id, {**inputs, **chosen}, inputs)

    def preview(self, token: str, old: State | None, inputs: Properties) -> Properties:
        del token
        return {**_chosen(old), **inputs} if old is not None else inputs

    def read(self, token: str, old: State) -> State | None:
        found = _type(token).read(self._connected, old.resource_id, old.outputs)
        if found is None:
            return None
        inputs = {name: found.get(name, value) for name, value in old.inputs.items()}
        return State(old.resource_id, {**old.outputs, **found}, inputs)

    def update(self, token: str, old: State, inputs: Properties) -> Properties:
        _type(token).update(self._connected, old.resource_id, inputs)
        return {**_chosen(old), **inputs}

    def delete(self, token: str, old: State) -> None:
        _type(token).delete(self._connected, old.resource_id, old.outputs)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        if token not in FUNCTIONS:
            raise RefusalError(f"the stand-in provider has no function {token}")
        return FUNCTIONS[token](self._connected, arguments)

    @property
    def _connected(self) -> Aws:
        if self._aws is None:
            raise RefusalError("the provider is used before it is configured")
        return self._aws


def _type(token: str) -> ClassicType:
    if token not in TYPES:
        raise RefusalError(f"the stand-in provider has no resource type {token}")
    return TYPES[token]


def _chosen(old: State) -> Properties:
    return {name: value for name, value in old.outputs.items() if name not in old.inputs}
