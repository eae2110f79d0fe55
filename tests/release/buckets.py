"""Buckets of the emulator, and in memory where thousands of releases are run."""

import io
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, Protocol

from release.aws.bucket import S3Bucket
from release.ports import Bucket, PreconditionFailed


class Buckets(Protocol):
    """All buckets of an account."""

    def make(self, name: str) -> None: ...

    def open(self, name: str) -> Bucket: ...

    def remove(self, name: str) -> None: ...


class EmulatedBuckets:
    """Those of the emulator."""

    def __init__(self, client: Any, region: str) -> None:  # noqa: ANN401 - a boto3 client
        self._client, self._region = client, region

    def make(self, name: str) -> None:
        names = [each["Name"] for each in self._client.list_buckets()["Buckets"]]
        if name not in names:
            where = {"LocationConstraint": self._region}
            self._client.create_bucket(Bucket=name, CreateBucketConfiguration=where)

    def open(self, name: str) -> Bucket:
        return S3Bucket(self._client, name)

    def remove(self, name: str) -> None:
        bucket = self.open(name)
        for key in bucket.keys(""):
            bucket.delete(key)
        self._client.delete_bucket(Bucket=name)


@dataclass
class MemoryBucket:
    """One in memory."""

    name: str
    objects: dict[str, bytes] = field(default_factory=dict)

    def read(self, key: str) -> tuple[bytes, str] | None:
        contents = self.objects.get(key)
        return None if contents is None else (contents, _tag(contents))

    def write(self, key: str, contents: bytes, *, tag: str | None = None, new: bool = False) -> str:
        found = self.read(key)
        if (new and found is not None) or (tag is not None and (not found or found[1] != tag)):
            raise PreconditionFailed(key)
        self.objects[key] = contents
        return _tag(contents)

    def keys(self, prefix: str) -> list[str]:
        return sorted(key for key in self.objects if key.startswith(prefix))

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def open(self, key: str) -> BinaryIO | None:
        contents = self.objects.get(key)
        return None if contents is None else io.BytesIO(contents)


class MemoryBuckets:
    """Those in memory."""

    def __init__(self) -> None:
        self._buckets: dict[str, MemoryBucket] = {}

    def make(self, name: str) -> None:
        self._buckets.setdefault(name, MemoryBucket(name))

    def open(self, name: str) -> Bucket:
        return self._buckets[name]

    def remove(self, name: str) -> None:
        del self._buckets[name]


def _tag(contents: bytes) -> str:
    return sha256(contents).hexdigest()
