"""The program that Flink starts says what is wrong with its arguments."""

import pytest

from jobs.program import main


@pytest.mark.parametrize("entry", ["source.uri", "uri=file:payments.jsonl", "=x"])
def test_a_property_that_is_not_one_is_refused_before_anything_starts(
    entry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--set", entry])
    assert stopped.value.code == 2
    assert "GROUP.KEY=VALUE is expected" in capsys.readouterr().err
