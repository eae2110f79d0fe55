"""Lines are told apart from labels as in the file that the job reads."""

import pytest

from demo.fraud.data import DataSet, simulated, write_data
from demo.fraud.label_arrivals import LabelArrivals, label_arrivals
from demo.fraud.plan import DemoPlan
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from jobs.fraud.labels_file import merge_files
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario

NOW_MS = 1_760_000_000_000
PLAN = DemoPlan(
    scenario=Scenario(seed=5, cards=20, merchants=40, days=12, payments=500, fraud_rate=0.1),
    disorder=Disorder(duplicate_rate=0.05, malformed_rate=0.1, late_rate=0.02),
)


@pytest.fixture(scope="module")
def data() -> DataSet:
    return simulated(PLAN, payment_plan(SHIPPED, HistoryLimits(), FEATURE_NAMES))


@pytest.fixture(scope="module")
def marks(data: DataSet, tmp_path_factory: pytest.TempPathFactory) -> str:
    """P or L of every line that the job reads."""
    folder = tmp_path_factory.mktemp("merged")
    files = write_data(data, folder)
    assert files.labels is not None
    merge_files(files.payments, files.labels, folder / "merged")
    return "".join(line[:1].decode() for line in (folder / "merged").read_bytes().splitlines())


@pytest.fixture(scope="module")
def arrivals(data: DataSet) -> LabelArrivals:
    return label_arrivals(data.records, data.labels, NOW_MS)


def test_there_are_labels_before_among_and_after(marks: str) -> None:
    assert "LP" in marks
    assert marks.endswith("L")


def test_a_record_has_the_line_that_it_has_in_the_merged_file(
    marks: str, arrivals: LabelArrivals
) -> None:
    lines = [line for line, mark in enumerate(marks) if mark == "P"]
    assert [arrivals.first_line(record) for record in range(len(lines))] == lines


def test_without_labels_a_record_has_the_line_of_its_number(data: DataSet) -> None:
    assert label_arrivals(data.records, (), 0).first_line(7) == 7
