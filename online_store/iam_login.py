"""Who logs in at which ElastiCache cache, without a password."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IamLogin:
    """A login by the AWS credentials that the process has; it holds none of them.

    Attributes:
        user: id of the ElastiCache user, which for IAM is its name, too.
        cache: name of the serverless cache, not its address.
        region: AWS region of the cache.
    """

    user: str
    cache: str
    region: str
