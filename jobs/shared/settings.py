"""Settings that every job has, to which each system adds its own.

    JobSettings <-- FraudSettings, ...      a field `group_key` is property `key` of group `group`

The infrastructure code writes the same property groups from the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass annotations
from dataclasses import dataclass, fields, replace
from pathlib import Path  # noqa: TC003 - as all of them
from typing import Final, Self, TypeVar

from events.shared.time_units import DAY_MS, DAY_S, HOUR_MS, MINUTE_MS
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from jobs.shared.contradictions import Values, contradictions
from jobs.shared.locations import (
    HistorySink,
    HistorySource,
    KinesisStream,
    LocalPath,
    Location,
    Nowhere,
    OutputStreams,
    Sink,
    Source,
    history_sink,
    history_source,
    sink,
    source,
)
from jobs.shared.marks import Marks  # noqa: TC001 - as all of them
from jobs.shared.properties import PropertyGroups, SettingsError, parse_fields, setting
from jobs.shared.property_values import integer, one_of, resource_name, store_url, text

_MOST_KEY_GROUPS: Final = 32_768
"""More than that Flink does not have."""
_OTHER_FORMS: Final = (".parquet", ".csv", ".csv.gz")


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """The settings of any job."""

    source_uri: Source = setting(
        source, "where events come from: kinesis:STREAM, or file:PATH (JSON Lines or Parquet)"
    )
    source_publisher: str = setting(
        one_of("EFO", "POLLING"), "how Kinesis is read: enhanced fan-out or polling", default="EFO"
    )
    source_consumer_arn: str | None = setting(
        text, "ARN of the registered stream consumer, for enhanced fan-out", default=None
    )
    source_initial_position: str = setting(
        one_of("LATEST", "TRIM_HORIZON"), "where a new job starts reading", default="LATEST"
    )
    source_rate_per_s: int | None = setting(
        integer(1, 1_000_000),
        "replay a file at this many records a second; flat out unless set",
        default=None,
    )
    source_rate_after: int = setting(
        integer(0, 10**12), "records that are replayed flat out before the rate applies", default=0
    )
    source_rate_rest_s: int = setting(
        integer(0, 3_600),
        "seconds of rest between these and the others, in which what has queued is worked off",
        default=0,
    )
    source_history: HistorySource = setting(
        history_source,
        "what is read before the source: file:PATH or s3://BUCKET/PREFIX, a file or a folder of"
        " JSON Lines in the order of their names, or none",
        default=Nowhere(),
    )
    source_history_overlap_ms: int = setting(
        integer(0, 365 * DAY_MS),
        "how long before the end of the history the live source is read from",
        default=HOUR_MS,
    )
    source_live_from_ms: int | None = setting(
        integer(0, 10**15),
        "records that arrived at their stream before that time, in milliseconds since 1970, are"
        " left out; with a history, its end less the overlap",
        default=None,
    )
    sink_uri: Sink = setting(
        sink, "where results go: kinesis, file:DIRECTORY, or none", default=Nowhere()
    )
    sink_history: HistorySink = setting(
        history_sink,
        "where the results of the history go: file:DIRECTORY, or none",
        default=Nowhere(),
    )
    aws_region: str | None = setting(
        text, "AWS region of the streams and of the store", default=None
    )
    aws_endpoint: str | None = setting(
        text, "URL of a local Kinesis server, instead of AWS", default=None
    )
    store_url: str = setting(
        store_url, "feature store: redis://HOST:PORT, rediss:// for TLS, or none", default="none"
    )
    store_auth: str = setting(
        one_of("none", "iam"),
        "how the job logs in: by what the URL and the environment have, or by its IAM role",
        default="none",
    )
    store_user: str | None = setting(
        resource_name, "for iam: id of the ElastiCache user, which is its name, too", default=None
    )
    store_cache: str | None = setting(
        resource_name, "for iam: name of the ElastiCache serverless cache", default=None
    )
    store_ttl_s: int = setting(
        integer(1, 3_650 * DAY_S),
        "seconds after which a feature hash expires",
        default=35 * DAY_S,
    )
    store_batch_ms: int = setting(
        integer(10, MINUTE_MS),
        "how long feature updates gather before they are written",
        default=50,
    )
    time_out_of_orderness_ms: int = setting(
        integer(0, 90 * DAY_MS),
        "bound of the watermark: how far behind the newest event time others may be",
        default=DEFAULT_OUT_OF_ORDERNESS_MS,
    )
    time_idle_timeout_ms: int = setting(
        integer(0, DAY_MS),
        "a source silent for this long no longer holds the watermark",
        default=10_000,
    )
    state_cache_mib: int = setting(
        integer(0, 1_000_000),
        "memory for decoded states of each subtask in MiB",
        default=256,
    )
    job_system: str = setting(text, "the system whose job is run")
    job_name: str = setting(text, "name of the Flink job")
    job_phase: str = setting(
        one_of("both", "history", "live"),
        "what is read where there is a history: it alone, the live source alone, or both, the one"
        " after the other, in a local run only",
        default="both",
    )
    job_execution_mode: str = setting(
        one_of("thread", "process"), "how Flink runs Python functions", default="thread"
    )
    job_slots: str = setting(
        one_of("shared", "per_hop"),
        "whether the hops share slots, or each has slots of its own: that takes as many times more,"
        " and on TaskManagers of one slot no hop waits for the interpreter lock of another",
        default="shared",
    )
    job_python_cores: str | None = setting(
        one_of("one", "any"),
        "whether the Python threads of a process, which share the interpreter lock, keep to one"
        " core that no other job on the machine has, or run on any; unless set: one in a run on"
        " this machine, any on a cluster",
        default=None,
    )
    job_max_parallelism: int = setting(
        integer(1, _MOST_KEY_GROUPS),
        "number of key groups; never change it once state exists",
        default=128,
    )
    job_parallelism: int = setting(
        integer(1, 1_024), "parallelism of a local run; a cluster has its own setting", default=1
    )
    job_checkpoint_interval_ms: int = setting(
        integer(100, DAY_MS),
        "checkpoint interval of a local run; a cluster has its own",
        default=10_000,
    )

    @staticmethod
    def contradictions(values: Values, groups: PropertyGroups) -> list[str]:
        """A line for each setting that does not go with another; see `contradictions`."""
        return contradictions(values, groups)

    @property
    def inputs(self) -> dict[str, Location]:
        """What is read, by the name of its property."""
        return {"source.uri": self.source_uri}

    @property
    def line_marks(self) -> Marks | None:
        """What the lines of the source begin with where they say what they are, else None."""
        return None

    @property
    def reads_history_first(self) -> bool:
        """Whether a history is to be read, and then the source."""
        return self.job_phase == "both" and not isinstance(self.source_history, Nowhere)

    @property
    def arrivals_from_ms(self) -> int | None:
        """Time of arrival before which records of streams are left out; None for no such time."""
        return self.source_live_from_ms if self.from_kinesis and not self.is_history else None

    @property
    def is_history(self) -> bool:
        """Whether these are the settings of a job that reads the history alone."""
        return self.job_phase == "history"

    def for_history(self) -> Self:
        """The settings of the job that reads the history: its results go where those shall go."""
        return replace(self, job_phase="history", sink_uri=self.sink_history, store_url="none")

    def for_live(self, history_end_ms: int) -> Self:
        """The settings of the job that goes on after the history, from its end less the overlap."""
        from_ms = self.source_live_from_ms
        if from_ms is None:
            from_ms = max(0, history_end_ms - self.source_history_overlap_ms)
        return replace(self, job_phase="live", source_live_from_ms=from_ms)

    def on_this_machine(self) -> Self:
        """The settings of a run that has this machine to itself, where they were left open."""
        return replace(self, job_python_cores=self.job_python_cores or "one")

    @property
    def python_on_one_core(self) -> bool:
        """Whether the threads that share an interpreter lock keep to one core."""
        return self.job_execution_mode == "thread" and self.job_python_cores == "one"

    @property
    def output_streams(self) -> Mapping[str, str]:
        """The stream of each output that may go to Kinesis, or `none`."""
        return {}

    @property
    def faults_on_a_cluster(self) -> list[str]:
        """A line for each input that only a local run turns into what a job reads."""
        read = {"source.history": self.source_history} if self.is_history else self.inputs
        way_out = "`revstream convert` makes JSON Lines of them"
        faults = [
            f"{name}: CSV and Parquet are read in a local run only; {way_out}"
            for name, at in read.items()
            if isinstance(at, LocalPath) and is_other_form(at.path)
        ]
        if self.reads_history_first:
            faults.append(
                "job.phase: a cluster reads the history and the source in two jobs: history, then"
                " live from its savepoint, see docs/history.md"
            )
        return faults

    @property
    def has_store(self) -> bool:
        """Whether features are written to a store."""
        return self.store_url != "none"

    @property
    def from_kinesis(self) -> bool:
        """Whether events come from Kinesis, which has no end."""
        return isinstance(self.source_uri, KinesisStream)

    @property
    def uses_kinesis(self) -> bool:
        """Whether anything is read from Kinesis or written to it."""
        return self.from_kinesis or isinstance(self.sink_uri, OutputStreams)


def is_other_form(path: Path) -> bool:
    """Whether a file is in another form than that which a job reads, by its name."""
    return path.name.lower().endswith(_OTHER_FORMS)


SettingsT = TypeVar("SettingsT", bound=JobSettings)


def load(
    settings_class: type[SettingsT],
    groups: PropertyGroups,
    overrides: Mapping[str, str] | None = None,
) -> SettingsT:
    """Settings of a system from property groups.

    Args:
        settings_class: of the system.
        groups: properties by group.
        overrides: values that win, by ``group.key``.

    Raises:
        SettingsError: with every fault found, each naming its group and key.
    """
    merged = {group: dict(properties) for group, properties in groups.items()}
    for name, value in (overrides or {}).items():
        group, _, key = name.partition(".")
        merged.setdefault(group, {})[key] = value
    values, faults = parse_fields(settings_class, merged)
    defaults = {one.name: one.default for one in fields(settings_class)}
    faults += settings_class.contradictions(defaults | values, merged)
    if faults:
        raise SettingsError(faults)
    return settings_class(**values)
