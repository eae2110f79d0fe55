"""Writes the present release's record, from when there is a bucket to write it to."""

from release.lease import Lease
from release.ledger import Ledger
from release.ports import Bucket, Ports
from release.record import Release
from release.site import locate


class Journal:
    """The record of one release; the first update of a stack is what makes the bucket."""

    def __init__(self, ports: Ports, lease: Lease, bucket: Bucket | None) -> None:
        self._ports, self._lease, self._bucket = ports, lease, bucket

    def save(self, release: Release) -> None:
        """Write the record as it is now."""
        if self._bucket is None:
            self._bucket = locate(self._ports).bucket
            if self._bucket is None:
                return
            self._lease.take(self._bucket)
        Ledger(self._bucket).save(release)
