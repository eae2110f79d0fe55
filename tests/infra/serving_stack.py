"""A stack that answers requests: values that are usable, and all that it makes."""

from typing import Any, Final

from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn

IMAGE: Final = (
    f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com/revstream/serving@sha256:{'0123456789abcdef' * 4}"
)
KEYS_SECRET: Final = arn("secretsmanager", "secret:revstream/serving-keys-AbCdEf")
SIGNING_SECRET: Final = arn("secretsmanager", "secret:revstream/serving-signing-GhIjKl")
CERTIFICATE: Final = arn("acm", "certificate/1111aaaa-22bb-33cc-44dd-5555eeee6666")


def serving(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - as in a YAML file
    """The values of `serving`, switched on, changed by keyword."""
    return {
        "enabled": True,
        "image": IMAGE,
        "certificate_arn": CERTIFICATE,
        "keys_secret_arn": KEYS_SECRET,
        "client_cidrs": ["10.0.0.0/8"],
        **changes,
    }
