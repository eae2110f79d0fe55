"""The network lets the applications reach AWS and the store, and nobody else anything."""

from collections.abc import Callable
from ipaddress import IPv4Network

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.aws_account import AwsAccount
from infra.components.network import Network, NetworkArgs, subnet_blocks
from infra.existing_resources import ExistingConfig
from infra.stack_config import NetworkConfig
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import statements

_DEFAULT = NetworkConfig()
_NOTHING = ExistingConfig()
_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}


def _network(
    config: NetworkConfig = _DEFAULT, existing: ExistingConfig = _NOTHING
) -> Callable[[], None]:
    def program() -> None:
        network = Network(
            "network",
            NetworkArgs(
                name="revstream-dev",
                account=AwsAccount.of_credentials(REGION),
                config=config,
                existing=existing,
                streams=("payments-dev", "decisions-dev"),
                log_groups="/revstream/dev/",
                code_bucket_arn="arn:aws:s3:::code",
                tags=_TAGS,
            ),
        )
        pulumi.export("subnets", network.subnet_ids)
        pulumi.export("application", network.application_security_group_id)
        pulumi.export("store", network.store_security_group_id)
        pulumi.export("reader", network.store_reader_security_group_id)

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_network(NetworkConfig(cidr="10.40.0.0/16", zones=3)))


def test_the_network_is_valid_and_has_a_private_subnet_a_zone(made: Program) -> None:
    assert faults(made) == []
    subnets = [subnet.inputs for subnet in made.of("ec2:Subnet")]
    assert [subnet["cidrBlock"] for subnet in subnets] == [
        "10.40.0.0/18",
        "10.40.64.0/18",
        "10.40.128.0/18",
    ]
    assert len({subnet["availabilityZone"] for subnet in subnets}) == 3
    assert not any(subnet["mapPublicIpOnLaunch"] for subnet in subnets)
    assert len(made.exports["subnets"]) == 3


def test_endpoints_have_an_address_in_as_many_zones_as_asked_for() -> None:
    made = run(_network(NetworkConfig(zones=3, endpoint_zones=1)))
    assert faults(made) == []
    for service in ("kinesis-streams", "logs", "monitoring"):
        endpoint = made.only("ec2:VpcEndpoint", service).inputs
        assert endpoint["subnetIds"] == made.exports["subnets"][:1]
    assert len(made.of("ec2:Subnet")) == 3


def test_there_is_no_route_but_to_s3(made: Program) -> None:
    assert made.of("ec2:Route") == ()
    s3 = made.only("ec2:VpcEndpoint", "s3").inputs
    assert s3["routeTableIds"] == [made.only("ec2:RouteTable").id]
    tables = {each.inputs["routeTableId"] for each in made.of("ec2:SubnetRouteTableAssociation")}
    assert tables == {made.only("ec2:RouteTable").id}


def test_the_applications_reach_endpoints_s3_and_store_only(made: Program) -> None:
    endpoints = made.only("ec2:SecurityGroup", "endpoints").id
    outward = made.only("ec2:SecurityGroup", "application").inputs["securityGroupEgress"]
    reached = [
        (rule["fromPort"], rule.get("destinationSecurityGroupId", "a prefix list"))
        for rule in outward
    ]
    assert reached == [(443, endpoints), (443, "a prefix list"), (6379, made.exports["store"])]


def test_the_applications_reach_endpoints_and_store_and_readers_the_store_alone(
    made: Program,
) -> None:
    inward = {
        (rule.inputs["sourceSecurityGroupId"], rule.inputs["groupId"], rule.inputs["fromPort"])
        for rule in made.of("ec2:SecurityGroupIngress")
    }
    application, reader = made.exports["application"], made.exports["reader"]
    assert inward == {
        (application, made.only("ec2:SecurityGroup", "endpoints").id, 443),
        (application, made.exports["store"], 6379),
        (reader, made.exports["store"], 6379),
    }
    groups = made.of("ec2:SecurityGroup")
    assert len(groups) == 4
    assert not any("securityGroupIngress" in group.inputs for group in groups)


def test_who_reads_the_store_gets_out_to_the_store_alone(made: Program) -> None:
    (rule,) = made.only("ec2:SecurityGroup", "store-reader").inputs["securityGroupEgress"]
    assert (rule["fromPort"], rule["toPort"]) == (6379, 6379)
    assert rule["destinationSecurityGroupId"] == made.exports["store"]


def test_endpoints_and_store_open_no_connection_themselves(made: Program) -> None:
    for role in ("endpoints", "store"):
        (rule,) = made.only("ec2:SecurityGroup", role).inputs["securityGroupEgress"]
        assert rule["cidrIp"] == "255.255.255.255/32"


def test_interface_endpoints_answer_under_the_services_own_names(made: Program) -> None:
    for service in ("kinesis-streams", "logs", "monitoring"):
        endpoint = made.only("ec2:VpcEndpoint", service).inputs
        assert endpoint["serviceName"] == f"com.amazonaws.eu-central-1.{service}"
        assert endpoint["privateDnsEnabled"] is True
        assert len(endpoint["subnetIds"]) == 3
    vpc = made.only("ec2:Vpc").inputs
    assert vpc["enableDnsSupport"] is True
    assert vpc["enableDnsHostnames"] is True


def test_every_endpoint_is_for_this_account_alone(made: Program) -> None:
    endpoints = made.of("ec2:VpcEndpoint")
    assert len(endpoints) == 4
    for endpoint in endpoints:
        policy = list(statements(endpoint))
        assert policy, endpoint
        for statement in policy:
            equal = statement.content["Condition"]["StringEquals"]
            assert equal["aws:PrincipalAccount"] == ACCOUNT_ID


def test_the_streams_of_another_environment_cannot_be_reached(made: Program) -> None:
    (statement,) = statements(made.only("ec2:VpcEndpoint", "kinesis-streams"))
    assert statement.resources == (
        arn("kinesis", "stream/payments-dev"),
        arn("kinesis", "stream/decisions-dev"),
        arn("kinesis", "stream/payments-dev/consumer/*"),
        arn("kinesis", "stream/decisions-dev/consumer/*"),
    )


@given(st.integers(16, 24), st.integers(2, 3))
def test_subnets_lie_in_the_network_and_do_not_overlap(prefix: int, zones: int) -> None:
    network = IPv4Network(f"10.0.0.0/{prefix}")
    blocks = [
        IPv4Network(block) for block in subnet_blocks(NetworkConfig(cidr=str(network), zones=zones))
    ]
    assert len(blocks) == zones
    assert all(block.subnet_of(network) for block in blocks)
    assert not any(one.overlaps(other) for one in blocks for other in blocks if one is not other)
