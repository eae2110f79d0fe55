"""What a stack's file `Pulumi.STACK.yaml` may say.

revstream:environment: dev          -> StackConfig.environment
revstream:streams: {shards: 4, ...} -> StackConfig.streams
"""

from typing import Final, Literal

import msgspec

from events.shared.time_units import MINUTE_MS
from infra.existing_resources import ExistingConfig
from infra.serving_config import ServingConfig
from infra.stream_names import RECOMMENDATION_STREAMS, STREAMS

SHARD_SCALER: Final = "shard-scaler"
SERVING: Final = "serving"
SERVING_START: Final = "serving-start"
"""The roles of who answers requests: of the program, and of what starts it."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the configuration; an unknown key is a fault, not a silent default."""


class StreamConfig(_Part, frozen=True):
    """Capacity of one stream.

    Attributes:
        mode: PROVISIONED has `shards` of them, ON_DEMAND scales by itself and takes no count.
        shards: open shards at creation, each for 1 MB/s or 1,000 records/s in.
        max_shards: up to how many the load may scale it; without it the count stays.
        retention_hours: how long records stay readable.
        shard_level_metrics: whether each shard reports metrics of its own, which cost extra.
    """

    mode: Literal["PROVISIONED", "ON_DEMAND"] = "PROVISIONED"
    shards: int | None = None
    max_shards: int | None = None
    retention_hours: int = 24
    shard_level_metrics: bool = False


class NetworkConfig(_Part, frozen=True):
    """The private network of the applications and the store.

    Attributes:
        cidr: IPv4 range of the network, of /16 to /24.
        zones: availability zones, each with one private subnet.
        endpoint_zones: in how many of them the endpoints have an address, all unless it is given;
            one costs least, and its loss cuts the applications off.
    """

    cidr: str = "10.40.0.0/16"
    zones: int = 2
    endpoint_zones: int | None = None

    @property
    def endpoint_zone_count(self) -> int:
        """In how many zones the endpoints have an address."""
        return self.zones if self.endpoint_zones is None else self.endpoint_zones


class StoreConfig(_Part, frozen=True):
    """The online feature store, ElastiCache Serverless.

    Attributes:
        engine: valkey or redis.
        max_data_gb: upper limit of stored data.
        max_ecpu_per_second: upper limit of processing units.
        daily_snapshots_kept: 0 keeps none; the store is a copy that fills again by itself.
    """

    engine: Literal["valkey", "redis"] = "valkey"
    max_data_gb: int = 10
    max_ecpu_per_second: int = 10_000
    daily_snapshots_kept: int = 0


class ApplicationConfig(_Part, frozen=True):
    """One Managed Flink application.

    Attributes:
        enabled: whether the system exists in this stack: its application, consumers and alarms.
        parallelism: subtasks of each operator at start; autoscaling may raise it.
        parallelism_per_kpu: subtasks a processing unit of 1 vCPU and 4 GB carries.
        max_kpus: processing units that AWS's quota lets the application have.
        autoscaling: whether the service may change the parallelism by load.
        publisher: how it reads streams; EFO has 2 MB/s of each shard for itself, POLLING shares
            them with other readers, is slower, and costs nothing more.
        checkpoint_interval_ms: time between two checkpoints.
        checkpoint_min_pause_ms: least pause between two checkpoints.
        metrics_level: APPLICATION, TASK, OPERATOR or PARALLELISM.
        log_level: least severe level that is logged.
        properties: overrides of the job's settings by `group.key`.
    """

    enabled: bool = True
    parallelism: int = 4
    parallelism_per_kpu: int = 1
    max_kpus: int = 64
    autoscaling: bool = True
    publisher: Literal["EFO", "POLLING"] = "EFO"
    checkpoint_interval_ms: int = MINUTE_MS
    checkpoint_min_pause_ms: int = 5_000
    metrics_level: Literal["APPLICATION", "TASK", "OPERATOR", "PARALLELISM"] = "APPLICATION"
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"] = "INFO"
    properties: dict[str, str] = {}


class AlarmConfig(_Part, frozen=True):
    """Thresholds above which somebody is told.

    Attributes:
        email: address that is subscribed to the topic of alarms; without one nobody is.
        lag_ms: how far behind the newest record the job may read.
        checkpoint_duration_ms: longest checkpoint.
        in_job_latency_p99_us: 99th percentile from record read to decision or list emitted.
        rejected_per_minute: records that are no payment, or no shopping event.
        late_per_minute: payments that came too late for exact features, events too late to count.
        memory_percent: of its limit, that a container may use.
        processor_percent: the same of its processor time.
        disk_percent: the same of its disk.
        kpus: that an application may have; unless asked for more, AWS lets it have 64.
    """

    email: str | None = None
    lag_ms: int = MINUTE_MS
    checkpoint_duration_ms: int = MINUTE_MS
    in_job_latency_p99_us: int = 100_000
    rejected_per_minute: int = 60
    late_per_minute: int = 60
    memory_percent: int = 97
    processor_percent: int = 90
    disk_percent: int = 80
    kpus: int = 51


