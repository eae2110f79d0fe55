"""`make bench`: the job beside what it could have been, on the same payments, in one run.

Every form decides the same stream in processes of its own: a plain Python loop of today's code and
of the code before, bytewax with recovery, the job in a MiniCluster, on a cluster of one and of two
TaskManagers, and in process mode. Their outputs are compared by hash. The figures go to
out/bench/results.json; `python -m bench.report` makes docs/benchmarks.md of them.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench import results
from bench.forms import FORMS, Form
from bench.parts import PARTS, Asked

EXAMPLES: Final = """examples:
  python -m bench                                          all of it, for docs/benchmarks.md
  python -m bench --quick                                  less than five minutes
  python -m bench --parts saturation --forms loop,minicluster --payments 60000
  python -m bench --parts saturation --rounds 3 --json     medians of three rounds, in turns
  python -m bench --parts latency --latency-runs 10        how much a run differs from the next
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the results, and print them."""
    asked = _parser().parse_args(arguments)
    wanted = Asked(asked.quick, asked.forms, asked.payments, asked.rounds, asked.latency_runs)
    result = before = results.begun(asked.output, quick=asked.quick)
    for name in asked.parts:
        with TemporaryDirectory(prefix="revstream-bench-") as folder:
            for found in PARTS[name](wanted, Path(folder), before):
                result = before = results.update(asked.output, before, found)
    if asked.json:
        print(json.dumps(result, indent=2))
        return
    for line in _table(result.get("fraud", {})):
        print(line)
    print(f"\nall figures: {asked.output}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="fewer payments, fewer cases")
    parser.add_argument(
        "--parts", type=_parts, default=list(PARTS), help=f"some of {','.join(PARTS)}"
    )
    parser.add_argument(
        "--forms",
        type=_forms,
        default=list(FORMS),
        help=f"some of {','.join(form.name for form in FORMS)}; the loop is always measured",
    )
    parser.add_argument("--payments", type=int, help="of a form flat out; 200,000, quick 24,000")
    parser.add_argument("--rounds", type=int, default=1, help="medians of so many, in turns")
    parser.add_argument(
        "--latency-runs",
        type=int,
        help="so many runs more at 579 payments/s, without and with a store; 3, quick none",
    )
    parser.add_argument(
        "--output", type=Path, default=results.RESULTS, help="file of results, JSON"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    return parser


def _parts(text: str) -> list[str]:
    return _some_of(text, list(PARTS))


def _forms(text: str) -> list[Form]:
    names = _some_of(text, [form.name for form in FORMS])
    return [form for form in FORMS if form.name in {"loop", *names}]


def _some_of(text: str, known: Sequence[str]) -> list[str]:
    wanted = text.split(",")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r}: some of {','.join(known)} are expected")
    return [name for name in known if name in wanted]


def _table(fraud: Mapping[str, Any]) -> list[str]:
    """Rates, CPU and memory of every form, beside the loop."""
    if "cpu_us_per_payment" not in fraud:
        return []
    head = ("payments/s", "of the loop", "CPU us", "peak MiB", "equal output")
    lines = [f"{'':54}" + "".join(f"{name:>14}" for name in head)]
    for form in FORMS:
        if form.name not in fraud["cpu_us_per_payment"]:
            continue
        rate, share = fraud[f"{form.name}_per_s"], fraud["equal_share"][form.name].get("decisions")
        lines.append(
            f"{form.title:54}{rate:>14,.0f}{rate / fraud['loop_per_s']:>14.2f}"
            f"{fraud['cpu_us_per_payment'][form.name]:>14,.0f}"
            f"{fraud['peak_rss_mib'][form.name]:>14,.0f}"
            f"{'another model' if share is None else f'{share:.1%}':>14}"
        )
    return lines


if __name__ == "__main__":
    main()
