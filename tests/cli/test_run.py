"""What `revstream run fraud` refuses before it starts anything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.run import command as run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sink", "kinesis:decisions"), "sink.uri: 'kinesis:decisions': kinesis, file:DIRECTORY"),
        (("--set", "sink.uri=file"), "sink.uri: 'file': kinesis, file:DIRECTORY or none"),
        (("--set", "job.name=a", "--set", "job.name=b"), "job.name: given twice"),
        (("--store", "redis://:s3cret@localhost"), "put it into REVSTREAM_STORE_PASSWORD"),
        (("--set", "job.paralelism=2"), "did you mean 'job.parallelism'?"),
    ],
)
def test_an_unusable_setting_is_refused_in_words_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(run.command, ["fraud", "--source", "file:p.jsonl", *arguments])
    assert result.exit_code != 0
    assert said in result.output + str(result.exception)
    assert "s3cret" not in result.output + str(result.exception)
    assert list(tmp_path.iterdir()) == []
