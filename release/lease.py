"""One release at a time: an object in the code bucket that only one can write.

free ---- write if new ----> held until expires_ms ---- write over its tag ----> renewed ... -> free
                                   |  died
                                   +---- after expires_ms, write over its tag ---> held by another
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from release.errors import LeaseLost, Refused
from release.ports import Bucket, Clock, PreconditionFailed

KEY: Final = "releases/lease/lease.json"


class Holder(msgspec.Struct, frozen=True):
    """Who holds the lease, under which token, until when in milliseconds since the epoch."""

    by: str
    token: str
    expires_ms: int


class Lease:
    """The lease of one release; every write is conditional on the tag of the last one."""

    def __init__(self, clock: Clock, by: str, token: str, lease_ms: int) -> None:
        self._clock, self._by, self._token, self._lease_ms = clock, by, token, lease_ms
        self._held: tuple[Bucket, str] | None = None
        self._renew_at_ms = 0

    @contextmanager
    def held(self, bucket: Bucket | None, *, take_over: bool) -> Iterator[None]:
        """Hold it meanwhile; a bucket that does not exist yet is taken by `take` later."""
        if bucket is not None:
            self.take(bucket, take_over=take_over)
        try:
            yield
        finally:
            self._give_back()

    def take(self, bucket: Bucket, *, take_over: bool = False) -> None:
        """Take it.

        Raises:
            Refused: another release holds it.
        """
        if self._held is not None:
            return
        found = bucket.read(KEY)
        if found is None:
            self._write(bucket, None)
            return
        holder = msgspec.json.decode(found[0], type=Holder)
        left_ms = holder.expires_ms - self._clock.now_ms()
        if left_ms > 0 and not take_over and holder.token != self._token:
            raise Refused(
                f"a release by {holder.by} is under way; its lease ends in {left_ms // 1000} s"
                " unless it is renewed. If it is known to be dead: --take-over"
            )
        self._write(bucket, found[1])

    def renew(self) -> None:
        """Prolong it when half of it is over; raises as `assure`."""
        if self._clock.now_ms() >= self._renew_at_ms:
            self.assure()

    def assure(self) -> None:
        """Prolong it, and so make sure that it is held.

        Raises:
            LeaseLost: another release has taken it.
        """
        if self._held is None:
            return
        bucket, tag = self._held
        try:
            self._write(bucket, tag)
        except Refused:
            self._held = None
            raise LeaseLost("another release has taken over: this one has stopped") from None

    def forget(self) -> None:
        """Do not give it back: the bucket is gone with it."""
        self._held = None

    def _give_back(self) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        bucket, tag = held
        found = bucket.read(KEY)
        if found is not None and found[1] == tag:
            self._put(bucket, 0, tag)

    def _write(self, bucket: Bucket, tag: str | None) -> None:
        try:
            self._held = bucket, self._put(bucket, self._lease_ms, tag)
        except PreconditionFailed:
            found = bucket.read(KEY)
            if found is None or msgspec.json.decode(found[0], type=Holder).token != self._token:
                raise Refused("another release has just begun: wait until it has ended") from None
            # A write that was repeated after a lost answer.
            self._held = bucket, found[1]
        self._renew_at_ms = self._clock.now_ms() + self._lease_ms // 2

    def _put(self, bucket: Bucket, lease_ms: int, tag: str | None) -> str:
        holder = Holder(self._by, self._token, self._clock.now_ms() + lease_ms)
        return bucket.write(KEY, msgspec.json.encode(holder), tag=tag, new=tag is None)
