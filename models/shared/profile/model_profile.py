"""The profile of a model as a file beside it: ``profile.json``, bound to its manifest by a hash.

Nothing that decides reads it. Evolution: a field may be added with a default; a changed meaning
needs a new `schema_version`.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from events.shared.time_units import DAY_MS
from features.shared.regular_file import read_regular
from models.shared.manifest import ModelManifest
from models.shared.profile.feature_profile import FeatureProfile

PROFILE_FILE: Final = "profile.json"
PROFILE_SCHEMA_VERSION: Final = 1


class ProfileError(ValueError):
    """A profile that must not be used; its text has one line for every fault."""


class NoProfileError(ProfileError):
    """A model without a profile, such as one that was trained before there were any."""


class ModelProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a model was trained on.

    Attributes:
        rows: of the features; late payments, which have no history, are not among them.
        late: payments of the same time that were late.
        from_ms: event time of the first row, epoch ms.
        to_ms: event time to end before.
        features: that the model is given, in its order, then fields of the payment itself.
        hours: payments by UTC hour of their event time.
        score: on payments that the classifier which scored them was not trained on.
        score_of: which payments those are, in words.
        schema_version: version of this format.
    """

    rows: int
    late: int
    from_ms: int
    to_ms: int
    features: tuple[FeatureProfile, ...]
    hours: FeatureProfile
    score: FeatureProfile
    score_of: str
    schema_version: int = PROFILE_SCHEMA_VERSION

    @property
    def rows_a_day(self) -> float:
        """Rows of an average day, at least 1."""
        return max(1.0, self.rows * DAY_MS / max(DAY_MS, self.to_ms - self.from_ms))

    def faults(self) -> Iterator[str]:
        """What is wrong with it by itself, each fault naming its field; empty if nothing is."""
        if self.schema_version != PROFILE_SCHEMA_VERSION:
            yield f"schema_version: {self.schema_version}, expected {PROFILE_SCHEMA_VERSION}"
        if self.rows < 1 or self.late < 0:
            yield f"rows: {self.rows}, late: {self.late}, expected at least 1 and at least 0"
        for name, times in Counter(one.name for one in self.features).items():
            if times > 1:
                yield f"features: {name!r} is listed {times} times"
        for one in self.features:
            yield from (f"features: {fault}" for fault in one.faults())
        yield from (f"hours: {fault}" for fault in self.hours.faults())
        yield from (f"score: {fault}" for fault in self.score.faults())


def encode_profile(profile: ModelProfile) -> bytes:
    """The bytes of the file, a line a feature; equal profiles give equal bytes."""
    encode = msgspec.json.encode
    whole = msgspec.to_builtins(profile) | {"features": ()}
    head, tail = encode(whole).split(b'"features":[]')
    features = b",\n".join(map(encode, profile.features))
    return b'%b"features":[\n%b\n]%b\n' % (head, features, tail)


def load_profile(directory: Path, manifest: ModelManifest) -> ModelProfile:
    """The profile of the artifact in `directory`.

    Args:
        directory: of the artifact.
        manifest: of the artifact, verified.

    Raises:
        NoProfileError: the manifest names none.
        ProfileError: with every fault found: it cannot be read, is another than the manifest says,
            or does not have the features of the model.
    """
    path = directory / PROFILE_FILE
    if manifest.profile_sha256 is None:
        raise NoProfileError(
            f"{directory}: the model has no profile to compare with; models that"
            " `revstream train` makes have one"
        )
    try:
        raw = read_regular(path)
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read ({error.strerror})") from error
    if sha256(raw).hexdigest() != manifest.profile_sha256:
        raise ProfileError(
            f"{path}: its sha256 is {sha256(raw).hexdigest()},"
            f" the manifest says {manifest.profile_sha256!r}"
        )
    try:
        profile = msgspec.json.decode(raw, type=ModelProfile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProfileError(f"{path}: not a profile ({error})") from error
    names = tuple(one.name for one in profile.features)
    faults = [*profile.faults()]
    if names[: len(manifest.features)] != manifest.features:
        faults.append("features: not those of the model, in its order")
    if faults:
        raise ProfileError("\n".join(f"{path}: {fault}" for fault in faults))
    return profile
