"""A hash of the store as it is read back: typed by its reader, which knows what should be there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis

from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import FeatureKind
from online_store.errors import StoreDataError, store_faults
from online_store.hash_fields import parse_value


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
            StoreDataError: naming the field that is missing or no number.
        """
        return int(str(self._given(name, "int")))

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
