"""What a stack may say of who answers requests: `revstream serve` on Fargate.

revstream:serving: {enabled: true, image: ..., certificate_arn: ..., ...} -> StackConfig.serving
"""

from typing import Final

import msgspec

from infra.container_source import ContainerSource

KEYS_VARIABLE: Final = "REVSTREAM_KEYS"
SIGNING_VARIABLE: Final = "REVSTREAM_SIGNING_SECRET"
"""As `revstream serve` reads them."""


class ServingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tasks that answer requests, behind a load balancer inside the network.

    Attributes:
        enabled: whether requests are answered in this stack.
        image: of the container, in the account's registry and by digest:
            `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:...`.
        certificate_arn: of AWS Certificate Manager, which the load balancer shows to clients.
        keys_secret_arn: of the secret in AWS Secrets Manager that holds the file of keys.
        signing_secret_arn: of the secret that sessions and tokens are signed with, 32 random bytes
            or more as text; without it a task takes back its own alone.
        client_cidrs: private IPv4 ranges whose hosts may connect.
        cpu_units: of a task, 256 to 4,096; 1,024 are one processor, and a task uses one.
        memory_mib: of a task, as Fargate has it for so many units.
        least_tasks: that always run; two survive the loss of a zone.
        most_tasks: up to how many the load may scale them.
        latency_p99_ms: 99th percentile of answers, above which tasks are added; the alarm speaks
            when that does not help.
        processor_percent: average of the tasks' processor time that their number is kept to.
        requests_per_5_minutes: of one address, above which the firewall refuses.
        requests_per_s: that one key may go on making of one task.
        log_requests: whether each request is logged, by its route and the id of its key; without
            it there is no alarm on requests above the limits of keys.
        state_items: the fraud job tells the store of states of up to so many payments, tiles and
            ids; of a larger one decisions on request use stored values and say so.
    """

    enabled: bool = False
    image: str | None = None
    certificate_arn: str | None = None
    keys_secret_arn: str | None = None
    signing_secret_arn: str | None = None
    client_cidrs: tuple[str, ...] = ()
    cpu_units: int = 1_024
    memory_mib: int = 2_048
    least_tasks: int = 2
    most_tasks: int = 8
    latency_p99_ms: int = 100
    processor_percent: int = 60
    requests_per_5_minutes: int = 600_000
    requests_per_s: int = 2_000
    log_requests: bool = True
    state_items: int = 2_000

    @property
    def source(self) -> ContainerSource | None:
        """What the tasks are started from; None where nothing is served."""
        if not self.enabled:
            return None
        named = {KEYS_VARIABLE: self.keys_secret_arn, SIGNING_VARIABLE: self.signing_secret_arn}
        secrets = {variable: arn for variable, arn in named.items() if arn is not None}
        return ContainerSource(str(self.image), secrets)
