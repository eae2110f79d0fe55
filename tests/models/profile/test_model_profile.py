"""The profile beside a model: bound to it by a hash, read by nothing that decides."""

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from features.fraud.catalogue import SHIPPED
from models.fraud.artifact import load_model_for
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifact, load_artifact, save_artifact
from models.shared.profile.model_profile import (
    PROFILE_FILE,
    ModelProfile,
    NoProfileError,
    ProfileError,
    encode_profile,
    load_profile,
)
from tests.models.tiny_model import tiny_artifact
from tests.monitoring.drift.small_profiles import PROFILE


def of_model(features: tuple[str, ...]) -> ModelProfile:
    """A profile of these features."""
    one = PROFILE.features[0]
    renamed = tuple(msgspec.structs.replace(one, name=name) for name in features)
    return msgspec.structs.replace(PROFILE, features=renamed)


def saved(folder: Path, raw: bytes) -> ModelArtifact:
    """The tiny model with a profile of these bytes."""
    bare = tiny_artifact()
    manifest = msgspec.structs.replace(bare.manifest, profile_sha256=sha256(raw).hexdigest())
    artifact = ModelArtifact(manifest, bare.onnx_bytes, None, raw)
    save_artifact(folder, artifact)
    return artifact


def test_a_profile_is_read_as_it_was_written(tmp_path: Path) -> None:
    profile = of_model(tiny_artifact().manifest.features)
    artifact = saved(tmp_path, encode_profile(profile))
    assert load_profile(tmp_path, artifact.manifest) == profile


def test_a_model_without_a_profile_loads_and_says_that_it_has_none(tmp_path: Path) -> None:
    save_artifact(tmp_path, tiny_artifact())
    manifest = load_artifact(tmp_path, lambda _: []).manifest
    with pytest.raises(NoProfileError, match="no profile to compare with"):
        load_profile(tmp_path, manifest)


def test_a_model_decides_whatever_became_of_its_profile(tmp_path: Path) -> None:
    artifact = saved(tmp_path, b"broken")
    assert load_artifact(tmp_path, lambda _: []).manifest == artifact.manifest
    (tmp_path / PROFILE_FILE).unlink()
    assert load_artifact(tmp_path, lambda _: []).onnx_bytes == artifact.onnx_bytes


def test_a_model_saved_again_without_its_profile_leaves_no_file_of_another(tmp_path: Path) -> None:
    saved(tmp_path, encode_profile(of_model(tiny_artifact().manifest.features)))
    save_artifact(tmp_path, tiny_artifact())
    assert not (tmp_path / PROFILE_FILE).exists()


def test_a_profile_that_is_gone_or_was_changed_is_refused(tmp_path: Path) -> None:
    artifact = saved(tmp_path, encode_profile(of_model(tiny_artifact().manifest.features)))
    path = tmp_path / PROFILE_FILE
    path.write_bytes(path.read_bytes().replace(b"2400", b"2401"))
    with pytest.raises(ProfileError, match="its sha256 is"):
        load_profile(tmp_path, artifact.manifest)
    path.unlink()
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path, artifact.manifest)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"{", "not a profile"),
        (encode_profile(of_model(("other",))), "not those of the model"),
        (
            encode_profile(
                msgspec.structs.replace(
                    of_model(tiny_artifact().manifest.features), schema_version=9
                )
            ),
            "schema_version: 9, expected 1",
        ),
    ],
    ids=["no JSON", "of another model", "of a later version"],
)
def test_a_profile_that_does_not_fit_is_refused(tmp_path: Path, raw: bytes, fault: str) -> None:
    artifact = saved(tmp_path, raw)
    with pytest.raises(ProfileError, match=fault):
        load_profile(tmp_path, artifact.manifest)


def test_the_shipped_model_has_a_profile_of_all_its_features() -> None:
    manifest = load_model_for(SHIPPED_MODEL, SHIPPED).manifest
    profile = load_profile(SHIPPED_MODEL, manifest)
    assert profile.rows > 300_000
    assert len(profile.features) == len(manifest.features) + 4
    assert profile.score_of == "other people than those of the training"
    assert {*manifest.thresholds.values()} <= {*profile.score.edges}
