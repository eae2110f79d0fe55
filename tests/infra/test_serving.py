"""Who answers requests is reached by TLS from inside alone, may do little, and is watched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from infra.bundle.manifest import BundleRef
from infra.components.serving_entrance import TLS_POLICY
from infra.components.web_firewall import MANAGED
from infra.delivered_jobs import FRAUD
from infra.stack_config import StackConfig
from infra.stack_outputs import read_outputs
from infra.stack_program import program
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import REGION, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, Resource, run
from tests.infra.policy_statements import Statement, statements
from tests.infra.serving_stack import CERTIFICATE, IMAGE, KEYS_SECRET, SIGNING_SECRET, serving

ROOT: Final = Path(__file__).parents[2]
Configured = Callable[..., StackConfig]
Inputs = dict[str, Any]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> BundleRef:
    return write_bundle(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def off(stack_config: Configured, bundle: BundleRef) -> Program:
    return run(lambda: program(stack_config(), bundle))


@pytest.fixture(scope="module")
def made(stack_config: Configured, bundle: BundleRef) -> Program:
    values = serving(signing_secret_arn=SIGNING_SECRET)
    config = stack_config(serving=values, protect=True)
    return run(lambda: program(config, bundle))


@pytest.fixture(scope="module")
def container(made: Program) -> Inputs:
    (only,) = made.only("ecs:TaskDefinition").inputs["containerDefinitions"]
    return dict(only)


def allowed(made: Program, role: str) -> dict[str, Statement]:
    """What a role may do, by Sid."""
    found = [each for each in statements(made.only("iam:Role", role)) if each.resources]
    return {each.content["Sid"]: each for each in found}


def changed(off: Program, on: Program) -> set[str]:
    """Resources of the first that have other inputs in the second."""
    by_name: dict[tuple[str, str], Resource] = {(one.type, one.name): one for one in on.custom}
    return {str(one) for one in off.custom if by_name[one.type, one.name].inputs != one.inputs}


def test_nothing_of_it_is_there_unless_a_stack_asks_for_it(off: Program) -> None:
    kinds = ("ecs", "elasticloadbalancingv2", "wafv2", "applicationautoscaling")
    assert [str(one) for one in off.custom if one.type.split(":")[1] in kinds] == []
    assert [str(one) for one in off.resources if "serv" in one.name] == []
    assert off.exports["serving"] is None


def test_it_is_valid_and_keeps_every_guarantee(made: Program) -> None:
    assert faults(made) == []
    outputs = read_outputs(made.exports).serving
    assert outputs is not None
    assert outputs.host.endswith(f"{REGION}.elb.amazonaws.com")
    assert outputs.service == made.only("ecs:Service").inputs["serviceName"]
    assert outputs.log_group == "/revstream/dev/serving"


def test_switching_it_on_leaves_all_but_what_it_needs_as_it_was(
    off: Program, stack_config: Configured, bundle: BundleRef
) -> None:
    on = run(lambda: program(stack_config(serving=serving()), bundle))
    assert changed(off, on) == {
        "aws-native:ec2:VpcEndpoint logs",
        "aws-native:ec2:VpcEndpoint s3",
        "aws-native:elasticache:User features-writer",
        "aws-native:elasticache:UserGroup features",
        "aws-native:kinesisanalyticsv2:Application fraud",
        "pulumi-python:dynamic:StartedApplication fraud",
    }


def test_it_is_reached_from_inside_alone_and_by_tls(made: Program) -> None:
    balancer = made.only("elasticloadbalancingv2:LoadBalancer")
    listener = made.only("elasticloadbalancingv2:Listener").inputs
    assert balancer.inputs["scheme"] == "internal"
    assert balancer.protected
    assert (listener["protocol"], listener["port"]) == ("HTTPS", 443)
    assert listener["sslPolicy"] == TLS_POLICY
    assert listener["certificates"] == [{"certificateArn": CERTIFICATE}]


def test_only_clients_reach_the_load_balancer_and_only_it_reaches_the_tasks(made: Program) -> None:
    groups = {one.id: one.name for one in made.of("ec2:SecurityGroup")}
    ways = {
        (
            groups.get(rule.get("sourceSecurityGroupId", ""), rule.get("cidrIp")),
            groups[rule["groupId"]],
            rule["fromPort"],
        )
        for rule in (one.inputs for one in made.of("ec2:SecurityGroupIngress"))
    }
    assert {way for way in ways if {"serving", "load-balancer"} & set(map(str, way))} == {
        ("10.0.0.0/8", "load-balancer", 443),
        ("load-balancer", "serving", 8_000),
        ("serving", "endpoints", 443),
        ("serving", "store", 6_379),
    }
    out = made.only("ec2:SecurityGroup", "load-balancer").inputs["securityGroupEgress"]
    assert [(groups[rule["destinationSecurityGroupId"]], rule["toPort"]) for rule in out] == [
        ("serving", 8_000)
    ]


def test_the_firewall_refuses_an_address_that_asks_too_often_and_keeps_no_requests(
    made: Program,
) -> None:
    acl = made.only("wafv2:WebAcl").inputs
    rate, *managed = acl["rules"]
    assert rate["statement"]["rateBasedStatement"]["limit"] == 600_000
    assert rate["action"]["block"]["customResponse"] == {"responseCode": 429}
    assert [rule["name"] for rule in managed] == list(MANAGED)
    visible = [part["visibilityConfig"] for part in (acl, *acl["rules"])]
    assert [part["sampledRequestsEnabled"] for part in visible] == [False] * 4
    joined = made.only("wafv2:WebAclAssociation").inputs["resourceArn"]
    assert joined == made.only("elasticloadbalancingv2:LoadBalancer").id


def test_the_container_writes_nothing_is_no_root_and_has_no_rights_of_the_kernel(
    made: Program, container: Inputs
) -> None:
    assert container["image"] == IMAGE
    assert container["readonlyRootFilesystem"] is True
    assert not container["user"].startswith(("0", "root"))
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    network = made.only("ecs:Service").inputs["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED"
    assert made.only("ecs:Service").inputs["enableExecuteCommand"] is False


def test_what_is_secret_comes_from_the_two_secrets_and_no_argument_is_one(
    container: Inputs,
) -> None:
    assert container["secrets"] == [
        {"name": "REVSTREAM_KEYS", "valueFrom": KEYS_SECRET},
        {"name": "REVSTREAM_SIGNING_SECRET", "valueFrom": SIGNING_SECRET},
    ]
    assert "environment" not in container
    assert not [each for each in container["command"] if KEYS_SECRET in each]


def test_it_decides_by_the_settings_of_the_fraud_job_as_its_own_user(
    stack_config: Configured, bundle: BundleRef
) -> None:
    own = {"properties": {"decision.rules": "default", "time.allowed_lateness_ms": "3600000"}}
    config = stack_config(serving=serving(), fraud=own)
    made = run(lambda: program(config, bundle))
    (container,) = made.only("ecs:TaskDefinition").inputs["containerDefinitions"]
    command = container["command"]
    told = dict(command[at + 1].split("=", 1) for at, word in enumerate(command) if word == "--set")
    groups: dict[str, dict[str, str]] = {}
    for name, value in told.items():
        group, _, key = name.partition(".")
        groups.setdefault(group, {})[key] = value
    settings = FRAUD.load(groups)
    job = FRAUD.load(
        {
            name: keys
            for name, keys in made.exports["applications"]["fraud"]["properties"].items()
            if not name.startswith("kinesis.analytics")
        }
    )
    assert settings.store_user == "features-server-dev"
    assert job.store_user == "features-writer-dev"
    assert settings.store_state_items == job.store_state_items == 2_000
    for field in ("store_url", "store_cache", "source_uri", "sink_decisions_stream", "labels_uri"):
        assert getattr(settings, field) == getattr(job, field)
    assert settings.time_allowed_lateness_ms == job.time_allowed_lateness_ms == 3_600_000


def test_the_program_may_follow_hand_on_and_log_in_and_nothing_else(made: Program) -> None:
    rights = allowed(made, "serving")
    assert {sid: one.actions for sid, one in rights.items()} == {
        "FollowResultsAndLabels": (
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ),
        "HandPaymentsOn": ("kinesis:PutRecords",),
        "UseKeyThroughKinesis": ("kms:Decrypt", "kms:GenerateDataKey"),
        "UseStore": ("elasticache:Connect",),
    }
    followed = rights["FollowResultsAndLabels"].resources
    streams = ("decisions", "labels", "dead-letters")
    assert followed == tuple(arn("kinesis", f"stream/{one}-dev") for one in streams)
    assert rights["HandPaymentsOn"].resources == (arn("kinesis", "stream/payments-dev"),)
    assert rights["UseStore"].resources == (
        arn("elasticache", "serverlesscache:features-dev"),
        arn("elasticache", "user:features-server-dev"),
    )
    assert rights["UseKeyThroughKinesis"].condition_keys == {"kms:ViaService"}


def test_what_starts_it_reads_the_one_image_and_the_two_secrets_and_writes_its_log(
    made: Program,
) -> None:
    rights = allowed(made, "serving-start")
    assert rights["ReadImage"].resources == (arn("ecr", "repository/revstream/serving"),)
    assert rights["ReadSecrets"].resources == (KEYS_SECRET, SIGNING_SECRET)
    assert rights["WriteLog"].resources == (
        arn("logs", "log-group:/revstream/dev/serving:log-stream:*"),
    )
    assert [sid for sid, one in rights.items() if "*" in one.resources] == ["TokenOfRegistry"]


def test_both_roles_are_for_tasks_of_this_account_alone(made: Program) -> None:
    for role in ("serving", "serving-start"):
        document = made.only("iam:Role", role).inputs["assumeRolePolicyDocument"]
        (trust,) = document["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
        assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": arn("ecs", "*")}


def test_a_boundary_holds_its_roles_too(stack_config: Configured, bundle: BundleRef) -> None:
    boundary = arn("iam", "policy/boundary", region="")
    config = stack_config(serving=serving(), existing={"permissions_boundary_arn": boundary})
    made = run(lambda: program(config, bundle))
    roles = [made.only("iam:Role", name).inputs for name in ("serving", "serving-start")]
    assert [role["permissionsBoundary"] for role in roles] == [boundary] * 2


def test_images_and_secrets_are_reached_without_the_internet(made: Program) -> None:
    services = {one.name for one in made.of("ec2:VpcEndpoint")}
    assert services >= {"ecr.api", "ecr.dkr", "secretsmanager", "logs", "s3", "kinesis-streams"}
    layers = [
        one
        for one in statements(made.only("ec2:VpcEndpoint", "s3"))
        if one.content["Sid"] == "ImageLayers"
    ]
    bucket = f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*"
    assert [one.resources for one in layers] == [(bucket,)]


def test_endpoints_that_are_there_already_are_not_made(
    stack_config: Configured, bundle: BundleRef
) -> None:
    found = {
        "vpc_id": "vpc-0123456789abcdef0",
        "subnet_ids": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "endpoints": ["ecr.api", "ecr.dkr", "kinesis-streams", "logs", "s3", "secretsmanager"],
        "endpoint_security_group_ids": ["sg-0123456789abcdef9"],
    }
    made = run(lambda: program(stack_config(serving=serving(), existing=found), bundle))
    assert faults(made) == []
    assert [one.name for one in made.of("ec2:VpcEndpoint")] == ["monitoring"]
    out = made.only("ec2:SecurityGroup", "serving").inputs["securityGroupEgress"]
    assert "sg-0123456789abcdef9" in [rule.get("destinationSecurityGroupId") for rule in out]


def test_slow_answers_add_tasks_and_processors_say_how_many_stay(made: Program) -> None:
    target = made.only("applicationautoscaling:ScalableTarget").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 8)
    assert target["resourceId"] == "service/revstream-serving-dev/revstream-serving-dev"
    assert made.only("ecs:Service").ignored == ("desiredCount",)
    slow = made.only("applicationautoscaling:ScalingPolicy", "serving-latency")
    step = slow.inputs["stepScalingPolicyConfiguration"]["stepAdjustments"]
    assert step == [{"metricIntervalLowerBound": 0, "scalingAdjustment": 50}]
    alarm = [
        one.inputs
        for one in made.of("cloudwatch:Alarm")
        if one.inputs["alarmName"] == "revstream-serving-slow-answers-dev"
    ]
    assert [(one["extendedStatistic"], one["threshold"]) for one in alarm] == [("p99", 0.1)]
    tracked = made.only("applicationautoscaling:ScalingPolicy", "serving-processor").inputs
    target_value = tracked["targetTrackingScalingPolicyConfiguration"]["targetValue"]
    assert target_value == 60


def test_without_a_log_of_requests_nothing_is_counted_there(
    stack_config: Configured, bundle: BundleRef, made: Program
) -> None:
    config = stack_config(serving=serving(log_requests=False))
    silent = run(lambda: program(config, bundle))
    assert faults(silent) == []
    names = [one.name for one in made.custom if one.name not in {s.name for s in silent.custom}]
    assert sorted(names) == ["serving-requests", "serving-throttled", "serving-throttledrequests"]
    (container,) = silent.only("ecs:TaskDefinition").inputs["containerDefinitions"]
    assert "--log-requests" not in container["command"]


def test_the_task_is_what_the_image_is_made_for(container: Inputs) -> None:
    image = (ROOT / "containers" / "serving" / "Containerfile").read_text()
    (mapped,) = container["portMappings"]
    assert f"EXPOSE {mapped['containerPort']}\n" in image
    assert f"USER {container['user']}\n" in image
    assert container["healthCheck"]["command"][-1] in image
