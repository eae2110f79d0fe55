"""The buckets of a program and what is configured about them."""

from collections.abc import Iterator

from tests.infra.mocks import Program, Resource


def buckets(program: Program) -> Iterator[tuple[Resource, str]]:
    for kind in ("aws:s3/bucket:Bucket", "aws-native:s3:Bucket"):
        yield from ((bucket, bucket.id) for bucket in program.of(kind))


def of_bucket(program: Program, kind: str, bucket: str) -> list[Resource]:
    """The resources of type `kind` that are about `bucket`."""
    return [each for each in program.of(kind) if each.inputs.get("bucket") == bucket]
