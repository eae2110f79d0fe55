"""The tags that everything in a stack carries."""

from collections.abc import Mapping

import pulumi_aws_native as aws_native

from infra.stack_config import StackConfig


def stack_tags(config: StackConfig) -> dict[str, str]:
    """The tags of every resource of the stack; the stack's own come first."""
    return config.tags | {
        "project": "revstream",
        "environment": config.environment,
        "managed-by": "pulumi",
    }


def native_tags(tags: Mapping[str, str]) -> list[aws_native.TagArgs]:
    """`tags` in the form that the native provider takes."""
    return [aws_native.TagArgs(key=key, value=value) for key, value in sorted(tags.items())]
