"""A stack's values are read whole or refused with every fault."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.stack_config import StackConfig, StreamConfig
from infra.stack_config_ranges import LOG_RETENTION_DAYS, RANGES
from infra.stack_config_reader import ConfigError, parse_stack_config
from infra.stream_names import STREAMS
from jobs.fraud.settings import FraudSettings
from tests.infra.cloud_schemas import resource_schema

_LEAST = {"environment": "dev", "region": "eu-central-1"}


def _faults(**values: object) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({**_LEAST, **values})
    return refused.value.faults


def _by_names(repository: str) -> dict[str, object]:
    return {"pipeline": {"repository": repository, "subject": "names"}}


def test_a_stack_of_two_values_has_every_default() -> None:
    config = parse_stack_config(_LEAST)
    assert config == StackConfig(environment="dev", region="eu-central-1")
    assert config.stream("payments") == StreamConfig(shards=4, retention_hours=24)
    assert config.named("payments") == "payments-dev"


def test_numbers_and_truths_may_be_text_as_pulumi_stores_them() -> None:
    config = parse_stack_config({**_LEAST, "log_retention_days": "90", "protect": "true"})
    assert config.log_retention_days == 90
    assert config.protect is True


def test_every_fault_of_shape_is_reported_at_once() -> None:
    faults = _faults(fraud={"paralellism": 4, "log_level": "LOUD"}, store="valkey", regions=[])
    assert [fault.split(";")[0] for fault in faults] == [
        "fraud.paralellism: no such value",
        "fraud.log_level: 'LOUD': Invalid enum value 'LOUD'",
        "store: 'valkey': values by name are expected",
        "regions: no such value",
    ]


def test_values_that_have_no_default_are_asked_for() -> None:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({})
    assert refused.value.faults == ("environment: missing", "region: missing")


def test_every_fault_of_the_streams_is_reported_at_once() -> None:
    faults = _faults(
        streams={"mode": "ON_DEMAND", "shards": 4, "max_shards": 8},
        stream_overrides={
            "labels": {"shards": 0, "retention_hours": 12},
            "payments": {"shards": 4, "max_shards": 2},
            "decisions": {"retention_hours": 48},
        },
    )
    assert faults == (
        "stream_overrides.labels.shards: 0: 1 to 10,000 is expected",
        "stream_overrides.labels.retention_hours: 12: 24 to 8,760 is expected",
        "stream_overrides.payments.max_shards: 2: at least shards, 4, expected",
        "stream_overrides.decisions.shards: missing; it is expected with mode PROVISIONED",
        "streams.shards: 4: none is expected with ON_DEMAND",
        "streams.max_shards: 8: none is expected with ON_DEMAND",
    )


def test_a_stream_that_does_not_exist_cannot_have_a_capacity() -> None:
    (fault,) = _faults(stream_overrides={"payment": {"shards": 4}})
    assert fault.startswith("stream_overrides.payment: no such stream; known are payments, labels")


@pytest.mark.parametrize(
    ("cidr", "expected"),
    [
        ("10.0.0.0/8", "/16 to /24 is expected"),
        ("10.40.0.0/25", "/16 to /24 is expected"),
        ("10.40.0.1/16", "has host bits set"),
        ("10.40.0/16", "a range such as 10.40.0.0/16 is expected"),
        ("fd00::/64", "a range such as 10.40.0.0/16 is expected"),
        ("8.8.0.0/16", "a private range is expected"),
    ],
)
def test_a_range_that_is_no_private_network_is_refused(cidr: str, expected: str) -> None:
    assert expected in "".join(_faults(network={"cidr": cidr}))


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"environment": "Dev!"}, "environment: 'Dev!': 1 to 20 of a-z"),
        ({"environment": "dev-"}, "environment: 'dev-': 1 to 20 of a-z"),
        ({"region": "Frankfurt"}, "region: 'Frankfurt': a region of AWS"),
        (_by_names("revstream"), "pipeline.repository: 'revstream': OWNER/NAME"),
        (_by_names("a/*"), "pipeline.repository: 'a/*': OWNER/NAME"),
        ({"pipeline": {"branch": "*"}}, "pipeline.branch: '*': the name of one branch"),
        (
            {"network": {"zones": 2, "endpoint_zones": 3}},
            "network.endpoint_zones: 3: 1 to zones, 2, expected",
        ),
        ({"network": {"endpoint_zones": 0}}, "network.endpoint_zones: 0: 1 to zones, 2, expected"),
        ({"alarms": {"email": "oncall"}}, "alarms.email: 'oncall': an e-mail address"),
        ({"log_retention_days": 31}, "log_retention_days: 31: one of 1, 3, 5, 7"),
        ({"fraud": {"parallelism": 129}}, "fraud.parallelism: 129: 1 to 128 is expected"),
        ({"budget_usd_per_month": 0}, "budget_usd_per_month: 0: at least 1 is expected"),
        ({"tags": {"aws:owner": "x"}}, "tags.aws:owner: a key of 1 to 128"),
        ({"tags": {"project": "x"}}, "tags.project: 'x': this tag is set by the stack itself"),
        ({"tags": {"owner": "a\nb"}}, "tags.owner: 'a\\nb': at most 255"),
        ({"tags": {f"t{each}": "" for each in range(7)}}, "tags: 7 of them: at most 6"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_by_name(
    values: dict[str, object], fault: str
) -> None:
    (line,) = _faults(**values)
    assert line.startswith(fault)


def test_a_pipeline_asks_for_the_numbers_that_its_tokens_have_and_says_where_they_are() -> None:
    faults = _faults(pipeline={"repository": "acme/payments"})
    assert [fault.split(":")[0] for fault in faults] == [
        "pipeline.owner_id",
        "pipeline.repository_id",
    ]
    assert "gh api repos/acme/payments" in faults[0]


def test_a_role_s_name_that_iam_would_not_take_is_refused() -> None:
    (fault,) = _faults(environment="e" * 20, region="ap-southeast-further-1")
    assert fault.startswith("environment: 'eeee")
    assert "would have 69 characters, IAM takes 64" in fault


def test_tokens_that_name_no_numbers_cannot_be_held_to_any() -> None:
    pipeline = {"repository": "acme/payments", "subject": "names", "owner_id": 65}
    assert _faults(pipeline=pipeline) == (
        "pipeline.owner_id: 65: none is expected with subject names",
    )


def test_faults_of_different_parts_are_reported_together() -> None:
    faults = _faults(environment="Dev!", network={"zones": 5}, fraud={"parallelism": 0}, tags={})
    assert [fault.split(":")[0] for fault in faults] == [
        "environment",
        "network.zones",
        "fraud.parallelism",
    ]


_FIELDS = [
    (part, field, allowed)
    for part, fields in RANGES.items()
    for field, allowed in fields.items()
    if part not in {"", "streams"}
]


_WITHIN_THE_QUOTA = {"parallelism": {"max_kpus": 200}, "max_kpus": {"parallelism": 1}}


@given(st.sampled_from(_FIELDS), st.data())
def test_a_number_is_taken_exactly_within_its_range(
    place: tuple[str, str, object], data: st.DataObject
) -> None:
    part, field, _ = place
    allowed = RANGES[part][field]
    value = data.draw(st.integers(allowed.least - 3, min(allowed.most, allowed.least + 99) + 3))
    # So that the quota of units is no narrower than any range.
    beside = _WITHIN_THE_QUOTA.get(field, {})
    values = {**_LEAST, part: {field: value, **beside}}
    if allowed.least <= value <= allowed.most:
        assert getattr(getattr(parse_stack_config(values), part), field) == value
    else:
        assert _faults(**{part: {field: value, **beside}}) == (
            f"{part}.{field}: {value}: {allowed} is expected",
        )


def test_the_spans_of_the_logs_are_those_of_cloudwatch() -> None:
    group = resource_schema("aws-native:logs:LogGroup")
    assert sorted(LOG_RETENTION_DAYS) == sorted(group["properties"]["RetentionInDays"]["enum"])


def test_no_parallelism_is_above_the_jobs_number_of_key_groups() -> None:
    defaults = {field.name: field.default for field in fields(FraudSettings)}
    assert RANGES["fraud"]["parallelism"].most == defaults["job_max_parallelism"]


@pytest.mark.parametrize("name", STREAMS)
def test_every_stream_can_have_a_capacity_of_its_own(name: str) -> None:
    config = parse_stack_config({**_LEAST, "stream_overrides": {name: {"mode": "ON_DEMAND"}}})
    assert config.stream(name).shards is None
