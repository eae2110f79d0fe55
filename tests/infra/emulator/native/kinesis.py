"""Kinesis data streams and the consumers of enhanced fan-out.

ministack cannot change a stream's mode (it has no UpdateStreamMode): such an update is refused.
"""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tags_of
from tests.infra.emulator.type_schema import Model

_DEFAULT_RETENTION_HOURS: Final = 24


class Stream:
    """AWS::Kinesis::Stream."""

    def create(self, aws: Aws, model: Model) -> Model:
        aws(
            "kinesis",
            "create_stream",
            StreamName=model["Name"],
            ShardCount=model.get("ShardCount"),
            StreamModeDetails=model.get("StreamModeDetails"),
        )
        # ministack forgets the tags that CreateStream takes.
        _retag(aws, {}, model)
        made = {"Arn": _summary(aws, model["Name"])["StreamARN"]}
        self._settle(aws, {"Name": model["Name"]}, model)
        return made

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("kinesis", "describe_stream_summary", StreamName=model["Name"])
        if found is None:
            return None
        stream = found["StreamDescriptionSummary"]
        tags = aws("kinesis", "list_tags_for_stream", StreamName=model["Name"])["Tags"]
        read = {
            "Name": stream["StreamName"],
            "Arn": stream["StreamARN"],
            "RetentionPeriodHours": stream["RetentionPeriodHours"],
            "StreamModeDetails": stream["StreamModeDetails"],
            "Tags": tags,
        }
        if stream["StreamModeDetails"]["StreamMode"] == "PROVISIONED":
            read["ShardCount"] = stream["OpenShardCount"]
        if stream["EncryptionType"] != "NONE":
            read["StreamEncryption"] = _encryption(stream)
        return read

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        if old.get("StreamModeDetails") != new.get("StreamModeDetails"):
            raise RefusalError("kinesis update_stream_mode: ministack does not have it")
        if old.get("ShardCount") != new.get("ShardCount"):
            aws(
                "kinesis",
                "update_shard_count",
                StreamName=new["Name"],
                TargetShardCount=new["ShardCount"],
                ScalingType="UNIFORM_SCALING",
            )
        self._settle(aws, old, new)
        _retag(aws, old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("kinesis", "delete_stream", StreamName=model["Name"], EnforceConsumerDeletion=True)

    def _settle(self, aws: Aws, old: Model, new: Model) -> None:
        """What CreateStream does not take: retention, encryption, metrics of each shard."""
        name = new["Name"]
        before = old.get("RetentionPeriodHours", _DEFAULT_RETENTION_HOURS)
        after = new.get("RetentionPeriodHours", _DEFAULT_RETENTION_HOURS)
        if before != after:
            change = "increase" if after > before else "decrease"
            operation = f"{change}_stream_retention_period"
            aws("kinesis", operation, StreamName=name, RetentionPeriodHours=after)
        if old.get("StreamEncryption") != new.get("StreamEncryption"):
            if "StreamEncryption" in old:
                aws("kinesis", "stop_stream_encryption", StreamName=name, **old["StreamEncryption"])
            if "StreamEncryption" in new:
                aws(
                    "kinesis", "start_stream_encryption", StreamName=name, **new["StreamEncryption"]
                )
        metrics = new.get("DesiredShardLevelMetrics", [])
        gone = [each for each in old.get("DesiredShardLevelMetrics", []) if each not in metrics]
        if gone:
            aws("kinesis", "disable_enhanced_monitoring", StreamName=name, ShardLevelMetrics=gone)
        if metrics:
            aws("kinesis", "enable_enhanced_monitoring", StreamName=name, ShardLevelMetrics=metrics)


class StreamConsumer:
    """AWS::Kinesis::StreamConsumer."""

    def create(self, aws: Aws, model: Model) -> Model:
        consumer = aws(
            "kinesis",
            "register_stream_consumer",
            StreamARN=model["StreamARN"],
            ConsumerName=model["ConsumerName"],
            Tags=tags_of(model) or None,
        )["Consumer"]
        return _consumer(consumer)

    def read(self, aws: Aws, model: Model) -> Model | None:
        arn = model["ConsumerARN"]
        found = aws.find("kinesis", "describe_stream_consumer", ConsumerARN=arn)
        if found is None:
            return None
        consumer = found["ConsumerDescription"]
        return {**_consumer(consumer), "StreamARN": consumer["StreamARN"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("AWS::Kinesis::StreamConsumer: no update is possible")

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("kinesis", "deregister_stream_consumer", ConsumerARN=model["ConsumerARN"])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::Kinesis::Stream": Stream(),
    "AWS::Kinesis::StreamConsumer": StreamConsumer(),
}


def _summary(aws: Aws, name: str) -> dict[str, Any]:
    answer = aws("kinesis", "describe_stream_summary", StreamName=name)
    return answer["StreamDescriptionSummary"]  # type: ignore[no-any-return]


def _encryption(stream: dict[str, Any]) -> Model:
    return {"EncryptionType": stream["EncryptionType"], "KeyId": stream["KeyId"]}


def _consumer(consumer: dict[str, Any]) -> Model:
    return {
        "ConsumerName": consumer["ConsumerName"],
        "ConsumerARN": consumer["ConsumerARN"],
        "ConsumerStatus": consumer["ConsumerStatus"],
        "ConsumerCreationTimestamp": str(consumer["ConsumerCreationTimestamp"]),
    }


def _retag(aws: Aws, old: Model, new: Model) -> None:
    changed, gone = tag_changes(old, new)
    if changed:
        aws("kinesis", "add_tags_to_stream", StreamName=new["Name"], Tags=changed)
    if gone:
        aws("kinesis", "remove_tags_from_stream", StreamName=new["Name"], TagKeys=gone)
