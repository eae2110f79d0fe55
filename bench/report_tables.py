"""Results as tables of Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bench.forms import FORMS, TITLES
from bench.latency import PERCENTILE_TITLES
from bench.targets import measured

Results = Mapping[str, Any]

_LARGE: Final = 100
_LATENCIES: Final = {"mean": "mean", **PERCENTILE_TITLES}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: names on the left, figures on the right.

    >>> print(table(["form", "payments/s"], [["loop", "9,000"]]))
    | form | payments/s |
    |---|--:|
    | loop | 9,000 |
    """
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(
        "|" + "|".join(row) + "|" if row[0] == "---" else "| " + " | ".join(row) + " |"
        for row in lines
    )


def forms_table(results: Results) -> str:
    """Rate, CPU and memory of every form."""
    fraud = results["fraud"]
    cpu_us, rss_mib = fraud["cpu_us_per_payment"], fraud["peak_rss_mib"]
    head = ["", "payments/s", "of the loop", "CPU us a payment", "payments a CPU second"]
    rows = []
    for form in FORMS:
        if form.name not in cpu_us:
            continue
        rate, cost_us = fraud[f"{form.name}_per_s"], cpu_us[form.name]
        share = fraud["equal_share"][form.name].get("decisions")
        rows.append(
            [
                form.title,
                f"{rate:,.0f}",
                f"{rate / fraud['loop_per_s']:.2f}",
                f"{cost_us:,.0f}",
                f"{1e6 / cost_us:,.0f}",
                f"{rss_mib[form.name]:,.0f}",
                f"{fraud['others_cores'][form.name]:.1f}",
                "another model" if share is None else f"{share:.1%}",
            ]
        )
    return table([*head, "peak MiB", "cores of others", "equal decisions"], rows)


def targets_table(results: Results) -> str:
    """What was to be reached."""
    rows = []
    for target, figure in measured(results):
        unit = "" if target.unit == "x" else f" {target.unit}"
        rows.append(
            [
                target.says,
                f"{target.side} {_figure(target.limit)}{unit}",
                f"{_figure(figure)}{unit}",
                "yes" if target.met(figure) else "no",
            ]
        )
    return table(["", "to be", "measured", "reached"], rows)


def _figure(value: float) -> str:
    """Four digits of a small figure, all of a large one."""
    return f"{value:,.0f}" if value >= _LARGE else f"{value:.4g}"


def latency_table(results: Results) -> str:
    """Latency of every form at every rate."""
    head = ["", "payments/s", *_LATENCIES.values(), "payments"]
    rows = [
        [TITLES[name], *_latency_row(f"{int(rate):,}", told)]
        for name, found in results["fraud"]["latency"].items()
        for rate, told in found["by_rate"].items()
    ]
    return table(head, rows)


def saturations(results: Results) -> str:
    """What the shares of each form are shares of."""
    return "; ".join(
        f"{TITLES[name]}: of {found['saturation_per_s']:,.0f}/s"
        for name, found in results["fraud"]["latency"].items()
    )


def runs_table(results: Results) -> str:
    """Latency at 579/s, run by run, without a feature store and with one."""
    head = ["run", *_LATENCIES.values(), *(f"{title}, store" for title in _LATENCIES.values())]
    fraud = results["fraud"]
    pairs = zip(fraud["latency_runs_at_579"], fraud["latency_runs_at_579_with_store"], strict=True)
    return table(
        head,
        (
            [str(run), *(f"{told[name]:,.1f}" for told in pair for name in _LATENCIES)]
            for run, pair in enumerate(pairs, 1)
        ),
    )


def _latency_row(rate: str, told: Mapping[str, float]) -> list[str]:
    figures = [told[name] for name in _LATENCIES]
    return [rate, *(f"{figure:,.1f}" for figure in figures), f"{told['payments']:,}"]


def recommendations_table(results: Results) -> str:
    """Rate, CPU and memory of the recommendation job and its loop."""
    found = results["recommendations"]["saturation"]
    head = ["", "events/s", "CPU us an event", "peak MiB", "cores of others"]
    rows = [
        [
            TITLES[name],
            f"{one['payments_per_s']:,.0f}",
            f"{one['cpu_us_per_payment']:,.0f}",
            f"{one['peak_rss_mib']:,.0f}",
            f"{one['others_cores']:.1f}",
        ]
        for name, one in found["forms"].items()
    ]
    return table(head, rows)


def list_latency(results: Results) -> str:
    """How soon a list could be read, where that was measured."""
    found = results["recommendations"].get("latency")
    if found is None:
        return ""
    head = ["records/s", *_LATENCIES.values(), "lists", "of them read", "load average"]
    rows = [
        [
            *_latency_row(f"{told['per_s']:,}", {**told, "payments": told["lists"]}),
            f"{told['seen_share']:.1%}",
            str(told["load_average"]),
        ]
        for told in found
    ]
    return table(head, rows)


def growth_table(results: Results) -> str:
    """CPU and memory as states grow."""
    head = ["", "payments before", "loop, CPU us", "loop, MiB", "job, CPU us", "job, MiB"]
    return table(head, _growth_rows(results["growth"]))


def _growth_rows(growth: Results) -> Iterator[list[str]]:
    for case in growth.values():
        figures = []
        for form in ("loop", "minicluster"):
            found = case.get(form)
            figures += (
                ["", ""]
                if found is None
                else [f"{found['cpu_us_per_payment']:,.0f}", f"{found['peak_rss_mib']:,.0f}"]
            )
        yield [case["title"], f"{case['warm_up']:,}", *figures]


def pipelines_table(results: Results) -> str:
    """The commands that go over a history."""
    head = ["", "payments/s", "CPU us a payment", "peak MiB"]
    names = ("trainset", "replay", "backtest")
    found = results["pipelines"]
    rows = [
        [
            f"`revstream {name}`",
            f"{found[name]['per_s']:,.0f}",
            f"{found[name]['cpu_us_per_payment']:,.0f}",
            f"{found[name]['peak_rss_mib']:,.0f}",
        ]
        for name in names
    ]
    return table(head, rows)


def machine_table(results: Results) -> str:
    """On what was measured."""
    machine, versions = results["machine"], results["versions"]
    rows = [
        ["processor", f"{machine['processor']}, {machine['cores']} cores"],
        ["memory", f"{machine['memory_gib']:.1f} GiB"],
        ["system", machine["system"]],
        ["load before the run, 1, 5 and 15 minutes", ", ".join(map(str, machine["load_before"]))],
        *([name, version] for name, version in versions.items()),
    ]
    return table(["", ""], rows)
