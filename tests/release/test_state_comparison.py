"""The lines that people see of a state lock that does not fit."""

import json
from pathlib import Path
from typing import Any, Final

from features.fraud.definitions import shipped_text
from features.recommendations.definitions import shipped_text as shopping_text
from release.ports import KeptState
from release.state_comparison import foreseen, going_back, going_forward

_LOCK: Final = Path(__file__).parents[2] / "jobs" / "fraud" / "state-lock.json"


_STREAMS: Final = {
    "source": {"uri": "kinesis:payments", "consumer_arn": "arn"},
    "labels": {"uri": "kinesis:labels", "consumer_arn": "arn"},
    "sink": {"uri": "kinesis"},
    "aws": {"region": "eu-central-1"},
    "store": {"url": "redis://store:6379"},
}


def _lock(**changes: Any) -> KeptState:  # noqa: ANN401 - any JSON value
    return KeptState({**json.loads(_LOCK.read_text()), **changes}, {})


def _told(**properties: str) -> KeptState:
    groups: dict[str, dict[str, str]] = {group: dict(each) for group, each in _STREAMS.items()}
    for name, value in properties.items():
        group, _, key = name.partition("_")
        groups.setdefault(group, {})[key] = value
    return KeptState(json.loads(_LOCK.read_text()), groups)


def test_a_job_reads_its_own_state() -> None:
    assert going_forward(_lock(), _lock()) == []
    assert going_back(_lock(), _lock()) == []


def test_a_change_has_its_reason_and_the_way_out() -> None:
    (line,) = going_forward(_lock(), _lock(max_parallelism=256))
    assert "max parallelism: 128 -> 256" in line
    assert "keep job.max_parallelism at 128" in line


def test_going_back_is_about_the_state_that_was_written() -> None:
    (line,) = going_back(_lock(max_parallelism=256), _lock())
    assert line.startswith("going back: max parallelism: 256 -> 128")


def test_a_lock_of_another_form_fits_nothing() -> None:
    (line,) = going_forward(KeptState({"job": "fraud"}, {}), _lock())
    assert "not of this version's form" in line


def test_a_property_that_switches_off_an_operator_loses_its_state_as_new_code_does() -> None:
    assert going_forward(_told(), _told()) == []
    lines = going_forward(_told(), _told(labels_uri="none"))
    assert any("labels-source" in line for line in lines)
    assert going_forward(_told(labels_uri="none"), _told()) == []


def test_another_execution_mode_loses_every_history() -> None:
    lines = going_forward(_told(), _told(job_execution_mode="process"))
    assert any("execution" in line for line in lines)


def test_what_no_property_says_is_as_the_code_of_each_version_has_it() -> None:
    newer = KeptState(_lock(max_parallelism=256).lock, _told().properties)
    (line,) = going_forward(_told(), newer)
    assert "max parallelism: 128 -> 256" in line


def test_a_property_of_another_version_says_nothing_of_the_state() -> None:
    assert going_forward(_told(decision_gone="7"), _told()) == []


def test_properties_that_cannot_be_read_leave_it_unknown_which_state_there_is() -> None:
    (line,) = going_forward(_told(job_max_parallelism="many"), _told())
    assert "job.max_parallelism: 'many'" in line


_OWN: Final = """\
version: 1
entities: {card: card_id, device: device_id, merchant: merchant_id}
features:
  - {name: spent, of: card, sum: amount_base_minor, over: 7d, description: S.}
"""
_WIDER: Final = f"""{_OWN}\
  - {{name: spent_longer, of: card, sum: amount_base_minor, over: 60d, description: S.}}
"""
_DEVICES: Final = f"{_OWN}  - {{name: seen, of: device, count: , over: 1d, description: S.}}\n"


def _by(definitions: str, **properties: str) -> KeptState:
    told = _told(features_definitions="own.yaml", **properties)
    files = {
        "features/fraud/definitions.yaml": shipped_text().encode(),
        "features/fraud/own.yaml": definitions.encode(),
        "models/fraud/rules/default.yaml": b"version: 1\nrules: []\n",
        "models/fraud/artifacts/fraud-v1/manifest.json": b'{"features": ["spent"]}',
    }
    return KeptState(told.lock, told.properties, files)


