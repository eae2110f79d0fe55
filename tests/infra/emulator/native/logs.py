"""Log groups, log streams and metric filters."""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list, tags_of
from tests.infra.emulator.type_schema import Model


class LogGroup:
    """AWS::Logs::LogGroup."""

    def create(self, aws: Aws, model: Model) -> Model:
        name = model["LogGroupName"]
        aws(
            "logs",
            "create_log_group",
            logGroupName=name,
            kmsKeyId=model.get("KmsKeyId"),
            logGroupClass=model.get("LogGroupClass"),
            tags=tags_of(model) or None,
        )
        self._set_retention(aws, model)
        return {
            "Arn": _find(aws, "describe_log_groups", "logGroups", logGroupNamePrefix=name)["arn"]
        }

    def read(self, aws: Aws, model: Model) -> Model | None:
        name = model["LogGroupName"]
        groups = aws("logs", "describe_log_groups", logGroupNamePrefix=name)["logGroups"]
        group = next((each for each in groups if each["logGroupName"] == name), None)
        if group is None:
            return None
        found = {
            "LogGroupName": name,
            "Arn": group["arn"],
            "KmsKeyId": group.get("kmsKeyId"),
            "RetentionInDays": group.get("retentionInDays"),
        }
        return {key: value for key, value in found.items() if value is not None}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        if old.get("KmsKeyId") != new.get("KmsKeyId"):
            raise RefusalError("logs associate_kms_key: ministack does not have it")
        if old.get("RetentionInDays") != new.get("RetentionInDays"):
            self._set_retention(aws, new)
        changed, gone = tag_changes(old, new)
        arn = new["Arn"].removesuffix(":*")
        if changed:
            aws("logs", "tag_resource", resourceArn=arn, tags=changed)
        if gone:
            aws("logs", "untag_resource", resourceArn=arn, tagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("logs", "delete_log_group", logGroupName=model["LogGroupName"])

    def _set_retention(self, aws: Aws, model: Model) -> None:
        name, days = model["LogGroupName"], model.get("RetentionInDays")
        if days is None:
            aws.find("logs", "delete_retention_policy", logGroupName=name)
        else:
            aws("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)


class LogStream:
    """AWS::Logs::LogStream."""

    def create(self, aws: Aws, model: Model) -> Model:
        aws("logs", "create_log_stream", **_stream(model))
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        group, name = model["LogGroupName"], model["LogStreamName"]
        found = aws.find(
            "logs", "describe_log_streams", logGroupName=group, logStreamNamePrefix=name
        )
        names = [stream["logStreamName"] for stream in found["logStreams"]] if found else []
        return {"LogGroupName": group, "LogStreamName": name} if name in names else None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("AWS::Logs::LogStream: no update is possible")

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("logs", "delete_log_stream", **_stream(model))


class MetricFilter:
    """AWS::Logs::MetricFilter."""

    def create(self, aws: Aws, model: Model) -> Model:
        self.update(aws, {}, model)
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        group, name = model["LogGroupName"], model["FilterName"]
        parameters = {"logGroupName": group, "filterNamePrefix": name}
        found = aws.find("logs", "describe_metric_filters", **parameters)
        for each in found["metricFilters"] if found else ():
            if each["filterName"] == name:
                transformations = [_pascal(part) for part in each["metricTransformations"]]
                return {
                    "LogGroupName": group,
                    "FilterName": name,
                    "FilterPattern": each["filterPattern"],
                    "MetricTransformations": transformations,
                }
        return None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        aws(
            "logs",
            "put_metric_filter",
            logGroupName=new["LogGroupName"],
            filterName=new["FilterName"],
            filterPattern=new["FilterPattern"],
            metricTransformations=[_transformation(each) for each in new["MetricTransformations"]],
        )

    def delete(self, aws: Aws, model: Model) -> None:
        group, name = model["LogGroupName"], model["FilterName"]
        aws.find("logs", "delete_metric_filter", logGroupName=group, filterName=name)


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::Logs::LogGroup": LogGroup(),
    "AWS::Logs::LogStream": LogStream(),
    "AWS::Logs::MetricFilter": MetricFilter(),
}


def _find(aws: Aws, operation: str, key: str, **parameters: str) -> dict[str, Any]:
    """The first entry, which with a full name as the prefix is the shortest name."""
    return aws("logs", operation, **parameters)[key][0]  # type: ignore[no-any-return]


def _stream(model: Model) -> dict[str, str]:
    return {"logGroupName": model["LogGroupName"], "logStreamName": model["LogStreamName"]}


def _transformation(model: Model) -> dict[str, Any]:
    given = {name[0].lower() + name[1:]: value for name, value in model.items()}
    if "dimensions" in given:
        given["dimensions"] = {each["Key"]: each["Value"] for each in given["dimensions"]}
    return given


def _pascal(transformation: dict[str, Any]) -> Model:
    read = {name[0].upper() + name[1:]: value for name, value in transformation.items()}
    if "Dimensions" in read:
        read["Dimensions"] = tag_list({"Tags": read["Dimensions"]})
    return read
