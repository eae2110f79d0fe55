"""The program that Flink starts says what is wrong with its arguments."""

import pytest

from jobs.program import main
from jobs.shared.properties import SettingsError


@pytest.mark.parametrize("entry", ["source.uri", "uri=file:payments.jsonl", "=x"])
def test_a_property_that_is_not_one_is_refused_before_anything_starts(
    entry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--set", entry])
    assert stopped.value.code == 2
    assert "GROUP.KEY=VALUE is expected" in capsys.readouterr().err


def test_a_property_that_is_given_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--set", "job.name=a", "--set", "job.name=b"])
    assert stopped.value.code == 2
    assert "job.name: given twice" in capsys.readouterr().err


def test_a_system_whose_job_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingsError) as refused:
        main(["--set", "job.system=popularity", "--set", "source.uri=kinesis:events"])
    assert refused.value.faults == (
        "job.system: 'popularity': one of fraud, recommendations is expected",
    )
