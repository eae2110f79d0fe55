"""What the page on the simulator shows of shoppers is what comes out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from cli.simulate_shoppers import command

ROOT = Path(__file__).parents[3]
SHOPPERS = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8").partition("## Shoppers")[2]


def blocks(language: str) -> list[str]:
    """The blocks of code in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", SHOPPERS, re.MULTILINE | re.DOTALL)


def test_the_command_of_the_page_says_what_the_page_says(tmp_path: Path) -> None:
    words = shlex.split(blocks("sh")[0].replace("\\\n", ""))
    assert words[:2] == ["revstream", "simulate-shoppers"]
    arguments = [str(tmp_path) if word == "shop" else word for word in words[2:]]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.stdout == SHOPPERS.partition("```\n\n```\n")[2].partition("```")[0]
    files = re.findall(r"`shop/([a-z.]+)`", SHOPPERS)
    assert sorted(files) == sorted(path.name for path in tmp_path.iterdir())


def test_the_program_of_the_page_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", blocks("python")[0]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) > 20_000
    assert "malformed b" in done.stdout
