"""What must hold between one setting and another in any job."""

from collections.abc import Mapping
from typing import Any

from jobs.shared.locations import KinesisStream, LocalPath, Nowhere, OutputStreams, S3Prefix
from jobs.shared.properties import PropertyGroups

Values = Mapping[str, Any]
"""Values by field; that of a property which could not be read, or is missing, is its default."""


def contradictions(values: Values, groups: PropertyGroups) -> list[str]:
    """A line for each setting that does not go with another, naming group and key.

    Args:
        values: of all fields of the settings.
        groups: the properties as they were given.
    """
    return [
        *_source_faults(values),
        *_history_faults(values),
        *_store_faults(values, groups),
        *_parallelism_faults(values),
    ]


def _source_faults(values: Values) -> list[str]:
    faults = []
    from_kinesis = isinstance(values["source_uri"], KinesisStream)
    if from_kinesis:
        if values["source_publisher"] == "EFO" and values["source_consumer_arn"] is None:
            faults.append("source.consumer_arn: missing, enhanced fan-out needs a consumer")
        if values["source_rate_per_s"] is not None:
            faults.append("source.rate_per_s: only a file can be replayed at a rate")
    uses_kinesis = from_kinesis or isinstance(values["sink_uri"], OutputStreams)
    if uses_kinesis and values["aws_region"] is None and values["aws_endpoint"] is None:
        faults.append("aws.region: missing, Kinesis needs a region (or aws.endpoint)")
    return faults


def _history_faults(values: Values) -> list[str]:
    history, phase = values["source_history"], values["job_phase"]
    faults = []
    if isinstance(history, Nowhere):
        if phase == "history":
            faults.append("source.history: missing, job.phase history reads it")
        if not isinstance(values["sink_history"], Nowhere):
            faults.append("sink.history: there is no source.history whose results could go there")
    elif isinstance(history, S3Prefix) and phase == "both":
        faults.append("source.history: S3 is read on a cluster only, with job.phase history")
    sinks = values["sink_uri"], values["sink_history"]
    if isinstance(sinks[0], LocalPath) and sinks[0] == sinks[1]:
        faults.append("sink.history: another folder than that of sink.uri is expected")
    return faults


def _store_faults(values: Values, groups: PropertyGroups) -> list[str]:
    """What a login by IAM lacks."""
    store = groups.get("store", {})
    if values["store_auth"] != "iam":
        return [
            f"store.{key}: only store.auth iam takes it"
            for key in ("user", "cache")
            if key in store
        ]
    faults = []
    url = str(values["store_url"])
    if not url.startswith("rediss://") or "@" in url:
        faults.append(
            "store.url: store.auth iam needs rediss://HOST:PORT, without user and password"
        )
    if "user" not in store:
        faults.append("store.user: missing, store.auth iam needs the user that logs in")
    if "cache" not in store:
        faults.append("store.cache: missing, store.auth iam needs the name of the cache")
    if values["aws_region"] is None:
        faults.append("aws.region: missing, store.auth iam needs the region of the cache")
    return faults


def _parallelism_faults(values: Values) -> list[str]:
    parallelism, most = values["job_parallelism"], values["job_max_parallelism"]
    if parallelism <= most:
        return []
    return [f"job.parallelism: {parallelism}: at most job.max_parallelism, {most}, is expected"]
