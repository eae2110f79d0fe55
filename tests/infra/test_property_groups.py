"""The stack tells each job what its settings ask for, under the names that they have."""

import dataclasses
from typing import Any

import pytest

from infra.delivered_jobs import DELIVERED, FRAUD, RECOMMENDATIONS, DeliveredJob
from infra.property_groups import (
    DEFERRED_URL,
    PropertyGroups,
    Source,
    StoreAccess,
    Wiring,
    job_properties,
    property_groups,
    with_overrides,
)
from infra.stack_config_reader import ConfigError

# What an application of this release is told. A property that gets another name in the settings
# must get it here, too, in a commit that says how running applications come by it.
_EVERY_JOB = {
    "aws": {"region": "eu-central-1"},
    "store": {
        "url": "rediss://cache:6379",
        "auth": "iam",
        "user": "writer-dev",
        "cache": "features-dev",
    },
}
EXPECTED: dict[str, dict[str, dict[str, str]]] = {
    "fraud": {
        **_EVERY_JOB,
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
    },
    "recommendations": {
        **_EVERY_JOB,
        "job": {"system": "recommendations"},
        "source": {
            "uri": "kinesis:recommendation-events-dev",
            "publisher": "EFO",
            "consumer_arn": "arn:recommendation-events",
        },
        "items": {"uri": "kinesis:items-dev", "consumer_arn": "arn:items"},
        "sink": {
            "uri": "kinesis",
            "lists_stream": "recommendations-dev",
            "dead_letters_stream": "recommendation-dead-letters-dev",
            "late_stream": "late-events-dev",
            "features_stream": "recommendation-features-dev",
        },
    },
}
_FIELDS = {
    "fraud": ("exact_payments", "4 to 1000000"),
    "recommendations": ("neighbours", "5 to 1000"),
}
each_job = pytest.mark.parametrize("job", DELIVERED, ids=lambda job: job.name)


def _wiring(job: DeliveredJob) -> Wiring:
    def source(name: str) -> Source:
        return Source(stream=f"{name}-dev", consumer_arn=f"arn:{name}")

    return Wiring(
        region="eu-central-1",
        events=source(job.events),
        facts=source(job.facts),
        outputs={field: f"{name}-dev" for field, name in job.outputs.items()},
        store=StoreAccess(url="rediss://cache:6379", user="writer-dev", cache="features-dev"),
    )


def _groups(job: DeliveredJob) -> PropertyGroups:
    return property_groups(job, job_properties(job, _wiring(job)))


@each_job
def test_the_stack_writes_exactly_these_properties(job: DeliveredJob) -> None:
    assert _groups(job) == EXPECTED[job.name]


@each_job
def test_the_job_understands_what_the_stack_writes(job: DeliveredJob) -> None:
    settings = job.load(EXPECTED[job.name])
    assert settings.job_system == job.name
    assert {name: str(at) for name, at in settings.inputs.items()} == {
        "source.uri": f"kinesis:{job.events}-dev",
        f"{job.facts_group}.uri": f"kinesis:{job.facts}-dev",
    }
    assert sorted(settings.output_streams.values()) == sorted(
        f"{name}-dev" for name in job.outputs.values()
    )
    assert (settings.store_user, settings.store_cache) == ("writer-dev", "features-dev")


@pytest.mark.parametrize(
    ("job", "field"),
    [(job, field) for job in DELIVERED for field in sorted(job_properties(job, _wiring(job)))],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_property_that_the_settings_no_longer_have_is_named(
    job: DeliveredJob, field: str
) -> None:
    others = {each.name for each in dataclasses.fields(job.settings)} - {field}
    without: Any = dataclasses.make_dataclass("OlderSettings", sorted(others))
    with pytest.raises(ConfigError) as refused:
        _groups(dataclasses.replace(job, settings=without))
    group, _, key = field.partition("_")
    assert refused.value.faults == (f"{group}.{key}: OlderSettings has no such property",)


@each_job
def test_a_stack_may_set_what_it_does_not_write_itself(job: DeliveredJob) -> None:
    groups = with_overrides(job, _groups(job), {"time.allowed_lateness_ms": "60000"})
    assert groups.pop("time") == {"allowed_lateness_ms": "60000"}
    assert groups == EXPECTED[job.name]


@each_job
def test_every_fault_of_a_stack_s_own_properties_is_reported_at_once(job: DeliveredJob) -> None:
    field, allowed = _FIELDS[job.name]
    own = {"time.lateness": "1", f"state.{field}": "0", "source.uri": "kinesis:other"}
    with pytest.raises(ConfigError) as refused:
        with_overrides(job, _groups(job), own)
    assert refused.value.faults == (
        f"{job.name}.properties: source.uri: 'kinesis:other': the stack itself writes it",
        (
            f"{job.name}.properties: time.lateness: unknown property;"
            " did you mean 'time.allowed_lateness_ms'?"
        ),
        f"{job.name}.properties: state.{field}: '0': an integer of {allowed} is expected",
    )


def test_a_program_that_is_not_told_its_system_is_told_nothing_new() -> None:
    """Another property would restart every fraud job that runs."""
    assert "job" not in _groups(FRAUD)
    assert _groups(RECOMMENDATIONS)["job"] == {"system": "recommendations"}


def test_values_that_aws_decides_on_are_checked_for_what_is_known_of_them() -> None:
    assert DEFERRED_URL.startswith("rediss://")
    wiring = _wiring(FRAUD)
    without_tls = dataclasses.replace(
        wiring, store=dataclasses.replace(wiring.store, url="redis://cache:6379")
    )
    with pytest.raises(ConfigError, match="rediss://"):
        with_overrides(FRAUD, property_groups(FRAUD, job_properties(FRAUD, without_tls)), {})
