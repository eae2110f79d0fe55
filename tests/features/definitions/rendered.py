"""Definitions written as the file that says just them."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import yaml

from cli.features.told import computed
from events.shared.durations import duration_text
from events.shared.own_fields import OwnField
from features.shared.definitions.model import Aggregate, Definitions, Derived, Feature, Remembered


def rendered(definitions: Definitions) -> str:
    """The text of a file that means the same."""
    money = definitions.money
    said: dict[str, Any] = {
        "version": 1,
        "money": {
            "base_currency": money.base_currency,
            "rates": money.rates,
            "missing_rate": money.missing_rate,
        },
        "fields": {one.name: _field(one) for one in definitions.fields},
        "entities": {one.name: list(one.fields) for one in definitions.entities},
        "reasons": dict(definitions.reasons),
        "features": [_feature(one) for one in definitions.features],
    }
    if definitions.remembered:
        said["remembered"] = [_remembered(one) for one in definitions.remembered]
    if money.max_age_ms is not None:
        said["money"]["max_age"] = duration_text(money.max_age_ms)
    return yaml.safe_dump(said, sort_keys=False)


def _remembered(one: Remembered) -> dict[str, Any]:
    until = datetime.fromtimestamp(one.until_ms // 1000, UTC)
    said = {"entity": one.entity, "until": f"{until:%Y-%m-%dT%H:%M:%SZ}", "labels": one.labels}
    return said | ({"reach": duration_text(one.reach_ms)} if one.reach_ms else {})


def nowhere(definitions: Definitions) -> Definitions:
    """The same, whatever file and line it stands in."""
    features = tuple(replace(one, path="", line=0) for one in definitions.features)
    return replace(
        definitions,
        money=replace(definitions.money, rates_text=None),
        path="",
        text="",
        features=features,
    )


def _field(own: OwnField) -> dict[str, Any]:
    said = {field.name: getattr(own, field.name) for field in fields(own) if field.name != "name"}
    if own.type != "text":
        del said["longest"]
    if own.type != "decimal":
        del said["digits"]
    return {name: value for name, value in said.items() if value not in {None, ""}}


def _feature(feature: Feature) -> dict[str, Any]:
    said = {"name": feature.name, "description": feature.description, **computed(feature.source)}
    own = isinstance(feature.source, Aggregate) and feature.source.own is not None
    if isinstance(feature.source, Aggregate):
        said["of"] = feature.scope
    if own:
        said["kind"] = feature.kind
    if own or isinstance(feature.source, Derived):
        limits = {"least": feature.least, "most": feature.most}
        said |= {name: value for name, value in limits.items() if value is not None}
    if feature.reason is not None:
        said["reason"] = feature.reason
    return {**said, "written": feature.written}
