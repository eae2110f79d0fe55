"""The tags of everything in a stack, in the forms that the providers take."""

from collections.abc import Mapping

import pulumi_aws_native as aws_native

from infra.stack_config import StackConfig


def stack_tags(config: StackConfig) -> dict[str, str]:
    """The tags of every resource of a stack: whose it is and who made it, and those configured."""
    return {
        **config.tags,
        "project": "revstream",
        "environment": config.environment,
        "managed-by": "pulumi",
    }


def tag_list(tags: Mapping[str, str], name: str | None = None) -> list[aws_native.TagArgs]:
    """`tags` as the native provider takes them, with `name` as the tag `Name` where one is."""
    named = {**tags, "Name": name} if name is not None else tags
    return [aws_native.TagArgs(key=key, value=value) for key, value in sorted(named.items())]
