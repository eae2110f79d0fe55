"""`--metrics-port` is heard before anything runs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.run import command as run
from cli.run.metrics import metrics_for
from machine.ports import LOCALHOST
from servers.leash import ServerError
from servers.metrics_page import metrics_page


def _refused(folder: Path, *options: str) -> str:
    source = folder / "payments.jsonl"
    source.write_text("")
    where = ("--source", f"file:{source}", "--sink", f"file:{folder / 'out'}")
    result = CliRunner().invoke(run.command, ["fraud", *where, *options])
    assert result.exit_code != 0
    assert not (folder / "out").exists()
    return result.output + str(result.exception)


def test_without_the_option_nothing_listens_and_flink_is_told_of_no_address() -> None:
    with metrics_for(None, None) as pushed_to:
        assert pushed_to is None


def test_the_address_is_said_and_another_one_is_pushed_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with metrics_for(None, 0) as pushed_to:
        said = capsys.readouterr().err
    assert said.startswith(f"metrics for Prometheus: http://{LOCALHOST}:")
    assert pushed_to is not None
    assert pushed_to not in said


def test_a_host_without_a_port_is_refused(tmp_path: Path) -> None:
    said = _refused(tmp_path, "--metrics-host", "0.0.0.0")  # noqa: S104 - the point of it
    assert "--metrics-host: needs --metrics-port beside it" in said


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "65536 is not in the range" in _refused(tmp_path, "--metrics-port", "65536")


def test_a_port_in_use_ends_the_run_before_it_starts(tmp_path: Path) -> None:
    with metrics_page(LOCALHOST, 0, 60) as taken:
        port = taken.url.rpartition(":")[2].removesuffix("/metrics")
        said = _refused(tmp_path, "--metrics-port", port)
    assert f"{LOCALHOST}:{port}: cannot be listened on" in said


def test_a_host_that_is_not_of_this_machine_is_named() -> None:
    with pytest.raises(ServerError, match=r"192\.0\.2\.1:0: cannot be listened on"):
        metrics_for("192.0.2.1", 0).__enter__()
