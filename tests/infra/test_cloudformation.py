"""The schemas of CloudFormation see what the native provider would be refused for."""

from collections.abc import Callable
from typing import Any

import pulumi_aws_native as aws_native
import pytest

from tests.infra.cloud_schemas import (
    UnknownTypeError,
    cloudformation_properties,
    cloudformation_type,
    tag_property,
)
from tests.infra.cloudformation import lint_faults
from tests.infra.mocks import Program, run

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def test_types_and_names_of_the_provider_become_those_of_cloudformation() -> None:
    assert cloudformation_type("aws-native:ec2:VpcEndpoint") == "AWS::EC2::VPCEndpoint"
    assert cloudformation_properties(
        "aws-native:kinesis:StreamConsumer", {"streamArn": "arn", "consumerName": "fraud"}
    ) == {"StreamARN": "arn", "ConsumerName": "fraud"}


def test_keys_of_documents_and_maps_are_left_as_they_are() -> None:
    inputs = {
        "environment": {"variables": {"someName": "x"}},
        "tags": [{"key": "managed-by", "value": "pulumi"}],
    }
    assert cloudformation_properties("aws-native:lambda:Function", inputs) == {
        "Environment": {"Variables": {"someName": "x"}},
        "Tags": [{"Key": "managed-by", "Value": "pulumi"}],
    }
    role = cloudformation_properties("aws-native:iam:Role", {"assumeRolePolicyDocument": _TRUST})
    assert role == {"AssumeRolePolicyDocument": _TRUST}


def test_a_type_that_cloudformation_lacks_is_refused() -> None:
    with pytest.raises(UnknownTypeError, match="aws-native:kinesis:River"):
        cloudformation_type("aws-native:kinesis:River")


def test_tags_are_known_by_type() -> None:
    assert tag_property("aws-native:kinesis:Stream") == "tags"
    assert tag_property("aws-native:kms:Alias") is None


def _stream(**inputs: Any) -> Callable[[], object]:  # noqa: ANN401 - faulty on purpose
    return lambda: aws_native.kinesis.Stream("payments", name="payments-dev", **inputs)


def test_a_faultless_resource_has_no_faults() -> None:
    assert lint_faults(run(_stream(shard_count=4, retention_period_hours=24))) == []


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        (_stream(shard_count=0), "ShardCount: 0 is less than the minimum of 1"),
        (_stream(retention_period_hours=9_000), "9000 is greater than the maximum of 8760"),
        (
            _stream(stream_encryption={"encryption_type": "KMS"}),
            "'KeyId' is a required property",
        ),
        (
            _stream(stream_mode_details={"stream_mode": "ON_DEMAND", "shards": 4}),
            "'Shards' was unexpected",
        ),
        (
            lambda: aws_native.iam.Role(
                "role", assume_role_policy_document={**_TRUST, "Statement": [{"Efect": "Allow"}]}
            ),
            "'Efect' was unexpected",
        ),
        (
            lambda: aws_native.lambda_.Function(
                "scaler", role="nobody", code={"zip_file": "x"}, runtime="python3.1"
            ),
            "Runtime",
        ),
    ],
)
def test_a_planted_fault_is_found(program: Callable[[], object], fault: str) -> None:
    assert fault in "\n".join(lint_faults(run(program)))


def test_two_resources_of_one_name_do_not_hide_each_other() -> None:
    program = run(_stream(shard_count=4))
    twice = Program(program.resources * 2, {})
    with pytest.raises(ValueError, match="two of this type and name"):
        lint_faults(twice)
