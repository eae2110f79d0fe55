"""What a stack's file says to Pulumi's two providers of AWS, which must work as one.

aws:profile           aws-native:profile
aws:assumeRoles [1]   aws-native:assumeRole    -->  StackConfig.access, for boto3
aws:allowedAccountIds aws-native:allowedAccountIds
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_CLASSIC: Final = "aws"
_NATIVE: Final = "aws-native"
_UNUSABLE: Final = (
    "accessKey",
    "secretKey",
    "token",
    "assumeRoleWithWebIdentity",
    "sharedConfigFiles",
    "sharedCredentialsFile",
    "sharedCredentialsFiles",
)
"""Ways in that boto3 is not given: a file of the repository is no place for some of them."""


def provider_access(values: Mapping[str, str]) -> dict[str, Any]:
    """The values of `StackConfig.access`, from the native provider's."""
    role = _json(values.get(f"{_NATIVE}:assumeRole"))
    role = role if isinstance(role, dict) else {}
    found = {
        "profile": values.get(f"{_NATIVE}:profile"),
        "role_arn": role.get("roleArn"),
        "external_id": role.get("externalId"),
        "session_name": role.get("sessionName"),
        "account_ids": _texts(_json(values.get(f"{_NATIVE}:allowedAccountIds"))),
    }
    return {name: value for name, value in found.items() if value is not None}


def provider_faults(values: Mapping[str, str]) -> Iterator[str]:
    """One line for each value by which the providers, or boto3, would work as somebody else.

    Values are not shown where they may be secret.
    """
    for provider in (_CLASSIC, _NATIVE):
        for name in _UNUSABLE:
            if f"{provider}:{name}" in values:
                yield (
                    f"{provider}:{name}: not supported: a profile, a role or the environment is"
                    " expected, which everything that works on the stack can use"
                )
    for name in ("profile", "allowedAccountIds"):
        classic, native = values.get(f"{_CLASSIC}:{name}"), values.get(f"{_NATIVE}:{name}")
        if _json(classic) != _json(native):
            yield f"{_CLASSIC}:{name}: {classic!r}: {native!r} is expected, that of {_NATIVE}"
    yield from _role_faults(values)


def _role_faults(values: Mapping[str, str]) -> Iterator[str]:
    native = _json(values.get(f"{_NATIVE}:assumeRole"))
    classic = _json(values.get(f"{_CLASSIC}:assumeRoles"))
    if native is not None and (not isinstance(native, dict) or "roleArn" not in native):
        yield f"{_NATIVE}:assumeRole: roleArn: missing"
        return
    wanted = [] if native is None else [_identity(native)]
    found = classic if isinstance(classic, list) else []
    if [_identity(each) for each in found] != wanted:
        arn = "none" if native is None else f"the one role {native['roleArn']}"
        yield (
            f"{_CLASSIC}:assumeRoles: {arn} is expected, with the same externalId, as"
            f" {_NATIVE}:assumeRole says"
        )


def _identity(role: Any) -> tuple[Any, Any]:  # noqa: ANN401 - any JSON value
    given = role if isinstance(role, dict) else {}
    return given.get("roleArn"), given.get("externalId")


def _texts(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Numbers of accounts as text: YAML takes one without quotes for a number."""
    return [str(each) for each in value] if isinstance(value, list) else value


def _json(text: str | None) -> Any:  # noqa: ANN401 - any JSON value
    """Pulumi keeps what is no text as JSON."""
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
