"""What a container is started from: an image of a registry, and secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTRY_LOGIN: Final = "ecr:GetAuthorizationToken"
IMAGE_READS: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
SECRET_READ: Final = "secretsmanager:GetSecretValue"  # noqa: S105 - an action


@dataclass(frozen=True)
class ContainerSource:
    """What whoever starts a container reads.

    Attributes:
        image: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:DIGEST`.
        secrets: ARN of each secret by the variable that the program finds it in; at least one.
    """

    image: str
    secrets: Mapping[str, str]

    @property
    def secret_arns(self) -> list[str]:
        """Of all secrets."""
        return list(self.secrets.values())

    @property
    def repository_arn(self) -> str:
        """Of the image.

        >>> ContainerSource("111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:0",
        ...     {"KEYS": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:keys-AbCdEf"}
        ... ).repository_arn
        'arn:aws:ecr:eu-west-1:111122223333:repository/a/b'
        """
        registry, _, rest = self.image.partition("/")
        account, _, _, region, *_ = registry.split(".")
        partition = self.secret_arns[0].split(":")[1]
        return f"arn:{partition}:ecr:{region}:{account}:repository/{rest.partition('@')[0]}"
