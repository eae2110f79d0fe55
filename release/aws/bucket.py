"""A bucket of S3, with writes that only succeed over what was read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from release.aws.faults import translated
from release.errors import CloudRefused
from release.ports import PreconditionFailed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT: Final = frozenset({"NoSuchKey", "NoSuchBucket", "404"})
_OVERTAKEN: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_READ_AHEAD: Final = 1 << 16


class S3Bucket:
    """See release.ports.Bucket."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client, self._name = client, name

    @property
    def name(self) -> str:
        """Of the bucket."""
        return self._name

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Contents and tag of an object; None if there is none."""
        try:
            with translated():
                answer = self._client.get_object(Bucket=self._name, Key=key)
                return answer["Body"].read(), answer["ETag"]
        except CloudRefused as refusal:
            if refusal.code in _ABSENT:
                return None
            raise

    def write(self, key: str, contents: bytes, *, tag: str | None = None, new: bool = False) -> str:
        """Write an object, only over `tag` or only if `new`; its tag."""
        condition: dict[str, Any] = {}
        if new:
            condition["IfNoneMatch"] = "*"
        elif tag is not None:
            condition["IfMatch"] = tag
        try:
            with translated():
                answer = self._client.put_object(
                    Bucket=self._name,
                    Key=key,
                    Body=contents,
                    ContentType="application/json",
                    **condition,
                )
        except CloudRefused as refusal:
            if refusal.code in _OVERTAKEN or (refusal.code == "NoSuchKey" and tag is not None):
                raise PreconditionFailed(key) from None
            raise
        return answer["ETag"]

    def keys(self, prefix: str) -> list[str]:
        """Keys of all objects that begin so."""
        with translated():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=prefix
            )
            return [each["Key"] for page in pages for each in page.get("Contents", [])]

    def delete(self, key: str) -> None:
        """Delete an object; none is no fault."""
        with translated():
            self._client.delete_object(Bucket=self._name, Key=key)

    def open(self, key: str) -> BinaryIO | None:
        """An object to read parts of; None if there is none."""
        try:
            with translated():
                size = self._client.head_object(Bucket=self._name, Key=key)["ContentLength"]
        except CloudRefused as refusal:
            if refusal.code in _ABSENT:
                return None
            raise
        parts = _Parts(self._client, self._name, key, size)
        return cast("BinaryIO", io.BufferedReader(parts, _READ_AHEAD))


class _Parts(io.RawIOBase):
    """An object as a file: a read is one request for a range."""

    def __init__(self, client: S3Client, bucket: str, key: str, size: int) -> None:
        super().__init__()
        self._client, self._bucket, self._key, self._size = client, bucket, key, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as the base class has it
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        span = f"bytes={self._at}-{end - 1}"
        with translated():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key, Range=span)
            contents = answer["Body"].read()
        buffer[: len(contents)] = contents
        self._at += len(contents)
        return len(contents)
