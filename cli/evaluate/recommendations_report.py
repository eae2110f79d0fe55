"""What `revstream evaluate-recommendations` prints: tables for people, an object for scripts."""

from collections.abc import Mapping
from typing import Any

from msgspec import to_builtins
from rich.console import Console
from rich.table import Table

from models.recommendations.evaluation.evaluation import OURS, Evaluation
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.evaluation.ranking_metrics import SHORT_NAMES
from models.shared.evaluation.resampling import Interval


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """What a script reads."""
    k, ours = evaluation.k, evaluation.figures[OURS]
    return {
        **_means(evaluation, OURS),
        "coverage": ours.coverage,
        "queries": evaluation.queries,
        "seconds": round(evaluation.seconds, 1),
        "candidate_recall": evaluation.candidate_recall,
        "candidate_sources": to_builtins(evaluation.by_source),
        "lists": evaluation.lists,
        "missed": evaluation.missed,
        "trees": evaluation.trees,
        "intervals": {
            f"{SHORT_NAMES[name]}@{k}": _pair(one) for name, one in ours.intervals.items()
        },
        "baselines": {
            name: {
                **_means(evaluation, name),
                "coverage": figures.coverage,
                "seconds": round(figures.seconds, 1),
                "against": _comparisons(evaluation.against[name], k),
            }
            for name, figures in evaluation.figures.items()
            if name != OURS
        },
        "without": {
            name: {
                "inputs": one.inputs,
                "trees": one.trees,
                **{f"{SHORT_NAMES[metric]}@{k}": mean for metric, mean in one.means.items()},
                "against": _comparisons(one.against, k),
            }
            for name, one in evaluation.without.items()
        },
    }


def _comparisons(against: Mapping[str, Comparison], k: int) -> dict[str, Any]:
    """How the system is to something else, by metric."""
    return {
        f"{SHORT_NAMES[metric]}@{k}": {
            "difference": one.difference,
            "difference_interval": _pair(one.difference_interval),
            "ratio": one.ratio,
            "ratio_interval": _pair(one.ratio_interval),
        }
        for metric, one in against.items()
    }


def _means(evaluation: Evaluation, name: str) -> dict[str, float]:
    figures = evaluation.figures[name]
    return {
        f"{SHORT_NAMES[metric]}@{evaluation.k}": getattr(figures, metric) for metric in SHORT_NAMES
    }


def show(evaluation: Evaluation) -> None:
    """Prints tables."""
    k = evaluation.k
    table = Table(title=f"{evaluation.queries:,} queries, lists of {k}")
    table.add_column("", min_width=max(map(len, evaluation.figures)))
    for name in SHORT_NAMES.values():
        table.add_column(f"{name}@{k}", justify="right")
    for name in ("coverage", "seconds"):
        table.add_column(name, justify="right")
    for name, figures in evaluation.figures.items():
        table.add_row(
            name,
            *(
                f"{getattr(figures, metric):.4f} ± {_half(figures.intervals[metric]):.4f}"
                for metric in SHORT_NAMES
            ),
            f"{figures.coverage:.3f}",
            f"{figures.seconds:.0f}",
        )
    console = Console()
    console.print(table)
    console.print(
        f"Of the targets {evaluation.candidate_recall:.1%} were candidates. The ranker has"
        f" {evaluation.trees} trees, learned from {evaluation.lists:,} lists; in"
        f" {evaluation.missed:,} more the next item was no candidate."
    )
    console.print(_sources(evaluation))
    if evaluation.without:
        console.print(_without(evaluation))


def _sources(evaluation: Evaluation) -> Table:
    table = Table(title="Targets that each source brought as candidates")
    table.add_column("source")
    table.add_column("of all targets", justify="right")
    table.add_column("and no other did", justify="right")
    for source, one in evaluation.by_source.items():
        table.add_row(source, f"{one.share:.1%}", f"{one.alone:.1%}")
    return table


def _without(evaluation: Evaluation) -> Table:
    table = Table(title="What the ranker loses without a group of inputs")
    table.add_column("without", min_width=max(map(len, evaluation.without)))
    table.add_column("inputs", justify="right")
    for name in SHORT_NAMES.values():
        table.add_column(f"{name}@{evaluation.k}", justify="right")
    for name, one in evaluation.without.items():
        table.add_row(
            name,
            str(one.inputs),
            *(
                f"{-one.against[metric].difference:+.4f} ±"
                f" {_half(one.against[metric].difference_interval):.4f}"
                for metric in SHORT_NAMES
            ),
        )
    return table


def _pair(interval: Interval) -> list[float | None]:
    return [interval.low, interval.high]


def _half(interval: Interval) -> float:
    """Half of its width; 0 where there is none."""
    return ((interval.high or 0.0) - (interval.low or 0.0)) / 2
