"""Ids and ARNs that cannot be right are refused by name before any call to AWS."""

from typing import Any

import pytest

from infra.stack_config_reader import ConfigError, parse_stack_config
from tests.infra.cloud_outputs import REGION, arn

_VPC = "vpc-0123456789abcdef0"
_SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
_TABLES = ["rtb-0123456789abcdef0"]
_NETWORK = {"vpc_id": _VPC, "subnet_ids": _SUBNETS, "route_table_ids": _TABLES}
_STREAM = arn("kinesis", "stream/corp-payments")


def _faults(existing: dict[str, Any], **values: Any) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({"environment": "dev", "region": REGION, "existing": existing, **values})
    return refused.value.faults


@pytest.mark.parametrize(
    ("existing", "fault"),
    [
        ({**_NETWORK, "vpc_id": "vpc-x"}, "existing.vpc_id: 'vpc-x': vpc- and 8 or 17 of"),
        ({**_NETWORK, "subnet_ids": _SUBNETS[:1]}, "existing.subnet_ids: 1 of them: 2 or 3"),
        (
            {**_NETWORK, "subnet_ids": [*_SUBNETS, _SUBNETS[0]]},
            f"existing.subnet_ids: '{_SUBNETS[0]}': more than once",
        ),
        (
            {"vpc_id": _VPC, "subnet_ids": _SUBNETS},
            "existing.route_table_ids: missing; expected without s3 in existing.endpoints",
        ),
        (
            {**_NETWORK, "endpoints": ["s3"]},
            f"existing.route_table_ids: {_TABLES[0]}: expected only without s3",
        ),
        (
            {**_NETWORK, "endpoints": ["logs"]},
            "existing.endpoint_security_group_ids: missing; expected with another than s3 in",
        ),
        ({"key_arn": "alias/corp"}, "existing.key_arn: 'alias/corp': arn:aws:kms:eu-central-1:"),
        (
            {"key_arn": arn("kms", "key/1", region="us-east-1")},
            "existing.key_arn: 'arn:aws:kms:us-east-1:111122223333:key/1': arn:aws:kms:eu-central",
        ),
        (
            {"permissions_boundary_arn": "boundary"},
            "existing.permissions_boundary_arn: 'boundary': arn:aws:iam::ACCOUNT:policy/NAME",
        ),
        (
            {"streams": {"payment": {"arn": _STREAM}}},
            "existing.streams.payment: no such stream; known are payments, labels",
        ),
        (
            {"streams": {"payments": {"arn": "corp-payments"}}},
            "existing.streams.payments.arn: 'corp-payments': arn:aws:kinesis:eu-central-1:ACCOUNT",
        ),
        (
            {"streams": {"payments": {"arn": _STREAM, "key_arn": "k"}}},
            "existing.streams.payments.key_arn: 'k': arn:aws:kms:eu-central-1:ACCOUNT:key/ID",
        ),
        (
            {"streams": {"payments": {"arn": _STREAM, "retention_hours": 1}}},
            "existing.streams.payments.retention_hours: 1: 24 to 8,760 is expected",
        ),
        (
            {"streams": {"payments": {"arn": _STREAM}, "labels": {"arn": _STREAM}}},
            f"existing.streams: '{_STREAM}': more than once",
        ),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_by_name(existing: dict[str, Any], fault: str) -> None:
    (line,) = _faults(existing)
    assert line.startswith(fault)


def test_parts_of_a_network_need_the_network() -> None:
    faults = _faults({"subnet_ids": _SUBNETS, "endpoints": ["s3"]})
    assert faults == (
        f"existing.subnet_ids: {', '.join(_SUBNETS)}: none is expected without vpc_id",
        "existing.endpoints: s3: none is expected without vpc_id",
    )


def test_a_value_that_what_is_there_already_makes_void_is_refused() -> None:
    faults = _faults(
        {**_NETWORK, "streams": {"payments": {"arn": _STREAM}}},
        network={"zones": 3},
        stream_overrides={"payments": {"shards": 2}},
        payment_producers=["arn:aws:iam::222233334444:root"],
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "network",
        "stream_overrides.payments",
        "payment_producers",
    ]


@pytest.mark.parametrize(
    "producer",
    ["*", "arn:aws:iam::*:root", "222233334444", "arn:aws:iam::222233334444:user/ann"],
)
def test_who_may_put_payments_is_an_account_or_a_role(producer: str) -> None:
    (fault,) = _faults({}, payment_producers=[producer])
    assert fault.startswith(f"payment_producers: {producer!r}: arn:aws:iam::ACCOUNT:root or")


def test_every_fault_of_what_is_there_already_is_reported_at_once() -> None:
    faults = _faults(
        {"vpc_id": "vpc", "key_arn": "key", "streams": {"labels": {"arn": "labels"}}},
        payment_producers=["anybody"],
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "existing.vpc_id",
        "existing.subnet_ids",
        "existing.route_table_ids",
        "existing.key_arn",
        "existing.streams.labels.arn",
        "payment_producers",
    ]
