"""Each guarantee finds the fault that it is there for."""

from dataclasses import replace
from typing import Any, Final

import pytest

from tests.infra.cloud_outputs import arn
from tests.infra.guarantees import GUARANTEES, broken
from tests.infra.mocks import Program, Resource

_KEY: Final = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")
_TAGS: Final = [
    {"key": key, "value": "x"} for key in ("project", "environment", "managed-by", "team")
]
_STREAM: Final = {
    "name": "payments-dev",
    "shardCount": 4,
    "retentionPeriodHours": 24,
    "streamModeDetails": {"streamMode": "PROVISIONED"},
    "streamEncryption": {"encryptionType": "KMS", "keyId": _KEY},
    "tags": _TAGS,
}
_ROLE: Final = {
    "tags": _TAGS,
    "policies": [{"policyName": "x", "policyDocument": {"Statement": []}}],
}


def _one(kind: str, **inputs: Any) -> Program:  # noqa: ANN401 - JSON
    return Program((Resource(kind, "planted", inputs, id="planted-1"),), {})


def _stream(**changes: Any) -> Program:  # noqa: ANN401 - JSON
    inputs = {key: value for key, value in (_STREAM | changes).items() if value is not None}
    return _one("aws-native:kinesis:Stream", **inputs)


def _role(**statement: Any) -> Program:  # noqa: ANN401 - JSON
    document = {"Statement": [{"Effect": "Allow", **statement}]}
    policies = [{"policyName": "x", "policyDocument": document}]
    return _one("aws-native:iam:Role", **{**_ROLE, "policies": policies})


def _bucket(*about: Resource) -> Program:
    bucket = Resource(
        "aws:s3/bucket:Bucket",
        "planted",
        {"tags": {"project": "x", "environment": "x", "managed-by": "x"}},
        id="code-1",
    )
    return Program((bucket, *about), {})


