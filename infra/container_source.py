"""What a container is started from: an image of a registry, and a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
        secret_arn: of the secret that the program finds in its environment.
    """

    image: str
    secret_arn: str

    @property
    def repository_arn(self) -> str:
        """Of the image.

        >>> ContainerSource("111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:0", "arn:aws:"
        ...     "secretsmanager:eu-west-1:111122223333:secret:keys-AbCdEf").repository_arn
        'arn:aws:ecr:eu-west-1:111122223333:repository/a/b'
        """
        registry, _, rest = self.image.partition("/")
        account, _, _, region, *_ = registry.split(".")
        partition = self.secret_arn.split(":")[1]
        return f"arn:{partition}:ecr:{region}:{account}:repository/{rest.partition('@')[0]}"
