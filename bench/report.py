"""Writes docs/benchmarks.md and its pictures from the results of a run.

python -m bench.report [--results FILE] [--docs FOLDER]
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bench import report_tables as tables
from bench.code_before import REVISION
from bench.forms import ROOT
from bench.report_charts import draw_forms, draw_growth, draw_latency
from bench.results import RESULTS, read

Results = Mapping[str, Any]

_TEMPLATE: Final = ROOT / "bench" / "benchmarks.template"
_CHAPTER: Final = "%% "


def write(results: Results, docs: Path) -> Path:
    """Write the page and its pictures into a folder of documentation; returns the page."""
    images = docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    page = docs / "benchmarks.md"
    page.write_text("".join(_chapters(results, images)), encoding="utf-8")
    return page


def _chapters(results: Results, images: Path) -> Iterator[str]:
    fraud, words = results.get("fraud", {}), _words()
    yield words["title"]
    if results["quick"]:
        yield words["quick"]
    if "cpu_us_per_payment" in fraud:
        draw_forms(results, images / "benchmarks-forms.png")
        forms = tables.forms_table(results)
        yield words["forms"].format(payments=fraud["payments"], forms=forms, before=REVISION)
        yield words["spark"]
    if fraud.get("latency"):
        draw_latency(results, images / "benchmarks-latency.png")
        yield words["latency"].format(
            latency=tables.latency_table(results), saturation=tables.saturations(results)
        )
    if "latency_runs_at_579" in fraud:
        yield words["runs"].format(runs=tables.runs_table(results))
    if "recommendations" in results:
        yield words["recommendations"].format(
            recommendations=tables.recommendations_table(results),
            lists=tables.list_latency(results),
        )
    if "growth" in results:
        draw_growth(results, images / "benchmarks-growth.png")
        yield words["growth"].format(growth=tables.growth_table(results))
    if "pipelines" in results:
        payments = results["pipelines"]["payments"]
        yield words["pipelines"].format(
            payments=payments, pipelines=tables.pipelines_table(results)
        )
    yield words["targets"].format(targets=tables.targets_table(results))
    yield words["machine"].format(machine=tables.machine_table(results))


def _words() -> dict[str, str]:
    """The words of each chapter, with places for figures in them."""
    chapters = _TEMPLATE.read_text(encoding="utf-8").split(_CHAPTER)[1:]
    return dict(chapter.split("\n", 1) for chapter in chapters)


def main() -> None:
    """Read the results and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=RESULTS, help="of `python -m bench`")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="folder to write into")
    asked = parser.parse_args()
    if not asked.results.exists():
        parser.error(f"argument --results: {asked.results}: no such file; `make bench` writes it")
    print(write(read(asked.results), asked.docs))


if __name__ == "__main__":
    main()
