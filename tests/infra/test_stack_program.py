"""A whole stack is valid, complete, and refused before anything of a faulty one is made."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.bundle.manifest import BundleRef
from infra.delivered_jobs import FRAUD, RECOMMENDATIONS
from infra.property_groups import RUN_OPTIONS
from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError
from infra.stack_outputs import StackOutputs, read_outputs
from infra.stack_program import check_stack, program
from infra.store_keys import list_job_keys
from infra.stream_names import RECOMMENDATION_STREAMS
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import REGION, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import statements
from tests.infra.stack_files import STACK_FILES, stack_config_of

Configured = Callable[..., StackConfig]


@pytest.fixture(scope="module")
def fraud_bundle(tmp_path_factory: pytest.TempPathFactory) -> BundleRef:
    return write_bundle(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def both_jobs(tmp_path_factory: pytest.TempPathFactory) -> BundleRef:
    return write_bundle(tmp_path_factory.mktemp("dist"), jobs=("fraud", "recommendations"))


@pytest.fixture(scope="module")
def both(stack_config: Configured, both_jobs: BundleRef) -> Program:
    """A stack with both systems."""
    config = stack_config(recommendations={"enabled": True})
    return run(lambda: program(config, both_jobs))


@pytest.fixture(scope="module")
def fraud_alone(stack_config: Configured, both_jobs: BundleRef) -> Program:
    """A stack that says nothing of recommendations."""
    return run(lambda: program(stack_config(), both_jobs))


@pytest.fixture(scope="module")
def dev(fraud_bundle: BundleRef) -> Program:
    config = stack_config_of(STACK_FILES[0])
    return run(lambda: program(config, fraud_bundle))


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_stack_of_the_project_is_valid(path: Path, both_jobs: BundleRef) -> None:
    made = run(lambda: program(stack_config_of(path), both_jobs))
    assert faults(made) == []


def test_a_stack_with_everything_switched_on_is_valid(
    stack_config: Configured, tmp_path: Path
) -> None:
    config = stack_config(
        recommendations={"enabled": True},
        alarms={"email": "on-call@example.com"},
        pipeline={"repository": "acme/payments", "owner_id": 65, "repository_id": 74},
        store={"engine": "redis"},
        streams={"mode": "ON_DEMAND"},
    )
    made = run(lambda: program(config, write_bundle(tmp_path, jobs=("fraud", "recommendations"))))
    assert faults(made) == []
    assert made.only("sns:Subscription").inputs["endpoint"] == "on-call@example.com"
    assert set(read_outputs(made.exports).pipeline_roles) == {"preview", "drift", "deploy"}


def test_the_outputs_are_exactly_those_that_a_release_reads(
    dev: Program, fraud_bundle: BundleRef
) -> None:
    assert set(dev.exports) == set(StackOutputs.__struct_fields__)
    outputs = read_outputs(dev.exports)
    fraud = outputs.applications["fraud"]
    assert fraud.name == "revstream-fraud-dev"
    assert fraud.arn == arn("kinesisanalytics", "application/revstream-fraud-dev")
    assert fraud.bundle_key == fraud_bundle.key
    assert fraud.log_group == "/revstream/dev/fraud"
    assert fraud.input_consumers == {"payments-dev": "fraud-dev", "labels-dev": "fraud-dev"}
    assert outputs.streams["late-payments"] == "late-payments-dev"
    assert outputs.store_endpoint.endswith(":6379")
    assert outputs.dashboard == f"revstream-dev-{REGION}"
    assert outputs.pipeline_roles == {}


def test_who_serves_features_is_told_its_way_into_the_store_as_the_user_that_reads(
    dev: Program,
) -> None:
    reader = read_outputs(dev.exports).store_reader
    assert reader is not None
    made = dev.only("iam:ManagedPolicy", "store-reader").inputs
    (allowed,) = made["policyDocument"]["Statement"]
    assert reader.policy_arn.endswith(made["managedPolicyName"])
    assert allowed["Action"] == ["elasticache:Connect"]
    assert [each.rsplit(":", 1)[-1] for each in allowed["Resource"]] == [reader.cache, reader.user]
    assert reader.security_group_id == dev.only("ec2:SecurityGroup", "store-reader").id
    assert len(reader.subnet_ids) == 2


def test_a_protected_stack_keeps_the_snapshots_of_its_application(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    made = run(lambda: program(stack_config(protect=True), fraud_bundle))
    assert made.only("kinesisanalyticsv2:Application").protected is True


def test_recommendations_are_off_unless_a_stack_asks_for_them(dev: Program) -> None:
    assert [each.name for each in dev.of("kinesisanalyticsv2:Application")] == ["fraud"]
    assert not [each for each in dev.resources if each.name.startswith("recommendations")]


def test_recommendations_are_complete_once_they_are_on(both: Program) -> None:
    made = both
    assert faults(made) == []
    kinds = {each.type.rsplit(":", 1)[-1] for each in made.custom if "recommend" in each.name}
    assert {
        "Alarm",
        "Application",
        "LogGroup",
        "LogStream",
        "MetricFilter",
        "Role",
        "StartedApplication",
        "StreamConsumer",
    } <= kinds
    outputs = read_outputs(made.exports)
    recommendations = outputs.applications["recommendations"]
    assert recommendations.input_consumers == {
        "recommendation-events-dev": "recommendations-dev",
        "items-dev": "recommendations-dev",
    }
    settings = RECOMMENDATIONS.load(
        {name: keys for name, keys in recommendations.properties.items() if name != RUN_OPTIONS}
    )
    assert settings.store_user == "lists-writer-dev"
    assert sorted(settings.output_streams.values()) == sorted(
        outputs.streams[name] for name in RECOMMENDATIONS.outputs.values()
    )
    assert outputs.applications["fraud"].properties["store"]["user"] == "features-writer-dev"


def test_each_job_may_write_its_own_keys_of_the_store_and_its_own_streams(both: Program) -> None:
    rights = {
        each.inputs["userId"]: each.inputs["accessString"].split(" -@all")[0]
        for each in both.of("elasticache:User")
    }
    assert rights == {
        "features-writer-dev": "on ~features:*",
        "lists-writer-dev": (
            "on ~recommendations:* ~candidates:* ~features:item:* ~features:shopper:*"
            " ~features:shopper_category:*"
        ),
        "features-reader-dev": "on ~features:* ~recommendations:*",
    }
    for job, user in ((FRAUD, "features-writer-dev"), (RECOMMENDATIONS, "lists-writer-dev")):
        allowed = list(statements(both.only("iam:Role", job.name)))
        (store,) = [each for each in allowed if "elasticache:Connect" in each.actions]
        assert store.resources[1].endswith(f":user:{user}")
        (put,) = [each for each in allowed if "kinesis:PutRecords" in each.actions]
        named = [f"stream/{name}-dev" for name in job.outputs.values()]
        assert put.resources == tuple(arn("kinesis", name) for name in named)


def test_a_definition_file_of_the_bundle_says_which_features_the_job_may_write(
    stack_config: Configured, tmp_path: Path
) -> None:
    bundle = write_bundle(tmp_path, jobs=("fraud", "recommendations"))
    own = "version: 1\nextends: shipped\nentities: {brand: category}\n"
    with ZipFile(bundle.path, "a") as archive:
        archive.writestr("dep/features/recommendations/own.yaml", own)
        archive.writestr("dep/features/recommendations/bad.yaml", "version: 2\n")

    def keys(name: str) -> tuple[str, ...]:
        application = {"enabled": True, "properties": {"features.definitions": name}}
        return list_job_keys(stack_config(recommendations=application), bundle)

    assert keys("own.yaml") == (*keys("default"), "features:brand:*")
    for name in ("bad.yaml", "gone.yaml"):
        with pytest.raises(
            ConfigError, match=r"recommendations\.properties: features\.definitions"
        ):
            keys(name)


def test_a_stack_may_have_the_recommendations_alone(
    stack_config: Configured, both_jobs: BundleRef
) -> None:
    config = stack_config(fraud={"enabled": False}, recommendations={"enabled": True})
    made = run(lambda: program(config, both_jobs))
    assert faults(made) == []
    assert list(made.exports["applications"]) == ["recommendations"]
    shown = made.only("cloudwatch:Dashboard").inputs["dashboardBody"]
    assert "revstream-recommendations-dev" in shown
    assert "revstream-fraud-dev" not in shown


def test_a_stack_without_recommendations_has_none_of_their_streams_and_users(
    fraud_alone: Program,
) -> None:
    off = fraud_alone
    assert set(RECOMMENDATION_STREAMS).isdisjoint(off.exports["streams"])
    assert sorted(off.exports["streams"].values()) == sorted(
        each.inputs["name"] for each in off.of("kinesis:Stream")
    )
    assert {each.name for each in off.of("elasticache:User")} == {
        "features-writer",
        "features-reader",
    }


def test_recommendations_are_added_to_a_stack_without_another_name_for_anything(
    both: Program, fraud_alone: Program
) -> None:
    """What has another name is another resource: it would be made anew, and the old one deleted."""
    off = fraud_alone
    before, after = ({(each.type, each.name) for each in made.resources} for made in (off, both))
    assert before <= after
    kept = list(off.of("kinesis:Stream"))
    assert len(kept) == 6
    for each in kept:
        assert both.only("kinesis:Stream", each.name).inputs == each.inputs


def test_a_stack_without_the_fraud_job_has_no_fraud_application(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    config = stack_config(fraud={"enabled": False})
    made = run(lambda: program(config, fraud_bundle))
    assert made.of("kinesisanalyticsv2:Application") == ()
    assert made.exports["applications"] == {}


def test_all_faults_of_a_stack_are_found_before_anything_is_made(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    config = stack_config(
        recommendations={"enabled": True, "properties": {"time.lateness_ms": "5"}},
        fraud={"properties": {"time.lateness_ms": "5"}},
    )
    with pytest.raises(ConfigError) as refused:
        check_stack(config, fraud_bundle)
    missing, *unknown = refused.value.faults
    assert missing.startswith("recommendations.enabled: true: the bundle revstream-")
    assert [fault.partition(";")[0] for fault in unknown] == [
        "fraud.properties: time.lateness_ms: unknown property",
        "recommendations.properties: time.lateness_ms: unknown property",
    ]
    # Outside of Pulumi, so that a call to it would fail in another way.
    with pytest.raises(ConfigError):
        program(config, fraud_bundle)


def test_shards_follow_the_load_where_a_stack_says_how_far(
    stack_config: Configured, fraud_bundle: BundleRef, dev: Program
) -> None:
    config = stack_config(streams={"shards": 2, "max_shards": 8})
    scaled = run(lambda: program(config, fraud_bundle))
    assert scaled.only("lambda:Function").inputs["functionName"] == "shard-scaler-dev"
    alarm = scaled.only("cloudwatch:Alarm", "shard-scaler-shard-scaler-errors").inputs
    assert alarm["dimensions"] == [{"name": "FunctionName", "value": "shard-scaler-dev"}]
    assert dev.of("lambda:Function") == ()


def test_the_bundle_stays_in_the_bucket_when_another_takes_its_place(
    dev: Program, fraud_bundle: BundleRef
) -> None:
    uploaded = dev.only("aws:s3/bucketObjectv2:BucketObjectv2")
    assert uploaded.inputs["key"] == fraud_bundle.key
    assert uploaded.retained


def test_a_job_that_polls_has_no_consumers_and_may_read_the_streams_themselves(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    config = stack_config(fraud={"publisher": "POLLING"})
    made = run(lambda: program(config, fraud_bundle))
    assert faults(made) == []
    assert made.of("kinesis:StreamConsumer") == ()
    fraud = read_outputs(made.exports).applications["fraud"]
    assert fraud.properties["source"]["publisher"] == "POLLING"
    assert "consumer_arn" not in {*fraud.properties["source"], *fraud.properties["labels"]}
    (read,) = [
        each
        for each in statements(made.only("iam:Role", "fraud"))
        if "kinesis:GetRecords" in each.actions
    ]
    assert read.resources == tuple(
        arn("kinesis", f"stream/{name}-dev") for name in ("payments", "labels")
    )


def test_a_job_that_polls_is_watched_by_the_age_of_what_it_gets(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    made = run(lambda: program(stack_config(fraud={"publisher": "POLLING"}), fraud_bundle))
    lag = made.only("cloudwatch:Alarm", "fraud-payments-lag").inputs
    assert lag["metricName"] == "GetRecords.IteratorAgeMilliseconds"
    assert lag["dimensions"] == [{"name": "StreamName", "value": "payments-dev"}]
    fraud = read_outputs(made.exports).applications["fraud"]
    assert fraud.input_consumers == {"payments-dev": "", "labels-dev": ""}
