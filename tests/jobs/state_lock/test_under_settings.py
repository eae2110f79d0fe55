"""A setting that is turned off takes state away like a change of the code."""

import dataclasses

from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.state_lock.compatibility import incompatibilities
from jobs.shared.state_lock.under_settings import under_settings
from tests.jobs.state_lock.committed import committed

ALL_ON = {
    "source.uri": "kinesis:payments",
    "source.publisher": "POLLING",
    "labels.uri": "kinesis:labels",
    "sink.uri": "kinesis",
    "store.url": "redis://store:6379",
    "aws.region": "eu-west-1",
}


def test_with_everything_on_the_lock_is_whole() -> None:
    assert under_settings(committed(), _settings()) == committed()


def test_turning_the_store_off_loses_what_waits_for_it() -> None:
    assert _lost(_settings(), _settings({"store.url": "none"})) == [
        "operator feature-batches (WindowAggOperator) is gone",
        "operator feature-store (EmbeddedPythonKeyedProcessOperator: StoreStage) is gone",
    ]


def test_turning_labels_off_loses_their_position() -> None:
    [lost] = _lost(_settings(), _settings({"labels.uri": "none"}))
    assert lost.startswith("operator labels-source ")


def test_turning_labels_and_the_store_on_loses_nothing() -> None:
    off = {"labels.uri": "none", "store.url": "none", "sink.features_stream": "none"}
    assert _lost(_settings(off), _settings()) == []


def test_other_key_groups_or_another_mode_in_the_settings_are_found() -> None:
    changed = _settings({"job.max_parallelism": "256", "job.execution_mode": "process"})
    assert _lost(_settings(), changed) == [
        "max parallelism: 128 -> 256",
        "Python execution mode: thread -> process",
    ]


def test_every_setting_that_may_be_none_is_one_that_the_lock_knows() -> None:
    fields = dataclasses.fields(FraudSettings)
    may_be_none = {
        field.name.replace("_", ".", 1)
        for field in fields
        if "none" in field.metadata["description"] or field.default == "none"
    }
    known = {name for operator in committed().operators for name in operator.unless_none}
    # Without any sink the job is one for measurements; the login leaves no operator out. The lock
    # is of the live job, which has none of the operators of a history.
    of_history = {"source.history", "labels.history", "sink.history"}
    assert may_be_none - {"sink.uri", "store.auth"} - of_history <= known


def _settings(changes: dict[str, str] | None = None) -> FraudSettings:
    return load_settings({}, ALL_ON | (changes or {}))


def _lost(deployed: FraudSettings, new: FraudSettings) -> list[str]:
    before, after = under_settings(committed(), deployed), under_settings(committed(), new)
    return [one.what for one in incompatibilities(before, after)]
