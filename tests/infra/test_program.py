"""The stand-in engine keeps all that the checks need."""

import pulumi
import pulumi_aws_native as aws_native
import pytest

from tests.infra.mocks import run


def _stream() -> None:
    stream = aws_native.kinesis.Stream(
        "payments",
        name="payments-dev",
        shard_count=4,
        opts=pulumi.ResourceOptions(protect=True, ignore_changes=["shard_count"]),
    )
    pulumi.export("stream", stream.arn)


def test_a_resource_is_kept_with_its_inputs_options_and_outputs() -> None:
    made = run(_stream).only("kinesis:Stream", "payments")
    assert made.inputs == {"name": "payments-dev", "shardCount": 4}
    assert made.protected
    assert made.ignored == ("shardCount",)


def test_exports_are_resolved_and_arns_have_their_form() -> None:
    assert run(_stream).exports == {
        "stream": "arn:aws:kinesis:eu-central-1:111122223333:stream/payments-dev"
    }


def test_a_second_program_knows_nothing_of_the_first() -> None:
    run(_stream)
    assert run(lambda: None).resources == ()


def test_what_fails_inside_an_output_fails_the_program() -> None:
    def program() -> None:
        def refuse(arn: str) -> str:
            raise ValueError(f"{arn} is not wanted")

        stream = aws_native.kinesis.Stream("payments", name="payments-dev")
        aws_native.kinesis.StreamConsumer(
            "fraud", consumer_name="fraud", stream_arn=stream.arn.apply(refuse)
        )

    with pytest.raises(ValueError, match="payments-dev is not wanted"):
        run(program)


def test_a_resource_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="made: aws-native:kinesis:Stream payments"):
        run(_stream).only("kinesis:Stream", "labels")
