"""Lambda functions with inline code, and who may call them."""

import io
import json
import zipfile
from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.native.role_propagation import require_known
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tags_of
from tests.infra.emulator.type_schema import Model

_CONFIGURATION: Final = (
    "Description",
    "Environment",
    "EphemeralStorage",
    "Handler",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)
_TOO_YOUNG: Final = "The role defined for the function cannot be assumed by Lambda."
_ONLY_AT_CREATION: Final = ("Architectures", "PackageType")
_KNOWN: Final = {
    *_CONFIGURATION,
    *_ONLY_AT_CREATION,
    "Arn",
    "Code",
    "FunctionName",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Tags",
}


class Function:
    """AWS::Lambda::Function."""

    def create(self, aws: Aws, model: Model) -> Model:
        _refuse_unknown(model)
        # A role that does not exist, or has not spread, is refused by AWS, not by ministack.
        require_known(aws, model["Role"], _TOO_YOUNG)
        function = aws(
            "lambda",
            "create_function",
            FunctionName=model["FunctionName"],
            Code=_code(model["Code"]),
            KMSKeyArn=model.get("KmsKeyArn"),
            Tags=tags_of(model) or None,
            **{name: model.get(name) for name in (*_CONFIGURATION, *_ONLY_AT_CREATION)},
        )
        _reserve(aws, {}, model)
        return {"Arn": function["FunctionArn"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("lambda", "get_function", FunctionName=model["FunctionName"])
        if found is None:
            return None
        function = found["Configuration"]
        read = {name: function[name] for name in _CONFIGURATION if name in function}
        return {**read, "FunctionName": model["FunctionName"], "Arn": function["FunctionArn"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _refuse_unknown(new)
        name = new["FunctionName"]
        if old["Code"] != new["Code"]:
            aws("lambda", "update_function_code", FunctionName=name, **_code(new["Code"]))
        changes = {key: new.get(key) for key in _CONFIGURATION if old.get(key) != new.get(key)}
        if changes or old.get("KmsKeyArn") != new.get("KmsKeyArn"):
            operation, key_arn = "update_function_configuration", new.get("KmsKeyArn")
            aws("lambda", operation, FunctionName=name, KMSKeyArn=key_arn, **changes)
        _reserve(aws, old, new)
        changed, gone = tag_changes(old, new)
        if changed:
            aws("lambda", "tag_resource", Resource=old["Arn"], Tags=changed)
        if gone:
            aws("lambda", "untag_resource", Resource=old["Arn"], TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("lambda", "delete_function", FunctionName=model["FunctionName"])


class Permission:
    """AWS::Lambda::Permission."""

    def create(self, aws: Aws, model: Model) -> Model:
        sid = f"{model['Principal'].split('.')[0]}-{len(self._statements(aws, model))}"
        aws(
            "lambda",
            "add_permission",
            FunctionName=model["FunctionName"],
            StatementId=sid,
            Action=model["Action"],
            Principal=model["Principal"],
            SourceArn=model.get("SourceArn"),
            SourceAccount=model.get("SourceAccount"),
        )
        return {"Id": sid}

    def read(self, aws: Aws, model: Model) -> Model | None:
        for statement in self._statements(aws, model):
            if statement["Sid"] == model["Id"]:
                return {"Id": model["Id"], "Action": statement["Action"]}
        return None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("AWS::Lambda::Permission: no update is possible")

    def delete(self, aws: Aws, model: Model) -> None:
        name, sid = model["FunctionName"], model["Id"]
        aws.find("lambda", "remove_permission", FunctionName=name, StatementId=sid)

    def _statements(self, aws: Aws, model: Model) -> list[dict[str, Any]]:
        found = aws.find("lambda", "get_policy", FunctionName=model["FunctionName"])
        return json.loads(found["Policy"])["Statement"] if found else []


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::Lambda::Function": Function(),
    "AWS::Lambda::Permission": Permission(),
}


def _refuse_unknown(model: Model) -> None:
    unknown = sorted(set(model) - _KNOWN)
    if unknown:
        raise RefusalError(f"AWS::Lambda::Function: the stand-in does not set {', '.join(unknown)}")


def _code(code: Model) -> dict[str, Any]:
    """Inline code is the text of `index.py`, as with CloudFormation."""
    if "ZipFile" not in code:
        return code
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", code["ZipFile"])
    return {"ZipFile": packed.getvalue()}


def _reserve(aws: Aws, old: Model, new: Model) -> None:
    name, count = new["FunctionName"], new.get("ReservedConcurrentExecutions")
    if old.get("ReservedConcurrentExecutions") == count:
        return
    if count is None:
        aws("lambda", "delete_function_concurrency", FunctionName=name)
    else:
        operation = "put_function_concurrency"
        aws("lambda", operation, FunctionName=name, ReservedConcurrentExecutions=count)
