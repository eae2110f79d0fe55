"""Every command that takes rules lists their faults as the rules guide does, exit code 2."""

import re
import sys
from pathlib import Path

import pytest

from cli import backtest
from cli.main import main
from cli.rules import command as rules
from events.shared.json_records import encode
from tests.backtest.histories import simulated
from tests.cli.test_why import SCORED, decide

GUIDE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\w*\n(.*?)```", GUIDE, flags=re.DOTALL)
FAULTY = next(text for text in BLOCKS if "card_cout_1m" in text)
LISTED = next(text for text in BLOCKS if "rules.yaml:5:" in text)

COMMANDS = {
    "backtest": "backtest --trainset . --rules rules.yaml",
    "backtest, rules in force": "backtest --trainset . --current-rules rules.yaml",
    "why": "why tx-1 --decisions decisions.jsonl --rules rules.yaml",
    "run": "run fraud --source file:decisions.jsonl --sink none --set decision.rules=rules.yaml",
    "rules check": "rules check rules.yaml",
    "rules test": "rules test rules.yaml --trainset .",
    "rules test, baseline": "rules test good.yaml --trainset . --baseline rules.yaml",
}


@pytest.mark.parametrize("line", COMMANDS.values(), ids=list(COMMANDS))
def test_the_faults_are_listed_as_in_the_guide(
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(backtest, "training_table", lambda *_, **__: simulated()[0])
    monkeypatch.setattr(rules, "training_table", lambda *_, **__: simulated()[0])
    Path("rules.yaml").write_text(FAULTY, encoding="utf-8")
    Path("good.yaml").write_text("version: 1\nrules: []\n", encoding="utf-8")
    Path("decisions.jsonl").write_bytes(encode(decide(SCORED)) + b"\n")
    monkeypatch.setattr(sys, "argv", ["revstream", *line.split()])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert capsys.readouterr().err.endswith(LISTED)
