"""Reading typed settings from property groups, the form that Managed Flink gives them in.

[{"PropertyGroupId": "source", "PropertyMap": {"uri": "kinesis:payments-dev"}}]
  -> field `source_uri` of a settings dataclass
"""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from events.shared.spelling import nearest
from jobs.shared.property_values import Parser

PropertyGroups = Mapping[str, Mapping[str, str]]

MANAGED_FLINK_PROPERTIES: Final = Path("/etc/flink/application_properties.json")

RUN_OPTIONS: Final = "kinesis.analytics.flink.run.options"
"""The group by which Managed Flink starts a Python program; it stands beside the program's own."""


class SettingsError(ValueError):
    """Settings that cannot be used; `faults` has one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("settings are not usable:\n" + "\n".join(f"  {line}" for line in faults))


def setting(parse: Parser, description: str, *, default: Any = dataclasses.MISSING) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A dataclass field read from property group and key: `source_uri` is key `uri` of `source`."""
    return dataclasses.field(default=default, metadata={"parse": parse, "description": description})


def group_and_key(name: str) -> tuple[str, str]:
    """The property group and key of a field: what is before and after its first underscore."""
    group, _, key = name.partition("_")
    return group, key


def parse_fields(
    settings_class: type[Any], groups: PropertyGroups
) -> tuple[dict[str, Any], list[str]]:
    """Values by field name, and a fault for each unknown, missing or unreadable property."""
    fields = {field.name: field for field in dataclasses.fields(settings_class)}
    known = {group_and_key(name) for name in fields}
    faults = [
        f"{group}.{key}: unknown property{nearest(f'{group}.{key}', map('.'.join, known))}"
        for group, properties in groups.items()
        for key in properties
        if (group, key) not in known
    ]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        group, key = group_and_key(name)
        text = groups.get(group, {}).get(key)
        if text is None:
            if field.default is dataclasses.MISSING:
                faults.append(f"{group}.{key}: missing, it is required")
            continue
        try:
            values[name] = field.metadata["parse"](text)
        except ValueError as error:
            faults.append(f"{group}.{key}: {error}")
    return values, faults


def assignments(entries: Iterable[str]) -> dict[str, str]:
    """Properties by name, from ``GROUP.KEY=VALUE``.

    Raises:
        ValueError: an entry has another form, or a property is given twice.
    """
    properties: dict[str, str] = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not equals or "." not in name:
            raise ValueError(f"{entry!r}: GROUP.KEY=VALUE is expected")
        if name in properties:
            raise ValueError(f"{name}: given twice")
        properties[name] = value
    return properties


def known_groups(settings_class: type[Any], groups: PropertyGroups) -> dict[str, dict[str, str]]:
    """`groups` without the properties that `settings_class` has no field for."""
    known = {group_and_key(field.name) for field in dataclasses.fields(settings_class)}
    return {
        group: {key: value for key, value in properties.items() if (group, key) in known}
        for group, properties in groups.items()
    }


def read_property_groups(path: Path) -> dict[str, dict[str, str]]:
    """The program's property groups in a file of Managed Flink's form.

    Raises:
        SettingsError: the file is absent or not of that form.
    """
    try:
        document = json.loads(path.read_bytes(), object_pairs_hook=_each_key_once)
        entries = [_property_group(entry) for entry in list(document)]
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {error.strerror}"]) from None
    except _RepeatedKeyError as error:
        raise SettingsError([f"{path}: {error}"]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SettingsError(
            [f"{path}: a JSON list of objects with PropertyGroupId and PropertyMap is expected"]
        ) from None
    groups: dict[str, dict[str, str]] = {}
    for group, properties in entries:
        if group in groups:
            raise SettingsError([f"{path}: {group}: the group is given twice"])
        groups[group] = properties
    groups.pop(RUN_OPTIONS, None)
    return groups


class _RepeatedKeyError(Exception):
    """An object of JSON has a key twice."""


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; of a key that is there twice, JSON readers take one in silence."""
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise _RepeatedKeyError(f"{key}: the key is given twice")
    return dict(pairs)


def _property_group(entry: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 - a JSON document
    group = entry["PropertyGroupId"]
    if not isinstance(group, str):
        raise TypeError("PropertyGroupId is no text")
    return group, {key: str(value) for key, value in entry["PropertyMap"].items()}