_PRIVATE: Final = Resource(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "planted",
    {
        "bucket": "code-1",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
)
_ENCRYPTED: Final = Resource(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "planted",
    {
        "bucket": "code-1",
        "rules": [
            {
                "applyServerSideEncryptionByDefault": {
                    "sseAlgorithm": "aws:kms",
                    "kmsMasterKeyId": _KEY,
                }
            }
        ],
    },
)
_TLS_ONLY: Final = Resource(
    "aws:s3/bucketPolicy:BucketPolicy",
    "planted",
    {
        "bucket": "code-1",
        "policy": '{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",'
        ' "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}',
    },
)
_PUBLIC_POLICY: Final = replace(
    _TLS_ONLY,
    inputs={
        "bucket": "code-1",
        "policy": '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
        ' "Resource": "arn:aws:s3:::code-1/a"}]}',
    },
)

_FAULTLESS: Final = [
    _stream(),
    _stream(streamModeDetails={"streamMode": "ON_DEMAND"}, shardCount=None),
    _bucket(_PRIVATE, _ENCRYPTED, _TLS_ONLY),
    _role(Action="kinesis:PutRecords", Resource=arn("kinesis", "stream/decisions-dev")),
    _role(
        Action="cloudwatch:PutMetricData",
        Resource="*",
        Condition={"StringEquals": {"cloudwatch:namespace": "revstream"}},
    ),
    _one("aws-native:logs:LogGroup", kmsKeyId=_KEY, retentionInDays=30, tags=_TAGS),
    _one("aws-native:kms:Alias", aliasName="alias/x"),
]


@pytest.mark.parametrize("program", _FAULTLESS)
def test_what_is_right_breaks_no_guarantee(program: Program) -> None:
    assert broken(program) == []


_PLANTED: Final[list[tuple[str, Program, str]]] = [
    ("encrypted", _stream(streamEncryption=None), "KMS with a key is expected"),
    (
        "encrypted",
        _stream(streamEncryption={"encryptionType": "KMS", "keyId": "alias/aws/kinesis"}),
        "KMS with a key is expected",
    ),
    (
        "encrypted",
        _one("aws-native:logs:LogGroup", retentionInDays=30, tags=_TAGS),
        "kmsKeyId is None",
    ),
    ("encrypted", _one("aws-native:kms:Key", tags=_TAGS), "enableKeyRotation is expected"),
    ("encrypted", _bucket(_PRIVATE, _TLS_ONLY), "encryption by aws:kms"),
    ("tls-only", _bucket(_PRIVATE, _ENCRYPTED), "aws:SecureTransport is expected"),
    ("private", _bucket(_ENCRYPTED, _TLS_ONLY), "blockPublicAcls, blockPublicPolicy"),
    (
        "private",
        _bucket(
            replace(_PRIVATE, inputs={**_PRIVATE.inputs, "ignorePublicAcls": False}),
            _ENCRYPTED,
            _TLS_ONLY,
        ),
        "ignorePublicAcls: true is expected",
    ),
    (
        "private",
        _bucket(_PRIVATE, _ENCRYPTED, _TLS_ONLY, _PUBLIC_POLICY),
        "everybody is allowed s3:GetObject",
    ),
    ("private", _one("aws-native:ec2:InternetGateway", tags=_TAGS), "no way to the internet"),
    ("private", _one("aws-native:ec2:Subnet", mapPublicIpOnLaunch=True, tags=_TAGS), "is on"),
    (
        "private",
        _one("aws-native:ec2:SecurityGroupIngress", cidrIp="0.0.0.0/0"),
        "ingress from 0.0.0.0/0",
    ),
    (
        "private",
        _one(
            "aws-native:ec2:SecurityGroup", securityGroupIngress=[{"cidrIpv6": "::/0"}], tags=_TAGS
        ),
        "ingress from ::/0",
    ),
    ("private", _one("aws-native:lambda:Permission", principal="*"), "everybody may call"),
    (
        "private",
        _one("aws-native:elasticloadbalancingv2:LoadBalancer", type="application", tags=_TAGS),
        "scheme is None, internal is expected",
    ),
    (
        "private",
        _one(
            "aws-native:ecs:Service",
            networkConfiguration={"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}},
            tags=_TAGS,
        ),
        "assignPublicIp DISABLED is expected",
    ),
    (
        "private",
        _one(
            "aws-native:ec2:VpcEndpoint",
            policyDocument={
                "Statement": [
                    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Sid": "Other"}
                ]
            },
            tags=_TAGS,
        ),
        "everybody is allowed s3:GetObject",
    ),
    ("least-actions", _role(Action="kinesis:*", Resource=arn("kinesis", "stream/x")), "kinesis:*"),
    ("least-actions", _role(Action=["s3:Get*"], Resource=["arn:aws:s3:::b"]), "action s3:Get*"),
    ("least-actions", _role(NotAction="iam:*", Resource="arn:aws:s3:::b"), "action *"),
    ("least-resources", _role(Action="kinesis:PutRecords", Resource="*"), "PutRecords on *"),
    (
        "least-resources",
        _role(Action="s3:GetObject", Resource=["arn:aws:s3:::*"]),
        "s3:GetObject on arn:aws:s3:::*",
    ),
    (
        "least-resources",
        _role(Action="kinesis:PutRecords", Resource="arn:aws:kinesis:*:*:stream/x"),
        "PutRecords on arn",
    ),
    (
        "least-resources",
        _role(Action="cloudwatch:PutMetricData", Resource="*"),
        "without a condition on cloudwatch:namespace",
    ),
    ("kept", _stream(retentionPeriodHours=12), "retentionPeriodHours is 12"),
    ("kept", _stream(retentionPeriodHours=None), "retentionPeriodHours is None"),
    ("kept", _one("aws-native:logs:LogGroup", kmsKeyId=_KEY, tags=_TAGS), "retentionInDays"),
    (
        "stream-modes",
        _stream(streamModeDetails={"streamMode": "ON_DEMAND"}),
        "mode ON_DEMAND with shardCount 4",
    ),
    ("stream-modes", _stream(shardCount=None), "mode PROVISIONED with shardCount None"),
    ("stream-modes", _stream(streamModeDetails=None), "mode None"),
    ("tagged", _stream(tags=_TAGS[:2]), "tags managed-by are expected"),
    (
        "without-passwords",
        _one(
            "aws-native:elasticache:User",
            accessString="on ~* +@all",
            authenticationMode={"type": "no-password-required"},
            tags=_TAGS,
        ),
        "iam is expected",
    ),
    (
        "without-passwords",
        _one("aws-native:elasticache:User", passwords=["hunter2hunter2"], tags=_TAGS),
        "a password",
    ),
    (
        "custom-values",
        _one(
            "aws-native:kinesisanalyticsv2:Application",
            applicationConfiguration={
                "flinkApplicationConfiguration": {
                    "parallelismConfiguration": {"configurationType": "DEFAULT", "parallelism": 8}
                }
            },
            tags=_TAGS,
        ),
        "parallelismConfiguration: type DEFAULT with values ['parallelism']",
    ),
]


@pytest.mark.parametrize(("guarantee", "program", "fault"), _PLANTED)
def test_a_planted_fault_breaks_its_guarantee_and_no_other(
    guarantee: str, program: Program, fault: str
) -> None:
    lines = broken(program)
    assert {line.split(":")[0] for line in lines} == {guarantee}
    assert fault in lines[0]


def test_a_bucket_without_tags_is_found() -> None:
    bare = replace(_bucket().resources[0], inputs={})
    lines = broken(Program((bare, _PRIVATE, _ENCRYPTED, _TLS_ONLY), {}))
    assert lines == [
        "tagged: aws:s3/bucket:Bucket planted: tags project, environment, managed-by are expected"
    ]


def test_every_guarantee_has_a_planted_fault() -> None:
    assert {guarantee for guarantee, _, _ in _PLANTED} == set(GUARANTEES)
