"""Nothing can be reached from outside the network and the account."""

from collections.abc import Iterator
from typing import Final

from tests.infra.guarantees.buckets import buckets, of_bucket
from tests.infra.mocks import Program, Resource
from tests.infra.policy_statements import Statement, statements

# Principals of everybody, by resource type, with the condition key that narrows them.
_NARROWED_BY: Final = {"aws-native:ec2:VpcEndpoint": "aws:PrincipalAccount"}
# Statements that let everybody, by resource type and Sid, with the reason.
_OPEN: Final = {
    ("aws-native:ec2:VpcEndpoint", "ImageLayers"): (
        "ECR signs the requests for layers, which lie in a bucket of AWS's own: whose they are"
        " cannot be asked, and without the signature nobody gets one"
    ),
}
_GATEWAYS: Final = ("ec2:InternetGateway", "ec2:NatGateway", "ec2:EgressOnlyInternetGateway")
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
_BLOCKS: Final = (
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
)


def private(program: Program) -> Iterator[str]:
    """Nothing can be reached from outside: no gateway, no public address, bucket or principal."""
    yield from _ways_out(program)
    yield from _public_buckets(program)
    for resource in program.custom:
        for range_ in _ingress_ranges(resource):
            if range_ in _EVERYWHERE:
                yield f"{resource}: ingress from {range_}"
        for statement in statements(resource):
            if statement.allows and "*" in statement.principals and not _is_narrowed(statement):
                yield f"{statement}: everybody is allowed {', '.join(statement.actions)}"


def _ways_out(program: Program) -> Iterator[str]:
    for kind in _GATEWAYS:
        yield from (
            f"{gateway}: no way to the internet is expected" for gateway in program.of(kind)
        )
    for subnet in program.of("ec2:Subnet"):
        if subnet.inputs.get("mapPublicIpOnLaunch"):
            yield f"{subnet}: mapPublicIpOnLaunch is on"
    for balancer in program.of("elasticloadbalancingv2:LoadBalancer"):
        if balancer.inputs.get("scheme") != "internal":
            yield f"{balancer}: scheme is {balancer.inputs.get('scheme')}, internal is expected"
    for service in program.of("ecs:Service"):
        if "'assignPublicIp': 'DISABLED'" not in str(service.inputs.get("networkConfiguration")):
            yield f"{service}: assignPublicIp DISABLED is expected"
    for permission in program.of("lambda:Permission"):
        if permission.inputs.get("principal") == "*":
            yield f"{permission}: everybody may call the function"


def _public_buckets(program: Program) -> Iterator[str]:
    for bucket, name in buckets(program):
        settings = [each.inputs for each in of_bucket(program, "BucketPublicAccessBlock", name)]
        settings.append(bucket.inputs.get("publicAccessBlockConfiguration", {}))
        missing = [key for key in _BLOCKS if not any(each.get(key) is True for each in settings)]
        if missing:
            yield f"{bucket}: {', '.join(missing)}: true is expected"


def _is_narrowed(statement: Statement) -> bool:
    if (statement.resource.type, statement.content.get("Sid")) in _OPEN:
        return True
    return _NARROWED_BY.get(statement.resource.type) in statement.condition_keys


def _ingress_ranges(resource: Resource) -> Iterator[str]:
    rules = list(resource.inputs.get("securityGroupIngress", []))
    if resource.type.endswith(":SecurityGroupIngress"):
        rules.append(resource.inputs)
    for rule in rules:
        yield from (rule[key] for key in ("cidrIp", "cidrIpv6") if key in rule)
