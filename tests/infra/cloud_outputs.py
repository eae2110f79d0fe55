"""What AWS adds to a resource once it is made: ids and ARNs of the right form.

Types that a table names get exact forms; any other of the native provider gets what its
CloudFormation schema lists as read-only.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from tests.infra.cloud_schemas import UnknownTypeError, read_only_properties

REGION: Final = "eu-central-1"
ACCOUNT_ID: Final = "111122223333"

_Identity = Callable[[str, dict[str, Any]], tuple[str, dict[str, Any]]]


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT_ID) -> str:
    """ARN of `resource` in the account of the tests."""
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def identity(kind: str, name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Id and added outputs of a resource of type `kind`, named `name` in the program.

    The same name always gets the same id.
    """
    if kind in _KNOWN:
        return _KNOWN[kind](name, inputs)
    try:
        properties = read_only_properties(kind)
    except UnknownTypeError:
        return f"{name}-id", {}
    service = kind.split(":")[1]
    added = {
        each: arn(service, name) if each.lower().endswith("arn") else f"{name}-{each}"
        for each in properties
    }
    return f"{name}-id", added


def _number(name: str, digits: int) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:digits]


def _ec2(prefix: str, output: str) -> _Identity:
    def made(name: str, _inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        resource_id = f"{prefix}-{_number(name, 17)}"
        return resource_id, {output: resource_id}

    return made


def _named(service: str, key: str, form: str, region: str = REGION) -> _Identity:
    """Of a resource whose ARN holds the name that its input `key` gives it."""

    def made(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        given = inputs.get(key, f"{name}-{_number(name, 7)}")
        return given, {key: given, "arn": arn(service, form.format(given), region=region)}

    return made


def _key(name: str, _inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    digits = _number(name, 32)
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    key_id = "-".join(parts)
    return key_id, {"keyId": key_id, "arn": arn("kms", f"key/{key_id}")}


def _consumer(_name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    consumer = f"{inputs['streamArn']}/consumer/{inputs['consumerName']}:1700000000"
    return consumer, {"consumerArn": consumer, "consumerStatus": "ACTIVE"}


def _cache(_name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name = inputs["serverlessCacheName"]
    host = f"{name}-{_number(name, 6)}.serverless.euc1.cache.amazonaws.com"
    return name, {
        "arn": arn("elasticache", f"serverlesscache:{name}"),
        "endpoint": {"address": host, "port": "6379"},
        "readerEndpoint": {"address": host, "port": "6380"},
    }


def _bucket(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    bucket = inputs.get("bucket") or inputs.get("bucketName") or f"{name}-{_number(name, 7)}"
    return bucket, {"bucket": bucket, "arn": f"arn:aws:s3:::{bucket}"}


def _role(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    role = inputs.get("roleName", f"{name}-{_number(name, 7)}")
    return role, {"roleName": role, "arn": arn("iam", f"role/{role}", region="")}


def _policy(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    policy = arn("iam", f"policy/{inputs.get('managedPolicyName', name)}", region="")
    return policy, {"policyArn": policy}


def _balancing(kind: str, output: str) -> _Identity:
    """Of a load balancer, or of the group of hosts behind one."""

    def made(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        full = f"{kind}/{inputs['name']}/{_number(name, 16)}"
        prefix = "loadbalancer/" if kind == "app" else ""
        made_arn = arn("elasticloadbalancing", f"{prefix}{full}")
        added = {f"{output}Arn": made_arn, f"{output}FullName": full}
        if kind == "app":
            added["dnsName"] = f"internal-{inputs['name']}-1.{REGION}.elb.amazonaws.com"
        return made_arn, added

    return made


def _task_definition(_name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    made = arn("ecs", f"task-definition/{inputs['family']}:1")
    return made, {"taskDefinitionArn": made}


def _identity_provider(_name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    host = inputs["url"].removeprefix("https://")
    provider = arn("iam", f"oidc-provider/{host}", region="")
    return provider, {"arn": provider}


def _topic(name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    topic = arn("sns", inputs.get("topicName", name))
    return topic, {"topicArn": topic}


_KNOWN: Final[dict[str, _Identity]] = {
    "aws-native:kinesis:Stream": _named("kinesis", "name", "stream/{}"),
    "aws-native:kinesis:StreamConsumer": _consumer,
    "aws-native:kms:Key": _key,
    "aws-native:ec2:Vpc": _ec2("vpc", "vpcId"),
    "aws-native:ec2:Subnet": _ec2("subnet", "subnetId"),
    "aws-native:ec2:RouteTable": _ec2("rtb", "routeTableId"),
    "aws-native:ec2:VpcEndpoint": _ec2("vpce", "awsId"),
    "aws-native:ec2:SecurityGroup": _ec2("sg", "groupId"),
    "aws-native:ecs:Cluster": _named("ecs", "clusterName", "cluster/{}"),
    "aws-native:ecs:TaskDefinition": _task_definition,
    "aws-native:elasticache:ServerlessCache": _cache,
    "aws-native:elasticache:User": _named("elasticache", "userId", "user:{}"),
    "aws-native:elasticache:UserGroup": _named("elasticache", "userGroupId", "usergroup:{}"),
    "aws-native:lambda:Function": _named("lambda", "functionName", "function:{}"),
    "aws-native:elasticloadbalancingv2:LoadBalancer": _balancing("app", "loadBalancer"),
    "aws-native:elasticloadbalancingv2:TargetGroup": _balancing("targetgroup", "targetGroup"),
    "aws-native:wafv2:WebAcl": _named("wafv2", "name", "regional/webacl/{}/1"),
    "aws-native:events:Rule": _named("events", "name", "rule/{}"),
    "aws-native:logs:LogGroup": _named("logs", "logGroupName", "log-group:{}:*"),
    "aws-native:iam:ManagedPolicy": _policy,
    "aws-native:iam:OidcProvider": _identity_provider,
    "aws-native:iam:Role": _role,
    "aws-native:sns:Topic": _topic,
    "aws-native:cloudwatch:Alarm": _named("cloudwatch", "alarmName", "alarm:{}"),
    "aws:s3/bucket:Bucket": _bucket,
}
