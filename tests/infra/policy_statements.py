"""Every policy statement in the inputs of a resource, wherever it stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.infra.mocks import Resource


@dataclass(frozen=True)
class Statement:
    """One statement of one policy document.

    Attributes:
        resource: that has it in its inputs.
        place: path to the document, such as `policies.0.policyDocument`.
        content: as it is in the document.
    """

    resource: Resource
    place: str
    content: dict[str, Any]

    def __str__(self) -> str:
        """Where it stands, for a message."""
        return f"{self.resource}: {self.place}: {self.content.get('Sid', 'without Sid')}"

    @property
    def allows(self) -> bool:
        """Whether it gives something; a denial may be as wide as it likes."""
        return self.content.get("Effect") == "Allow"

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions, one or many; `NotAction` counts as every action."""
        return ("*",) if "NotAction" in self.content else _many(self.content.get("Action"))

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources, one or many; none in a trust policy."""
        return ("*",) if "NotResource" in self.content else _many(self.content.get("Resource"))

    @property
    def principals(self) -> tuple[str, ...]:
        """All principals, of whatever kind; none in a policy of an identity."""
        given = self.content.get("Principal")
        if isinstance(given, dict):
            return tuple(each for value in given.values() for each in _many(value))
        return _many(given)

    @property
    def condition_keys(self) -> frozenset[str]:
        """The keys that its conditions look at."""
        conditions = self.content.get("Condition", {}).values()
        return frozenset(key for condition in conditions for key in condition)


def statements(resource: Resource) -> Iterator[Statement]:
    """All statements of all documents in the inputs of `resource`."""
    yield from _found(resource, resource.inputs, "")


def _found(resource: Resource, value: object, place: str) -> Iterator[Statement]:
    if isinstance(value, str) and value.lstrip().startswith("{") and '"Statement"' in value:
        value = json.loads(value)
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "Statement":
                listed = each if isinstance(each, list) else [each]
                yield from (Statement(resource, place, content) for content in listed)
            else:
                yield from _found(resource, each, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _found(resource, each, f"{place}.{index}")


def _many(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)
