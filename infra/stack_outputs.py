"""What a stack tells the commands that work on it; written by the program, read by a release."""

from typing import Any

import msgspec


class ApplicationOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """One application of a stack.

    Attributes:
        name: of the application, such as `revstream-fraud-dev`.
        arn: of the application.
        bundle_key: key of its code in the code bucket; it holds the hash of the contents.
        log_group: name of its log group.
        input_consumers: the enhanced fan-out consumer's name by stream name, for the lag; empty
            where the stream is polled.
        properties: what its job is told, by property group and key.
    """

    name: str
    arn: str
    bundle_key: str
    log_group: str
    input_consumers: dict[str, str]
    properties: dict[str, dict[str, str]] = {}


class StoreReaderOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """What who serves features needs to read the online store.

    Attributes:
        user: of the store, to log in as by IAM.
        cache: name of the cache, with which a token of IAM is signed.
        policy_arn: of the policy that its role must have.
        security_group_id: of the group that it must be in.
        vpc_id: of the network of the store.
        subnet_ids: of the private subnets there.
    """

    user: str
    cache: str
    policy_arn: str
    security_group_id: str
    vpc_id: str
    subnet_ids: list[str]


class ServingOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers requests.

    Attributes:
        host: name of the load balancer in DNS; a name of the certificate must lead there.
        service: name of the service on ECS, and of its cluster.
        log_group: name of its log group.
    """

    host: str
    service: str
    log_group: str


class StackOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """The outputs of a stack.

    Attributes:
        environment: of the stack.
        region: of everything in it.
        code_bucket: name of the bucket that holds bundles and release records.
        applications: by system, such as `fraud` or `probe`; only those that are enabled.
        streams: name by stream, such as `payments` -> `payments-dev`.
        store_endpoint: `HOST:PORT` of the online store.
        store_reader: the way in for who reads it; None of a stack that was made without.
        serving: who answers requests; None where nobody does.
        alarm_topic_arn: where alarms are published.
        dashboard: name of the dashboard.
        pipeline_roles: ARN by use, `preview`, `drift` and `deploy`; empty without a pipeline.
    """

    environment: str
    region: str
    code_bucket: str
    applications: dict[str, ApplicationOutputs]
    streams: dict[str, str]
    store_endpoint: str
    alarm_topic_arn: str
    dashboard: str
    pipeline_roles: dict[str, str] = {}
    store_reader: StoreReaderOutputs | None = None
    serving: ServingOutputs | None = None


def read_outputs(values: dict[str, Any]) -> StackOutputs:
    """The outputs of a stack that has been brought up.

    Raises:
        ValueError: an output is missing or of another form; the message names it.
    """
    try:
        return msgspec.convert(values, StackOutputs)
    except msgspec.ValidationError as error:
        raise ValueError(f"the stack's outputs are not those of this release: {error}") from None
