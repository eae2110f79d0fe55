"""The stack tells the fraud job what its settings ask for, under the names that they have."""

import dataclasses

import pytest

from infra import property_groups as module
from infra.property_groups import (
    DEFERRED_URL,
    FraudWiring,
    PropertyGroups,
    Source,
    StoreAccess,
    fraud_properties,
    property_groups,
    with_overrides,
)
from infra.stack_config_reader import ConfigError
from jobs.fraud.settings import FraudSettings, load_settings

_WIRING = FraudWiring(
    region="eu-central-1",
    payments=Source(stream="payments-dev", consumer_arn="arn:payments"),
    labels=Source(stream="labels-dev", consumer_arn="arn:labels"),
    decisions="decisions-dev",
    dead_letters="dead-letters-dev",
    late_payments="late-payments-dev",
    features="features-dev",
    store=StoreAccess(url="rediss://cache:6379", user="writer-dev", cache="features-dev"),
)

# What an application of this release is told. A property that gets another name in the settings
# must get it here, too, in a commit that says how running applications come by it.
EXPECTED = {
    "source": {
        "uri": "kinesis:payments-dev",
        "publisher": "EFO",
        "consumer_arn": "arn:payments",
    },
    "labels": {"uri": "kinesis:labels-dev", "consumer_arn": "arn:labels"},
    "sink": {
        "uri": "kinesis",
        "decisions_stream": "decisions-dev",
        "dead_letters_stream": "dead-letters-dev",
        "late_stream": "late-payments-dev",
        "features_stream": "features-dev",
    },
    "aws": {"region": "eu-central-1"},
    "store": {
        "url": "rediss://cache:6379",
        "auth": "iam",
        "user": "writer-dev",
        "cache": "features-dev",
    },
}


def _groups() -> PropertyGroups:
    return property_groups(fraud_properties(_WIRING))


def test_the_stack_writes_exactly_these_properties() -> None:
    assert _groups() == EXPECTED


def test_the_job_understands_what_the_stack_writes() -> None:
    settings = load_settings(EXPECTED)
    assert str(settings.source_uri) == "kinesis:payments-dev"
    assert settings.store_user == "writer-dev"
    assert settings.sink_features_stream == "features-dev"


@pytest.mark.parametrize("field", sorted(fraud_properties(_WIRING)))
def test_a_property_that_the_settings_no_longer_have_is_named(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {each.name for each in dataclasses.fields(FraudSettings)} - {field}
    monkeypatch.setattr(module, "_FIELDS", frozenset(others))
    with pytest.raises(ConfigError) as refused:
        _groups()
    group, _, key = field.partition("_")
    assert refused.value.faults == (f"{group}.{key}: FraudSettings has no such property",)


def test_a_stack_may_set_what_it_does_not_write_itself() -> None:
    groups = with_overrides(_groups(), {"time.allowed_lateness_ms": "60000"})
    assert groups["time"] == {"allowed_lateness_ms": "60000"}
    assert {name: keys for name, keys in groups.items() if name != "time"} == EXPECTED


def test_every_fault_of_a_stack_s_own_properties_is_reported_at_once() -> None:
    own = {"time.lateness": "1", "state.exact_payments": "0", "source.uri": "kinesis:other"}
    with pytest.raises(ConfigError) as refused:
        with_overrides(_groups(), own)
    assert refused.value.faults == (
        "fraud.properties: source.uri: 'kinesis:other': the stack itself writes it",
        (
            "fraud.properties: time.lateness: unknown property;"
            " did you mean 'time.allowed_lateness_ms'?"
        ),
        "fraud.properties: state.exact_payments: '0': an integer of 4 to 1000000 is expected",
    )


def test_values_that_aws_decides_on_are_checked_for_what_is_known_of_them() -> None:
    assert DEFERRED_URL.startswith("rediss://")
    without_tls = dataclasses.replace(
        _WIRING, store=dataclasses.replace(_WIRING.store, url="redis://cache:6379")
    )
    with pytest.raises(ConfigError, match="rediss://"):
        with_overrides(property_groups(fraud_properties(without_tls)), {})
