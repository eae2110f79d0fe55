"""What a stack may find in the account instead of making it: network, key, streams, boundary.

revstream:existing: {vpc_id: vpc-..., streams: {payments: {arn: ...}}} -> StackConfig.existing
"""

from typing import Final, Literal

import msgspec

Service = Literal[
    "kinesis-streams", "logs", "monitoring", "s3", "ecr.api", "ecr.dkr", "secretsmanager"
]
CONTAINER_SERVICES: Final = ("ecr.api", "ecr.dkr", "secretsmanager")
"""Those that only a container needs to start: its image and its secrets."""


class ExistingStream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stream of the stack's account and region that the stack reads or writes.

    Attributes:
        arn: of the stream.
        key_arn: of the KMS key that encrypts its records, if that is neither the stack's own nor
            the one that AWS manages.
        retention_hours: how long its records stay readable; 24 is the least that there is.
    """

    arn: str
    key_arn: str | None = None
    retention_hours: int = 24

    @property
    def name(self) -> str:
        """Name of the stream, which its ARN ends with."""
        return self.arn.rpartition("/")[2]


class ExistingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was there before the stack, which uses it and never deletes it.

    Attributes:
        vpc_id: network of the applications and the store, instead of one of their own.
        subnet_ids: its private subnets to use, 2 or 3, each in another zone.
        route_table_ids: those of the subnets, which get a route to S3 unless `endpoints` has s3.
        endpoints: AWS services that the network reaches already: kinesis-streams, logs,
            monitoring, s3, and for serving ecr.api, ecr.dkr, secretsmanager; the stack makes the
            others.
        endpoint_security_group_ids: of the interface endpoints among them; they must let
            HTTPS from the subnets in.
        key_arn: KMS key that encrypts what the stack makes, instead of one of its own.
        streams: by stream name without the environment, each with `arn`, `retention_hours`
            where that is not 24, and `key_arn` where it is another key.
        permissions_boundary_arn: policy that bounds every role that the stack makes.
    """

    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] = ()
    route_table_ids: tuple[str, ...] = ()
    endpoints: tuple[Service, ...] = ()
    endpoint_security_group_ids: tuple[str, ...] = ()
    key_arn: str | None = None
    streams: dict[str, ExistingStream] = {}
    permissions_boundary_arn: str | None = None

    @property
    def stream_arns(self) -> dict[str, str]:
        """ARN by stream name without the environment."""
        return {name: stream.arn for name, stream in self.streams.items()}
