"""A stack whose applications cannot be is refused before any cloud call."""

from pathlib import Path

import msgspec
import pytest

from infra.application_faults import bundle_faults
from infra.bundle.manifest import BundleManifest, BundleRef
from infra.stack_config_reader import ConfigError, parse_stack_config
from tests.infra.bundles import write_bundle


def _faults(**values: object) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({"environment": "dev", "region": "eu-central-1", **values})
    return refused.value.faults


def test_more_subtasks_than_the_stack_gives_the_job_key_groups_are_refused() -> None:
    assert _faults(fraud={"parallelism": 33, "properties": {"job.max_parallelism": "32"}}) == (
        "fraud.parallelism: 33: at most 32 is expected, the stack's own job.max_parallelism",
    )


def test_more_units_than_aws_lets_an_application_have_are_refused() -> None:
    assert _faults(fraud={"parallelism": 65}) == (
        (
            "fraud.parallelism: 65: at most 64 is expected with parallelism_per_kpu 1: it takes 65"
            " KPUs, and max_kpus is 64"
        ),
    )


def test_as_many_units_as_an_application_may_have_are_taken() -> None:
    values = {"environment": "dev", "region": "eu-central-1"}
    full = {"parallelism": 128, "parallelism_per_kpu": 2}
    assert parse_stack_config({**values, "fraud": full}).fraud.parallelism == 128
    assert parse_stack_config({**values, "fraud": {"parallelism": 64}}).fraud.parallelism == 64
    raised = {"parallelism": 65, "max_kpus": 80}
    assert parse_stack_config({**values, "fraud": raised}).fraud.parallelism == 65


def test_a_level_of_metrics_at_which_alarms_would_be_blind_is_refused() -> None:
    (fault,) = _faults(fraud={"metrics_level": "OPERATOR"})
    assert fault.startswith("fraud.metrics_level: OPERATOR: APPLICATION is expected")


def test_a_system_whose_job_is_not_in_the_bundle_is_named_with_the_bundle(tmp_path: Path) -> None:
    config = parse_stack_config(
        {"environment": "dev", "region": "eu-central-1", "recommendations": {"enabled": True}}
    )
    fraud_alone = write_bundle(tmp_path)
    (fault,) = bundle_faults(config, fraud_alone)
    assert fault == (
        f"recommendations.enabled: true: the bundle {fraud_alone.manifest.name} has no job"
        " recommendations, only fraud"
    )
    both = write_bundle(tmp_path, jobs=("fraud", "recommendations"))
    assert list(bundle_faults(config, both)) == []


@pytest.mark.parametrize(
    ("system", "setting", "name", "words"),
    [
        ("fraud", "features.definitions", "own.yaml", "default"),
        ("fraud", "decision.rules", "own-rules.yaml", "default"),
        ("fraud", "decision.model", "own-v2", "default"),
        ("recommendations", "features.definitions", "own.yaml", "default"),
        ("recommendations", "lists.rules", "own-rules.yaml", "default"),
        ("recommendations", "lists.ranker", "own-v2", "default, none"),
    ],
)
def test_what_a_job_is_to_work_by_is_in_the_bundle_by_its_name(
    system: str, setting: str, name: str, words: str, tmp_path: Path
) -> None:
    bundle = write_bundle(tmp_path, jobs=("fraud", "recommendations"))

    def files_of(room: str) -> BundleManifest:
        return msgspec.structs.replace(
            bundle.manifest,
            definitions={f"dep/features/{room}/own.yaml": "0"},
            rules={f"dep/models/{room}/rules/own-rules.yaml": "0"},
            models={f"dep/models/{room}/artifacts/own-v2/model.onnx": "0"},
        )

    own = files_of(system)
    (other,) = {"fraud", "recommendations"} - {system}
    values = {"environment": "dev", "region": "eu-central-1"}

    def faults(named: str, manifest: BundleManifest) -> list[str]:
        application = {"enabled": True, "properties": {setting: named}}
        config = parse_stack_config({**values, system: application})
        return list(bundle_faults(config, BundleRef(bundle.path, manifest)))

    for word in words.split(", "):
        assert faults(word, bundle.manifest) == []
    assert faults(name, own) == []
    (fault,) = faults(f"files/{name}", own)
    assert fault == (
        f"{system}.properties: {setting}: 'files/{name}': {words} or a name in the bundle"
        f" {own.name} is expected, which has {name}"
    )
    for manifest in (bundle.manifest, files_of(other)):
        assert faults(name, manifest)[0].endswith("is expected, which has none")