class PipelineConfig(_Part, frozen=True):
    """The CI pipeline's way in, by OpenID Connect; without `repository` it has none.

    Attributes:
        repository: `OWNER/NAME` on GitHub; without it there is no pipeline.
        subject: how GitHub's tokens name the repository: by `ids` too, as it does for one that was
            created, renamed or moved since 2026-07-15, or by `names` alone, as before.
        owner_id: GitHub's number of the owner, with `ids`.
        repository_id: GitHub's number of the repository, with `ids`.
        branch: the only branch that may deploy.
        provider_exists: whether the account already has GitHub's identity provider, of which
            an account can have only one.
        policy_arns: further policies of its roles, by `preview`, `drift` and `deploy`: what they
            need outside of the stack.
    """

    repository: str | None = None
    subject: Literal["ids", "names"] = "ids"
    owner_id: int | None = None
    repository_id: int | None = None
    branch: str = "main"
    provider_exists: bool = False
    policy_arns: dict[str, tuple[str, ...]] = {}

    @property
    def token_subject(self) -> str:
        """What the subject of each of the repository's tokens begins with, up to the last colon.

        `repo:OWNER@ID/NAME@ID` or `repo:OWNER/NAME`, see "Immutable subject claims" in GitHub's
        pages on OpenID Connect.
        """
        owner, _, name = (self.repository or "").partition("/")
        if self.subject == "ids":
            return f"repo:{owner}@{self.owner_id}/{name}@{self.repository_id}"
        return f"repo:{owner}/{name}"


class AccessConfig(_Part, frozen=True):
    """As whom everything works on the stack; from the values of Pulumi's providers.

    Attributes:
        profile: of the file of credentials; from `aws-native:profile`. Without one it is the
            environment's.
        role_arn: the role that is taken on with it; from `aws-native:assumeRole`.
        external_id: what the role asks for; from there.
        session_name: under which the role's calls are logged; from there.
        account_ids: the accounts that the stack may be in; from `aws-native:allowedAccountIds`.
            Without any it is that of the credentials.
    """

    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    session_name: str = "revstream"
    account_ids: tuple[str, ...] = ()


class StackConfig(_Part, frozen=True):
    """All values of one stack.

    Attributes:
        environment: suffix of every name, such as `dev`.
        region: where everything is made; from `aws-native:region`.
        access: as whom, and in which account.
        protect: whether what holds data, streams, applications with their snapshots, store, code
            bucket and key, refuses to be deleted or replaced by Pulumi.
        streams: the capacity of every stream that `stream_overrides` does not name.
        stream_overrides: capacity by stream name, without the environment.
        fraud: the fraud application.
        recommendations: the recommendation application, off unless a stack asks for it.
        probe: an application that writes to its log what the service has of all that a job needs.
        serving: who answers requests, off unless a stack asks for it.
        role_propagation_s: seconds that AWS is given to spread a new or changed role before
            something takes it on.
        existing: what was there before the stack: network, key, streams, permissions boundary.
        payment_producers: ARNs of accounts or roles, of other accounts too, that may put payments.
        log_retention_days: how long logs are kept; one of the spans that CloudWatch Logs knows.
        budget_usd_per_month: what the stack may cost; without it there is no limit.
        tags: further tags of every resource.
    """

    environment: str
    region: str
    access: AccessConfig = AccessConfig()
    protect: bool = False
    streams: StreamConfig = StreamConfig(shards=4)
    stream_overrides: dict[str, StreamConfig] = {}
    network: NetworkConfig = NetworkConfig()
    store: StoreConfig = StoreConfig()
    fraud: ApplicationConfig = ApplicationConfig()
    recommendations: ApplicationConfig = ApplicationConfig(enabled=False)
    probe: ApplicationConfig = ApplicationConfig(enabled=False, parallelism=1, autoscaling=False)
    serving: ServingConfig = ServingConfig()
    alarms: AlarmConfig = AlarmConfig()
    pipeline: PipelineConfig = PipelineConfig()
    role_propagation_s: int = 60
    existing: ExistingConfig = ExistingConfig()
    payment_producers: tuple[str, ...] = ()
    log_retention_days: int = 30
    budget_usd_per_month: int | None = None
    tags: dict[str, str] = {}

    def named(self, name: str) -> str:
        """`name` in this environment, such as `payments-dev`."""
        return f"{name}-{self.environment}"

    def named_in_account(self, name: str) -> str:
        """`name` in this environment and region, such as `revstream-fraud-dev-eu-central-1`.

        For what an account has once for all regions: roles, policies and dashboards.
        """
        return f"{self.named(name)}-{self.region}"

    @property
    def applications(self) -> dict[str, ApplicationConfig]:
        """The applications that a stack may have, by the name of their system and job."""
        return {
            "fraud": self.fraud,
            "recommendations": self.recommendations,
            "probe": self.probe,
        }

    def application_name(self, system: str) -> str:
        """Name of the application of `system`."""
        return self.named(f"revstream-{system}")

    @property
    def role_names(self) -> dict[str, str]:
        """The roles that the stack makes for others than its pipeline, by whom they are for."""
        names = [*self.applications]
        if self.serving.enabled:
            names += [SERVING, SERVING_START]
        systems = {each: self.named_in_account(f"revstream-{each}") for each in names}
        return {**systems, SHARD_SCALER: self.named_in_account(SHARD_SCALER)}

    @property
    def stream_names(self) -> tuple[str, ...]:
        """The streams of this stack: those of recommendations come with their application."""
        if self.recommendations.enabled:
            return STREAMS
        return tuple(name for name in STREAMS if name not in RECOMMENDATION_STREAMS)

    @property
    def made_stream_names(self) -> tuple[str, ...]:
        """The streams that the stack makes: those that are not there already."""
        return tuple(name for name in self.stream_names if name not in self.existing.streams)

    def stream_name(self, name: str) -> str:
        """Full name of stream `name`: its own where it is there already, else of this stack."""
        existing = self.existing.streams.get(name)
        return self.named(name) if existing is None else existing.name

    def stream(self, name: str) -> StreamConfig:
        """The capacity of stream `name`, given without the environment."""
        return self.stream_overrides.get(name, self.streams)

    def retention_hours(self, name: str) -> int:
        """How long records of stream `name`, given without the environment, stay readable."""
        existing = self.existing.streams.get(name)
        return (existing or self.stream(name)).retention_hours
