"""The memory of a processing unit is shared out among subtasks, and never more than there is."""

import pytest

from infra.delivered_jobs import DELIVERED, DeliveredJob
from infra.kpu_memory import INTERPRETER_MIB, JVM_MIB, NATIVE_MIB, ROCKSDB_MIB, cache_limit_mib
from infra.stack_config_reader import ConfigError, parse_stack_config
from infra.systems import planned_properties
from jobs.fraud.settings import load_settings

_LEAST = {"environment": "dev", "region": "eu-central-1"}


def _planned_cache_mib(**fraud: object) -> int:
    planned = planned_properties(parse_stack_config({**_LEAST, "fraud": fraud}))["fraud"]
    return load_settings(planned).state_cache_mib


def _fault(**fraud: object) -> str:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({**_LEAST, "fraud": fraud})
    (fault,) = refused.value.faults
    return fault


@pytest.mark.parametrize("parallelism_per_kpu", range(1, 9))
def test_subtasks_together_hold_no_more_than_a_unit_has_left(parallelism_per_kpu: int) -> None:
    left_mib = NATIVE_MIB - JVM_MIB - ROCKSDB_MIB - INTERPRETER_MIB
    cache_mib = cache_limit_mib(parallelism_per_kpu)
    assert 0 < cache_mib * parallelism_per_kpu <= left_mib


def test_the_job_is_told_a_cache_that_fits_its_units() -> None:
    assert _planned_cache_mib() == cache_limit_mib(1)
    assert _planned_cache_mib(parallelism_per_kpu=4) == cache_limit_mib(4)


def test_a_process_for_each_subtask_leaves_less_for_states() -> None:
    mode = {"job.execution_mode": "process"}
    assert _planned_cache_mib(parallelism_per_kpu=2, properties=mode) < cache_limit_mib(2)


@pytest.mark.parametrize("job", DELIVERED, ids=lambda job: job.name)
def test_each_job_of_a_stack_is_told_what_its_own_units_have(job: DeliveredJob) -> None:
    values = {each.name: {"enabled": True, "parallelism_per_kpu": 1} for each in DELIVERED}
    values[job.name]["parallelism_per_kpu"] = 4
    planned = planned_properties(parse_stack_config({**_LEAST, **values}))
    told = {each.name: each.load(planned[each.name]).state_cache_mib for each in DELIVERED}
    assert told == {**dict.fromkeys(told, cache_limit_mib(1)), job.name: cache_limit_mib(4)}


def test_a_stack_may_ask_for_less() -> None:
    assert _planned_cache_mib(properties={"state.cache_mib": "10"}) == 10


def test_a_cache_above_what_a_unit_has_is_refused_with_the_most_it_may_be() -> None:
    assert _fault(parallelism_per_kpu=2, properties={"state.cache_mib": "300"}) == (
        f"fraud.properties: state.cache_mib: 300: at most {cache_limit_mib(2)} is expected with"
        " parallelism_per_kpu 2"
    )


def test_more_python_processes_than_fit_into_a_unit_are_refused() -> None:
    fault = _fault(parallelism_per_kpu=8, properties={"job.execution_mode": "PROCESS"})
    assert fault.startswith("fraud.parallelism_per_kpu: 8: as many Python processes do not fit")
