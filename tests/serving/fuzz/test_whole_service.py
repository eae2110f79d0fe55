"""Some hundred requests of all kinds meet no fault of the service; `make fuzz-serve`: 10,000."""

from collections.abc import Iterator

import pytest

from tests.serving.fuzz.described import check_described, described_paths
from tests.serving.fuzz.raw_calls import raw_calls
from tests.serving.fuzz.whole_service import ROOT, WholeService, whole_service

pytestmark = pytest.mark.slow

MOST_GROWTH_KB = 64_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeService]:
    """The service, as its command starts it."""
    with whole_service(tmp_path_factory.mktemp("whole")) as started:
        yield started


def test_the_page_about_serving_names_every_path_of_the_description(service: WholeService) -> None:
    page = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    paths = described_paths(service)
    assert len(paths) > 15
    assert [one for one in paths if one.partition("/{")[0] not in page] == []


def test_what_is_asked_by_the_description_is_answered_by_it(service: WholeService) -> None:
    statuses = check_described(service, 200)
    assert sum(statuses.values()) > 150
    assert {200, 400, 401, 403, 404, 422} <= set(statuses)


def test_no_hostile_request_meets_a_fault_and_memory_stays(service: WholeService) -> None:
    before_kb = service.memory_kb
    outcome = raw_calls(service, 1, 700)
    assert outcome.faults == []
    assert {200, 400, 401, 403, 404, 405, 415, 422, 431} <= set(outcome.statuses)
    assert service.memory_kb - before_kb < MOST_GROWTH_KB


def test_while_the_store_is_away_answers_say_so_and_afterwards_all_is_well(
    service: WholeService,
) -> None:
    service.store.kill()
    away = raw_calls(service, 2, 300, store_is_there=False)
    service.store.start()
    service.wait_until_ready()
    assert away.faults == []
    assert away.statuses[503] > 0
    assert away.statuses[200] > 0
    after = raw_calls(service, 3, 100)
    assert (after.faults, after.statuses[503]) == ([], 0)
