"""Everything that holds data is encrypted by a key of the account, and the key rotates."""

from collections.abc import Iterator
from typing import Final

from tests.infra.guarantees.buckets import buckets, of_bucket
from tests.infra.mocks import Program
from tests.infra.policy_statements import statements

_ENCRYPTED_BY: Final = {
    "aws-native:logs:LogGroup": "kmsKeyId",
    "aws-native:elasticache:ServerlessCache": "kmsKeyId",
    "aws-native:sns:Topic": "kmsMasterKeyId",
    "aws-native:sqs:Queue": "kmsMasterKeyId",
    "aws-native:lambda:Function": "kmsKeyArn",
}


def encrypted(program: Program) -> Iterator[str]:
    """Streams, logs, store, topics and functions use a key of the account, which rotates."""
    for resource in program.custom:
        key = _ENCRYPTED_BY.get(resource.type)
        if key is not None and not _is_own_key(resource.inputs.get(key)):
            yield f"{resource}: {key} is {resource.inputs.get(key)!r}, a key is expected"
        if resource.type == "aws-native:kms:Key" and not resource.inputs.get("enableKeyRotation"):
            yield f"{resource}: enableKeyRotation is expected"
    for stream in program.of("aws-native:kinesis:Stream"):
        encryption = stream.inputs.get("streamEncryption", {})
        if encryption.get("encryptionType") != "KMS" or not _is_own_key(encryption.get("keyId")):
            yield f"{stream}: streamEncryption is {encryption!r}, KMS with a key is expected"
    for bucket, name in buckets(program):
        configured = of_bucket(program, "BucketServerSideEncryptionConfiguration", name)
        text = str([*(each.inputs for each in configured), bucket.inputs.get("bucketEncryption")])
        if "'aws:kms'" not in text or "arn:aws:kms:" not in text:
            yield f"{bucket}: encryption by aws:kms with a key is expected"


def _is_own_key(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not value.startswith("alias/aws/")


def tls_only(program: Program) -> Iterator[str]:
    """Every bucket refuses a request without TLS."""
    for bucket, name in buckets(program):
        denials = (
            statement
            for policy in of_bucket(program, "BucketPolicy", name)
            for statement in statements(policy)
            if not statement.allows and statement.principals == ("*",)
        )
        if not any("aws:SecureTransport" in denial.condition_keys for denial in denials):
            yield f"{bucket}: a policy that denies requests without aws:SecureTransport is expected"


def without_passwords(program: Program) -> Iterator[str]:
    """No user of the store has a password; the one that has none either is switched off."""
    for user in program.of("elasticache:User"):
        mode = user.inputs.get("authenticationMode", {})
        is_off = user.inputs.get("accessString", "").split()[:1] == ["off"]
        if "passwords" in user.inputs or "passwords" in mode:
            yield f"{user}: a password"
        elif mode.get("type") != "iam" and not is_off:
            yield f"{user}: authentication by {mode.get('type')}, iam is expected"
