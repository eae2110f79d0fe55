"""The records of past releases and of the present one, in the code bucket."""

from typing import Final

import msgspec

from release.ports import Bucket
from release.record import FORMAT, Release, ReleaseOutcome

PREFIX: Final = "releases/"


class Ledger:
    """Reads and writes release records; ids sort by time, so the last key is the newest."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def create(self, release: Release) -> None:
        """Write a new record.

        Raises:
            PreconditionFailed: there is one of that id.
        """
        self._bucket.write(_key(release.id), msgspec.json.encode(release), new=True)

    def save(self, release: Release) -> None:
        """Write a record anew."""
        self._bucket.write(_key(release.id), msgspec.json.encode(release))

    def releases(self) -> list[Release]:
        """Every record, the oldest first.

        Raises:
            ValueError: one is not a record of this format; the message names it.
        """
        return [self._read(key) for key in sorted(self._bucket.keys(PREFIX)) if _is_record(key)]

    def unfinished(self) -> Release | None:
        """The release that was interrupted, if there is one."""
        return next((each for each in self.releases() if each.outcome is None), None)

    def delete(self, release: Release) -> None:
        """Forget a release."""
        self._bucket.delete(_key(release.id))

    def _read(self, key: str) -> Release:
        found = self._bucket.read(key)
        contents = found[0] if found is not None else b""
        try:
            release = msgspec.json.decode(contents, type=Release)
        except msgspec.DecodeError as error:
            raise ValueError(f"{self._bucket.name}/{key}: not a release record: {error}") from None
        if release.format != FORMAT:
            raise ValueError(f"{self._bucket.name}/{key}: format {release.format}, not {FORMAT}")
        return release


def in_force(releases: list[Release]) -> list[Release]:
    """The deploys whose version was not taken back again, the oldest first.

    a -> b -> c, then a rollback of b: a.
    """
    stack: list[Release] = []
    for release in releases:
        if release.outcome is not ReleaseOutcome.DONE:
            continue
        if release.kind == "deploy":
            stack.append(release)
            continue
        ids = [each.id for each in stack]
        if release.undoes in ids:
            del stack[ids.index(release.undoes) :]
    return stack


def _key(release_id: str) -> str:
    return f"{PREFIX}{release_id}.json"


def _is_record(key: str) -> bool:
    return key.endswith(".json") and "/" not in key.removeprefix(PREFIX)
