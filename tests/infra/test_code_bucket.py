"""The code bucket is private, versioned, encrypted and refuses plain text."""

import json
from collections.abc import Callable

import pulumi
import pytest

from infra.components.code_bucket import CodeBucket, CodeBucketArgs
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")


def _bucket(*, protect: bool = False) -> Callable[[], None]:
    def program() -> None:
        bucket = CodeBucket("code", CodeBucketArgs("dev", _KEY, protect=protect, tags=_TAGS))
        pulumi.export("name", bucket.name)
        pulumi.export("arn", bucket.arn)

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_bucket())


def test_the_bucket_breaks_no_guarantee(made: Program) -> None:
    assert faults(made) == []
    assert made.exports["arn"] == f"arn:aws:s3:::{made.exports['name']}"


def test_old_versions_are_kept_for_a_while(made: Program) -> None:
    versioning = made.only("s3/bucketVersioning:BucketVersioning").inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = made.only("BucketLifecycleConfiguration").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "expiration" not in rule


def test_a_request_without_tls_is_denied_whatever_it_is(made: Program) -> None:
    (statement,) = json.loads(made.only("BucketPolicy").inputs["policy"])["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Action"] == "s3:*"
    bucket = made.exports["arn"]
    assert statement["Resource"] == [bucket, f"{bucket}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_a_protected_bucket_stays_with_all_that_is_in_it(made: Program) -> None:
    kept = run(_bucket(protect=True)).only("s3/bucket:Bucket")
    assert kept.protected
    assert kept.inputs["forceDestroy"] is False
    assert made.only("s3/bucket:Bucket").inputs["forceDestroy"] is True
