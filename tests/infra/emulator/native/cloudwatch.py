"""Alarms and dashboards. ministack does not say which expressions an alarm has."""

from typing import Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model


class Alarm:
    """AWS::CloudWatch::Alarm; the API has the same names."""

    def create(self, aws: Aws, model: Model) -> Model:
        given = {name: value for name, value in model.items() if name != "Tags"}
        aws("cloudwatch", "put_metric_alarm", Tags=tag_list(model) or None, **given)
        name = model["AlarmName"]
        answer = aws("cloudwatch", "describe_alarms", AlarmNames=[name])
        return {"Arn": answer["MetricAlarms"][0]["AlarmArn"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        name = model["AlarmName"]
        alarms = aws("cloudwatch", "describe_alarms", AlarmNames=[name])["MetricAlarms"]
        if not alarms:
            return None
        found = {key: value for key, value in alarms[0].items() if key in model}
        return {**found, "Arn": alarms[0]["AlarmArn"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        given = {name: value for name, value in new.items() if name not in {"Arn", "Tags"}}
        aws("cloudwatch", "put_metric_alarm", **given)
        changed, gone = tag_changes(old, new)
        if changed:
            tags = tag_list({"Tags": changed})
            aws("cloudwatch", "tag_resource", ResourceARN=old["Arn"], Tags=tags)
        if gone:
            aws("cloudwatch", "untag_resource", ResourceARN=old["Arn"], TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("cloudwatch", "delete_alarms", AlarmNames=[model["AlarmName"]])


class Dashboard:
    """AWS::CloudWatch::Dashboard."""

    def create(self, aws: Aws, model: Model) -> Model:
        self.update(aws, {}, model)
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        name = model["DashboardName"]
        found = aws.find("cloudwatch", "get_dashboard", DashboardName=name)
        return (
            None
            if found is None
            else {key: found[key] for key in ("DashboardName", "DashboardBody")}
        )

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        name, body = new["DashboardName"], new["DashboardBody"]
        answer = aws("cloudwatch", "put_dashboard", DashboardName=name, DashboardBody=body)
        if answer.get("DashboardValidationMessages"):
            raise RefusalError(f"cloudwatch put_dashboard: {answer['DashboardValidationMessages']}")

    def delete(self, aws: Aws, model: Model) -> None:
        name = model["DashboardName"]
        aws.find("cloudwatch", "delete_dashboards", DashboardNames=[name])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::CloudWatch::Alarm": Alarm(),
    "AWS::CloudWatch::Dashboard": Dashboard(),
}
