"""A hash of the store as it is read back: typed by its reader, which knows what should be there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from redis import Redis

from events.shared.feature_value import WrittenValue
from events.shared.own_fields import EARLIEST_TIME_MS, LATEST_TIME_MS
from features.shared.definitions.model import FeatureKind
from online_store.errors import StoreDataError, store_faults
from online_store.hash_fields import parse_value

_MOST: Final = 2**53 - 1
"""Whatever reads JSON has whole numbers up to this."""


@dataclass(frozen=True)
class StoredHash:
    """The fields of one hash.

    Attributes:
        what: a word for what it is of, for messages; its id is no matter of theirs.
        fields: text by name.
        ttl_s: seconds until the store forgets it.
    """

    what: str
    fields: Mapping[str, str]
    ttl_s: int

    def value(self, name: str, kind: FeatureKind) -> WrittenValue:
        """The value of a field, None where it is missing.

        Raises:
            StoreDataError: naming the field whose stored text is not of its kind.
        """
        text = self.fields.get(name)
        if text is None:
            return None
        try:
            return parse_value(kind, text)
        except ValueError as error:
            raise StoreDataError(
                f"{self.what} field {name}: stored text is not of kind {kind}"
            ) from error

    def number(self, name: str) -> int:
        """The whole number in a field that must be there.

        Raises:
            StoreDataError: naming the field that is missing, or has no number of 53 bits at most.
        """
        number = self._given(name, "int")
        if not isinstance(number, int) or not -_MOST <= number <= _MOST:
            raise StoreDataError(f"{self.what} field {name}: more than 53 bits")
        return number

    def time_ms(self, name: str) -> int:
        """The time in a field that must be there, milliseconds since the epoch.

        Raises:
            StoreDataError: naming the field that is missing or has no time of the years 1 to 9999.
        """
        time_ms = self.number(name)
        if not EARLIEST_TIME_MS <= time_ms <= LATEST_TIME_MS:
            raise StoreDataError(f"{self.what} field {name}: no time of the years 1 to 9999")
        return time_ms

    def text(self, name: str) -> str:
        """The text in a field that must be there.

        Raises:
            StoreDataError: naming the field that is missing.
        """
        return str(self._given(name, "text"))

    def optional_text(self, name: str) -> str | None:
        """The text in a field, None where it is missing."""
        return self.fields.get(name)

    def _given(self, name: str, kind: FeatureKind) -> WrittenValue:
        value = self.value(name, kind)
        if value is None:
            raise StoreDataError(f"{self.what} field {name}: missing")
        return value


def read_hash(client: Redis, key: str, what: str) -> StoredHash | None:
    """The hash of `key`, None if the store has none.

    Args:
        client: connection to the store.
        key: of the hash.
        what: a word for what it is of.

    Raises:
        StoreUnavailable: if the store cannot be used now.
        StoreDataError: the key holds no hash.
    """
    pipeline = client.pipeline(transaction=True)
    pipeline.hgetall(key)
    pipeline.ttl(key)
    with reading_faults(what):
        stored, ttl_s = pipeline.execute()
    return StoredHash(what, stored, ttl_s) if stored else None


@contextmanager
def reading_faults(what: str) -> Iterator[None]:
    """Turn errors of the client into those of the store, while a hash is read.

    Args:
        what: a word for what it is of.

    Raises:
        StoreUnavailable: if the store cannot be used now.
        StoreDataError: the key holds no hash.
    """
    with store_faults(f"the {what}'s key does not hold a hash"):
        yield