def test_a_file_that_looks_further_back_needs_what_it_is_told_to_say() -> None:
    written = _by(_OWN)
    looks, add = going_forward(written, _by(_WIDER))
    path = "features/fraud/own.yaml"
    assert looks == f"definitions: {path}: looks further back than the job remembers: card"
    begin, _, entry = add.partition(": {")
    assert begin == f"definitions: add to `remembered` of {path}"
    assert entry.startswith("entity: card, reach: 7d, until: 20")
    mended = _by(f"{_WIDER}remembered: [{{{entry}]\n")
    assert going_forward(written, mended) == []
    assert going_back(mended, written) == []


def test_an_entry_that_says_too_early_when_the_release_started_is_none() -> None:
    early = "remembered: [{entity: card, reach: 7d, until: 2026-01-01}]\n"
    assert len(going_forward(_by(_OWN), _by(_WIDER + early))) == 2


def test_what_becomes_of_each_feature_is_foreseen() -> None:
    assert foreseen(_by(_OWN), _by(_WIDER)) == [
        "at once  1 of 2 features",
        "missing  spent_longer: for 52d at most: it looks further back than was remembered",
    ]
    assert foreseen(_by(_OWN), _by(_OWN)) == foreseen(_by(_OWN), _by("version: 1\n")) == []
    assert foreseen(_lock(), _by(_OWN)) == []


def test_a_key_that_goes_with_its_last_feature_is_refused_in_both_directions() -> None:
    (line,) = going_forward(_by(_DEVICES), _by(_OWN))
    assert line.startswith("definitions: key device: no feature that is in force has it any more")
    (line,) = going_back(_by(_DEVICES), _by(_OWN))
    assert line.startswith("definitions: key device: ")


def test_definitions_that_cannot_be_read_leave_it_unknown_what_the_state_has() -> None:
    (line,) = going_forward(_by("version: 1\n"), _by(_OWN))
    assert line.startswith("definitions: what the state has of them is not known: features/fraud/")


def _shopping(definitions: str, **properties: str) -> KeptState:
    """A recommendation job that works by a definition file of its own."""
    groups: dict[str, dict[str, str]] = {
        **{group: dict(_STREAMS[group]) for group in ("sink", "aws", "store")},
        "source": {"uri": "kinesis:events", "consumer_arn": "arn"},
        "items": {"uri": "kinesis:items", "consumer_arn": "arn"},
        "features": {"definitions": "own.yaml"},
    }
    for name, value in properties.items():
        group, _, key = name.partition("_")
        groups.setdefault(group, {})[key] = value
    files = {
        "features/recommendations/definitions.yaml": shopping_text().encode(),
        "features/recommendations/own.yaml": definitions.encode(),
    }
    lock = Path(__file__).parents[2] / "jobs" / "recommendations" / "state-lock.json"
    return KeptState(json.loads(lock.read_text()), groups, files)


_SHIPPED: Final = "version: 1\nextends: shipped\n"
_OF_SHOPPER: Final = f"""{_SHIPPED}features:
  - {{name: seen, of: shopper, count: , over: 60d, description: S.}}
"""
_OF_ITEM: Final = _OF_SHOPPER.replace("of: shopper", "of: item").replace("60d", "7d")


def test_the_recommendation_job_is_compared_by_its_own_settings_and_operators() -> None:
    own = _shopping(_SHIPPED)
    assert going_forward(own, own) == []
    lines = going_forward(own, _shopping(_SHIPPED, items_uri="none"))
    assert any("items-source" in line for line in lines)


def test_a_feature_that_looks_further_back_is_foreseen_for_shoppers_as_for_cards() -> None:
    written, read = _shopping(_SHIPPED), _shopping(_OF_SHOPPER)
    looks, add = going_forward(written, read)
    assert looks.endswith("own.yaml: looks further back than the job remembers: shopper")
    assert add.startswith("definitions: add to `remembered` of ")
    assert any(line.startswith("missing  seen: ") for line in foreseen(written, read))


def test_another_feature_of_the_item_does_not_fit_the_cards_that_lie_about() -> None:
    (line,) = going_forward(_shopping(_SHIPPED), _shopping(_OF_ITEM))
    assert "values of these features lie in the states of other keys" in line
    assert (
        line.partition("now they would be ")[2].partition(":")[0].endswith("item_conversion, seen")
    )


def test_a_job_that_no_stack_delivers_is_one_line() -> None:
    other = KeptState({**_lock().lock, "job": "popularity"}, _told().properties)
    (line,) = going_forward(other, other)
    assert "'popularity' is no job that a stack of this version delivers" in line
