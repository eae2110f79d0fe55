"""Rules of EventBridge, such as the schedule of a function."""

from typing import Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.iam import document
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_list
from tests.infra.emulator.type_schema import Model


class Rule:
    """AWS::Events::Rule."""

    def create(self, aws: Aws, model: Model) -> Model:
        arn = _put_rule(aws, model, tagged=True)
        _put_targets(aws, {}, model)
        return {"Arn": arn, "RuleName": model["Name"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("events", "describe_rule", Name=model["Name"])
        if found is None:
            return None
        names = ("Name", "Arn", "Description", "ScheduleExpression", "State")
        targets = aws("events", "list_targets_by_rule", Rule=model["Name"])["Targets"]
        return {**{name: found[name] for name in names if name in found}, "Targets": targets}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _put_rule(aws, new, tagged=False)
        _put_targets(aws, old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        if self.read(aws, model) is None:
            return
        _put_targets(aws, model, {"Name": model["Name"]})
        aws("events", "delete_rule", Name=model["Name"])


TYPES: Final[dict[str, ResourceType]] = {"AWS::Events::Rule": Rule()}


def _put_rule(aws: Aws, model: Model, *, tagged: bool) -> str:
    pattern = model.get("EventPattern")
    answer = aws(
        "events",
        "put_rule",
        Name=model["Name"],
        Description=model.get("Description"),
        EventPattern=document(pattern) if pattern else None,
        RoleArn=model.get("RoleArn"),
        ScheduleExpression=model.get("ScheduleExpression"),
        State=model.get("State"),
        Tags=tag_list(model) if tagged else None,
    )
    return str(answer["RuleArn"])


def _put_targets(aws: Aws, old: Model, new: Model) -> None:
    targets = new.get("Targets", [])
    ids = {target["Id"] for target in targets}
    gone = [target["Id"] for target in old.get("Targets", []) if target["Id"] not in ids]
    if gone:
        aws("events", "remove_targets", Rule=new["Name"], Ids=gone)
    if targets:
        aws("events", "put_targets", Rule=new["Name"], Targets=targets)
