"""Settings of a bucket that are resources of their own: privacy, encryption, policy, versions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.infra.emulator.aws_calls import Aws
    from tests.infra.emulator.classic.resource_type import ClassicType
    from tests.infra.emulator.wire import Properties

Request = dict[str, Any]


@dataclass(frozen=True)
class BucketSetting:
    """A setting that one request puts, another gets and a third takes back.

    Attributes:
        schema: of its inputs.
        put: operation that sets it.
        get: operation that says what it is.
        take_back: operation that deletes it.
        to_request: what `put` takes, besides the bucket, for inputs.
        from_answer: the inputs that an answer of `get` is of; only those that can drift.
        last: what `take_back` takes, besides the bucket.
    """

    schema: Mapping[str, Any]
    put: str
    get: str
    take_back: str
    to_request: Callable[[Properties], Request]
    from_answer: Callable[[Request], Properties]
    last: Request = field(default_factory=dict)
    replaces: frozenset[str] = frozenset({"bucket"})

    def create(self, aws: Aws, inputs: Properties) -> tuple[str, Properties]:
        self.update(aws, inputs["bucket"], inputs)
        return inputs["bucket"], {}

    def read(self, aws: Aws, resource_id: str, outputs: Properties) -> Properties | None:
        del outputs
        found = aws.find("s3", self.get, Bucket=resource_id)
        return None if found is None else self.from_answer(found)

    def update(self, aws: Aws, resource_id: str, inputs: Properties) -> None:
        aws("s3", self.put, Bucket=resource_id, **self.to_request(inputs))

    def delete(self, aws: Aws, resource_id: str, outputs: Properties) -> None:
        del outputs
        aws.find("s3", self.take_back, Bucket=resource_id, **self.last)


_TEXT: Final = {"type": "string"}
_FLAG: Final = {"type": "boolean"}
_DAYS: Final = {"type": "integer", "minimum": 1}
_BLOCKS: Final = (
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
)


def _object(*required: str, **properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(required),
    }


def _pascal(name: str) -> str:
    return name[0].upper() + name[1:]


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


_PUBLIC_ACCESS: Final = BucketSetting(
    schema=_object("bucket", bucket=_TEXT, **dict.fromkeys(_BLOCKS, _FLAG)),
    put="put_public_access_block",
    get="get_public_access_block",
    take_back="delete_public_access_block",
    to_request=lambda inputs: {
        "PublicAccessBlockConfiguration": {
            _pascal(name): inputs[name] for name in _BLOCKS if name in inputs
        }
    },
    from_answer=lambda answer: {
        _camel(name): value for name, value in answer["PublicAccessBlockConfiguration"].items()
    },
)

_ENCRYPTION_RULE: Final = _object(
    applyServerSideEncryptionByDefault=_object(
        "sseAlgorithm",
        kmsMasterKeyId=_TEXT,
        sseAlgorithm={"enum": ["AES256", "aws:kms", "aws:kms:dsse"]},
    ),
    bucketKeyEnabled=_FLAG,
)


def _encryption_request(inputs: Properties) -> Request:
    rules = []
    for rule in inputs["rules"]:
        default = rule["applyServerSideEncryptionByDefault"]
        named = {"SSEAlgorithm": default["sseAlgorithm"]}
        if "kmsMasterKeyId" in default:
            named["KMSMasterKeyID"] = default["kmsMasterKeyId"]
        rules.append(
            {
                "ApplyServerSideEncryptionByDefault": named,
                "BucketKeyEnabled": rule.get("bucketKeyEnabled", False),
            }
        )
    return {"ServerSideEncryptionConfiguration": {"Rules": rules}}


def _encryption_inputs(answer: Request) -> Properties:
    rules = []
    for rule in answer["ServerSideEncryptionConfiguration"]["Rules"]:
        default = rule["ApplyServerSideEncryptionByDefault"]
        named = {"sseAlgorithm": default["SSEAlgorithm"]}
        if "KMSMasterKeyID" in default:
            named["kmsMasterKeyId"] = default["KMSMasterKeyID"]
        rules.append(
            {
                "applyServerSideEncryptionByDefault": named,
                "bucketKeyEnabled": rule.get("BucketKeyEnabled", False),
            }
        )
    return {"rules": rules}


_ENCRYPTION: Final = BucketSetting(
    schema=_object(
        "bucket",
        "rules",
        bucket=_TEXT,
        rules={"type": "array", "items": _ENCRYPTION_RULE, "minItems": 1},
    ),
    put="put_bucket_encryption",
    get="get_bucket_encryption",
    take_back="delete_bucket_encryption",
    to_request=_encryption_request,
    from_answer=_encryption_inputs,
)

_POLICY: Final = BucketSetting(
    schema=_object("bucket", "policy", bucket=_TEXT, policy=_TEXT),
    put="put_bucket_policy",
    get="get_bucket_policy",
    take_back="delete_bucket_policy",
    to_request=lambda inputs: {"Policy": inputs["policy"]},
    from_answer=lambda answer: {"policy": json.dumps(json.loads(answer["Policy"]))},
)

_VERSIONING: Final = BucketSetting(
    schema=_object(
        "bucket",
        "versioningConfiguration",
        bucket=_TEXT,
        versioningConfiguration=_object(
            "status", status={"enum": ["Enabled", "Suspended", "Disabled"]}
        ),
    ),
    put="put_bucket_versioning",
    get="get_bucket_versioning",
    take_back="put_bucket_versioning",
    to_request=lambda inputs: {
        "VersioningConfiguration": {"Status": inputs["versioningConfiguration"]["status"]}
    },
    from_answer=lambda answer: {
        "versioningConfiguration": {"status": answer.get("Status", "Disabled")}
    },
    last={"VersioningConfiguration": {"Status": "Suspended"}},
)

_LIFECYCLE_RULE: Final = _object(
    "id",
    "status",
    id=_TEXT,
    status={"enum": ["Enabled", "Disabled"]},
    filter=_object(prefix=_TEXT),
    noncurrentVersionExpiration=_object(
        "noncurrentDays", noncurrentDays=_DAYS, newerNoncurrentVersions=_DAYS
    ),
    abortIncompleteMultipartUpload=_object(daysAfterInitiation=_DAYS),
    expiration=_object(days=_DAYS, expiredObjectDeleteMarker=_FLAG),
)


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_renamed(each, rename) for each in value]
    if isinstance(value, dict):
        return {rename(name): _renamed(each, rename) for name, each in value.items()}
    return value


_LIFECYCLE: Final = BucketSetting(
    schema=_object(
        "bucket",
        "rules",
        bucket=_TEXT,
        rules={"type": "array", "items": _LIFECYCLE_RULE, "minItems": 1},
    ),
    put="put_bucket_lifecycle_configuration",
    get="get_bucket_lifecycle_configuration",
    take_back="delete_bucket_lifecycle",
    to_request=lambda inputs: {
        "LifecycleConfiguration": {
            "Rules": _renamed(inputs["rules"], lambda name: "ID" if name == "id" else _pascal(name))
        }
    },
    from_answer=lambda answer: {
        "rules": _renamed(answer["Rules"], lambda name: "id" if name == "ID" else _camel(name))
    },
)

SETTINGS: Final[dict[str, ClassicType]] = {
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _LIFECYCLE,
    "aws:s3/bucketPolicy:BucketPolicy": _POLICY,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _PUBLIC_ACCESS,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _ENCRYPTION
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _VERSIONING,
}
