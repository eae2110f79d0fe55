"""Buckets and the objects in them."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.classic.resource_type import ClassicType
from tests.infra.emulator.wire import Asset, Properties

# Of the name of a bucket that is only given a prefix.
_RANDOM_DIGITS: Final = 26
_TAGS: Final = {"type": "object"}
_TEXT: Final = {"type": "string"}


class Bucket:
    """aws.s3.Bucket: one that is not empty is only deleted with `forceDestroy`."""

    schema: Mapping[str, Any] = {
        "additionalProperties": False,
        "properties": {
            "bucket": _TEXT,
            "bucketPrefix": {**_TEXT, "maxLength": 37},
            "forceDestroy": {"type": "boolean"},
            "tags": _TAGS,
        },
        "requiredXor": ["bucket", "bucketPrefix"],
    }
    replaces = frozenset({"bucket", "bucketPrefix"})

    def create(self, aws: Aws, inputs: Properties) -> tuple[str, Properties]:
        name = inputs.get("bucket") or inputs["bucketPrefix"] + uuid4().hex[:_RANDOM_DIGITS]
        place = {"LocationConstraint": aws.region} if aws.region != "us-east-1" else None
        aws("s3", "create_bucket", Bucket=name, CreateBucketConfiguration=place)
        self._tag(aws, name, inputs)
        return name, {
            "bucket": name,
            "arn": f"arn:aws:s3:::{name}",
            "bucketDomainName": f"{name}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{name}.s3.{aws.region}.amazonaws.com",
            "region": aws.region,
            "tagsAll": inputs.get("tags", {}),
        }

    def read(self, aws: Aws, resource_id: str, outputs: Properties) -> Properties | None:
        del outputs
        if aws.find("s3", "head_bucket", Bucket=resource_id) is None:
            return None
        found = aws.find("s3", "get_bucket_tagging", Bucket=resource_id)
        tags = {tag["Key"]: tag["Value"] for tag in found["TagSet"]} if found else {}
        return {"tags": tags, "tagsAll": tags}

    def update(self, aws: Aws, resource_id: str, inputs: Properties) -> None:
        self._tag(aws, resource_id, inputs)

    def delete(self, aws: Aws, resource_id: str, outputs: Properties) -> None:
        if aws.find("s3", "head_bucket", Bucket=resource_id) is None:
            return
        if outputs.get("forceDestroy"):
            _empty(aws, resource_id)
        aws("s3", "delete_bucket", Bucket=resource_id)

    def _tag(self, aws: Aws, name: str, inputs: Properties) -> None:
        tags = [{"Key": key, "Value": value} for key, value in inputs.get("tags", {}).items()]
        if tags:
            aws("s3", "put_bucket_tagging", Bucket=name, Tagging={"TagSet": tags})
        else:
            aws("s3", "delete_bucket_tagging", Bucket=name)


class BucketObject:
    """aws.s3.BucketObjectv2, whose id is its bucket and key."""

    schema: Mapping[str, Any] = {
        "additionalProperties": False,
        "properties": {
            "bucket": _TEXT,
            "contentType": _TEXT,
            "key": _TEXT,
            "kmsKeyId": _TEXT,
            "serverSideEncryption": {"enum": ["AES256", "aws:kms", "aws:kms:dsse"]},
            "source": {},
            "content": _TEXT,
            "sourceHash": _TEXT,
            "tags": _TAGS,
        },
        "required": ["bucket"],
        "requiredXor": ["source", "content"],
    }
    replaces = frozenset({"bucket", "key"})

    def create(self, aws: Aws, inputs: Properties) -> tuple[str, Properties]:
        answer = self._put(aws, inputs)
        where = f"{inputs['bucket']}/{inputs['key']}"
        return where, {
            "arn": f"arn:aws:s3:::{where}",
            "etag": answer["ETag"].strip('"'),
            "versionId": answer.get("VersionId", ""),
            "tagsAll": inputs.get("tags", {}),
        }

    def read(self, aws: Aws, resource_id: str, outputs: Properties) -> Properties | None:
        del resource_id
        bucket, key = outputs["bucket"], outputs["key"]
        found = aws.find("s3", "head_object", Bucket=bucket, Key=key)
        return None if found is None else {"versionId": found.get("VersionId", "")}

    def update(self, aws: Aws, resource_id: str, inputs: Properties) -> None:
        del resource_id
        self._put(aws, inputs)

    def delete(self, aws: Aws, resource_id: str, outputs: Properties) -> None:
        del resource_id
        bucket, key = outputs["bucket"], outputs["key"]
        for version in _versions(aws, bucket, key):
            if version["Key"] == key:
                aws("s3", "delete_object", Bucket=bucket, **version)

    def _put(self, aws: Aws, inputs: Properties) -> Properties:
        source = inputs.get("source")
        contents = source.contents() if isinstance(source, Asset) else inputs["content"].encode()
        return aws(
            "s3",
            "put_object",
            Bucket=inputs["bucket"],
            Key=inputs["key"],
            Body=contents,
            ContentType=inputs.get("contentType"),
            ServerSideEncryption=inputs.get("serverSideEncryption"),
            SSEKMSKeyId=inputs.get("kmsKeyId"),
            Tagging=urlencode(inputs.get("tags", {})) or None,
        )


BUCKETS: Final[dict[str, ClassicType]] = {
    "aws:s3/bucket:Bucket": Bucket(),
    "aws:s3/bucketObjectv2:BucketObjectv2": BucketObject(),
}


def _empty(aws: Aws, bucket: str) -> None:
    for version in _versions(aws, bucket, ""):
        aws("s3", "delete_object", Bucket=bucket, **version)


def _versions(aws: Aws, bucket: str, prefix: str) -> list[dict[str, str]]:
    """All versions and delete markers of the objects whose keys begin with `prefix`."""
    found: list[dict[str, str]] = []
    for kind in ("Versions", "DeleteMarkers"):
        pages = aws.pages("s3", "list_object_versions", kind, Bucket=bucket, Prefix=prefix)
        found += [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in pages]
    return found
