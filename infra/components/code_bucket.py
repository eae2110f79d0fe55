"""The bucket of bundles and release records: private, versioned, encrypted, TLS only.

It is of the classic provider, see docs/decisions/0011-code-bucket.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import s3

from infra.policy_document import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

# Long enough to notice that a record was overwritten or a bundle deleted.
_NONCURRENT_DAYS: Final = 90
_ABANDONED_UPLOAD_DAYS: Final = 7


@dataclass(frozen=True)
class CodeBucketArgs:
    """What the bucket is like.

    Attributes:
        environment: part of its name; AWS needs names unique in the world, so digits follow it.
        key_arn: of the key that encrypts its objects.
        protect: whether it refuses to be deleted; else it is deleted with all that is in it.
        tags: of the bucket.
    """

    environment: str
    key_arn: pulumi.Input[str]
    protect: bool
    tags: Mapping[str, str]


class CodeBucket(pulumi.ComponentResource):
    """A bucket.

    Attributes:
        name: of the bucket, once it may be used: when it is private, encrypted and TLS only.
        arn: of the bucket.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: CodeBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:CodeBucket", name, None, opts)
        bucket = s3.Bucket(
            name,
            bucket_prefix=f"revstream-{args.environment}-",
            force_destroy=not args.protect,
            tags=dict(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        private = self._block_the_public(name, bucket)
        guards = [
            private,
            self._encrypt(name, bucket, args),
            self._refuse_plain_text(name, bucket, private),
        ]
        self._keep_versions(name, bucket)
        # Nothing is put into it before it is guarded.
        self.name = pulumi.Output.all(bucket.bucket, *(guard.id for guard in guards)).apply(
            lambda values: str(values[0])
        )
        self.arn = bucket.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _block_the_public(self, name: str, bucket: s3.Bucket) -> s3.BucketPublicAccessBlock:
        return s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _encrypt(
        self, name: str, bucket: s3.Bucket, args: CodeBucketArgs
    ) -> s3.BucketServerSideEncryptionConfiguration:
        rule = {
            "apply_server_side_encryption_by_default": {
                "sse_algorithm": "aws:kms",
                "kms_master_key_id": args.key_arn,
            },
            # One request to the key for many objects.
            "bucket_key_enabled": True,
        }
        return s3.BucketServerSideEncryptionConfiguration(
            name, bucket=bucket.bucket, rules=[rule], opts=pulumi.ResourceOptions(parent=self)
        )

    def _refuse_plain_text(
        self, name: str, bucket: s3.Bucket, private: s3.BucketPublicAccessBlock
    ) -> s3.BucketPolicy:
        return s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=pulumi.Output.json_dumps(_tls_only(bucket.arn)),
            # S3 refuses two such changes of one bucket at a time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[private]),
        )

    def _keep_versions(self, name: str, bucket: s3.Bucket) -> None:
        versioning = s3.BucketVersioning(
            name,
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        old_versions = {
            "id": "old-versions",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "noncurrent_version_expiration": {"noncurrent_days": _NONCURRENT_DAYS},
            "abort_incomplete_multipart_upload": {"days_after_initiation": _ABANDONED_UPLOAD_DAYS},
        }
        s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[old_versions],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )


def _tls_only(bucket_arn: pulumi.Output[str]) -> dict[str, Any]:
    """A policy that denies every request that is not encrypted on its way."""
    return policy(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, pulumi.Output.concat(bucket_arn, "/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )
