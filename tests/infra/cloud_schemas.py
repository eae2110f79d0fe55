"""CloudFormation's schemas, which the native provider mirrors under names of its own.

aws-native:ec2:VpcEndpoint {vpcId: ...}  <->  AWS::EC2::VPCEndpoint {VpcId: ...}

The schemas are those that cfn-lint ships. Names are matched without regard to case, since the
provider writes `Vpc` where CloudFormation writes `VPC`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

_SCHEMA_REGION: Final = "eu-central-1"
# Names that the provider has to change: `id` is Pulumi's own.
_RENAMED: Final = {"awsid": "id"}


class UnknownTypeError(LookupError):
    """CloudFormation has no such type."""


def is_native(token: str) -> bool:
    """Whether the native provider makes resources of type `token`."""
    return token.startswith("aws-native:")


@cache
def cloudformation_type(token: str) -> str:
    """CloudFormation's name of the native provider's type `token`.

    Raises:
        UnknownTypeError: there is none.
    """
    if not is_native(token):
        raise UnknownTypeError(f"{token}: not a type of the native provider")
    _, service, kind = token.split(":")
    wanted = f"aws::{service}::{kind}".lower()
    for known in PROVIDER_SCHEMA_MANAGER.get_resource_types(_SCHEMA_REGION):
        if known.lower() == wanted:
            return str(known)
    raise UnknownTypeError(f"{token}: CloudFormation knows no such type")


@cache
def resource_schema(token: str) -> dict[str, Any]:
    """The CloudFormation schema of the native provider's type `token`."""
    found = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_SCHEMA_REGION, cloudformation_type(token))
    return dict(found.schema)


def read_only_properties(token: str) -> tuple[str, ...]:
    """The properties that only AWS sets, under the provider's names, those at the top alone."""
    paths = resource_schema(token).get("readOnlyProperties", [])
    names = (path.removeprefix("/properties/") for path in paths)
    return tuple(_camel(name) for name in names if "/" not in name)


def tag_property(token: str) -> str | None:
    """The property that holds tags, under the provider's name; None if it cannot be tagged."""
    schema = resource_schema(token)
    tagging = schema.get("tagging", {})
    if not tagging.get("taggable", "Tags" in schema["properties"]):
        return None
    return _camel(tagging.get("tagProperty", "/properties/Tags").removeprefix("/properties/"))


def cloudformation_properties(token: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """`inputs` of a resource of type `token`, under CloudFormation's names.

    A name that the schema lacks is kept with a capital, so that the schema refuses it.
    """
    schema = resource_schema(token)
    converted = _converted(inputs, schema, schema)
    return dict(converted)


def _converted(value: object, part: dict[str, Any], schema: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    shapes = list(_shapes(part, schema))
    if isinstance(value, list):
        item: dict[str, Any] = next((shape["items"] for shape in shapes if "items" in shape), {})
        return [_converted(each, item, schema) for each in value]
    if not isinstance(value, dict):
        return value
    known = {name: of for shape in shapes for name, of in shape.get("properties", {}).items()}
    if not known:
        return value  # a document or a map, whose keys are the caller's
    by_lower = {name.lower(): name for name in known}
    result = {}
    for key, each in value.items():
        lower = key.lower()
        name = by_lower.get(lower) or by_lower.get(_RENAMED.get(lower, "")) or _pascal(key)
        result[name] = _converted(each, known.get(name, {}), schema)
    return result


def _shapes(part: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`part` and all its alternatives, with references followed."""
    if "$ref" in part:
        yield from _shapes(schema["definitions"][part["$ref"].rsplit("/", 1)[-1]], schema)
        return
    yield part
    for way in ("anyOf", "oneOf", "allOf"):
        for alternative in part.get(way, []):
            yield from _shapes(alternative, schema)


def _camel(name: str) -> str:
    """As the provider writes it: `TopicArn` -> `topicArn`, `ARN` -> `arn`, `ConsumerARN`."""
    words = name.replace("ARN", "Arn")
    return words[:1].lower() + words[1:]


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]
