"""What others decide on is dated, is what the project uses, and asks to be looked at in time."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from infra.facts import MAX_AGE_DAYS, Fact, read_facts, stale

ROOT = Path(__file__).parents[2]
_FACT = Fact(
    value="FLINK-1_20",
    used_in=("infra/components/application.py",),
    source="https://docs.aws.amazon.com/",
    checked=date(2026, 11, 26),
    note="x",
)


def test_a_fact_is_to_be_looked_at_again_after_ninety_days() -> None:
    last = _FACT.checked + timedelta(days=MAX_AGE_DAYS)
    assert list(stale({"runtime": _FACT}, last)) == []
    (line,) = stale({"runtime": _FACT}, last + timedelta(days=1))
    assert line == (
        "runtime: FLINK-1_20, checked 91 days ago: read https://docs.aws.amazon.com/, correct"
        " infra/components/application.py and set `checked` in infra/facts.yaml"
    )


def test_a_date_that_has_not_come_yet_is_no_check() -> None:
    (line,) = stale({"runtime": _FACT}, date(2026, 11, 25))
    assert line == "runtime: checked on 2026-11-26, which is after today, 2026-11-25"


@pytest.mark.parametrize("name", sorted(read_facts()))
def test_a_fact_is_what_the_project_uses(name: str) -> None:
    fact = read_facts()[name]
    assert fact.used_in
    for path in fact.used_in:
        assert fact.value in (ROOT / path).read_text(encoding="utf-8"), path


def test_every_action_of_the_workflows_is_a_fact() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / ".github/workflows").iterdir()]
    pins = {pin for text in texts for pin in re.findall(r"uses: (\S+)@([0-9a-f]{40})", text)}
    facts = {(name, fact.value) for name, fact in read_facts().items() if "/" in name}
    assert facts == pins != set()


def test_every_source_is_an_address() -> None:
    assert [fact for fact in read_facts().values() if not fact.source.startswith("https://")] == []


def test_a_fault_of_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("runtime: {value: FLINK-1_20}\n")
    with pytest.raises(ValueError, match=r"^facts\.yaml: .*`used_in`.*"):
        read_facts(path)
