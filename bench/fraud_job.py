"""The fraud job beside a plain Python loop over the same code, and its latency at a fixed rate.

python -m bench.fraud_job [--payments N] [--json]
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, quantiles
from time import perf_counter, perf_counter_ns, time_ns

import msgspec

from events.fraud.codec import PaymentDecoder, encode
from events.fraud.payment import Payment
from features.fraud.catalogue import SHIPPED
from features.fraud.definitions_content import SHIPPED_CONTENT
from features.fraud.payment_contract import payment_contract
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from simulator.disorder_settings import ORDERLY
from simulator.files import write_records
from simulator.scenario import Scenario, wire_records
from udfs.fraud.loading import DEFAULT, DeciderLoader, PlanLoader

_RATE_PER_S = 579
_PACED_S = 30
_WARM_UP_S = 5


@dataclass(frozen=True)
class Result:
    """What was measured.

    Attributes:
        payments: size of the stream.
        loop_per_s: payments a second of the plain Python loop, one thread.
        job_per_s: payments a second of the job, flat out, start-up left out.
        job_to_loop: the second over the first.
        latency_ms: in-job latency at `latency_rate_per_s`, after a warm-up.
    """

    payments: int
    loop_per_s: float
    job_per_s: float
    job_to_loop: float
    latency_rate_per_s: int
    latency_ms: dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=120_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.payments, Path(folder))
    if options.json:
        print(json.dumps(asdict(result)))
        return
    print(f"plain Python loop   {result.loop_per_s:10,.0f} payments/s")
    print(f"job, flat out       {result.job_per_s:10,.0f} payments/s")
    print(f"job / loop          {result.job_to_loop:10.2f}")
    latency = "  ".join(f"{name} {value:.1f}" for name, value in result.latency_ms.items())
    print(f"in-job latency at {result.latency_rate_per_s}/s, ms:  {latency}")


def measure(count: int, folder: Path) -> Result:
    """All figures, from one stream."""
    _say(f"simulating {count} payments")
    source = folder / "payments.jsonl"
    records = wire_records(Scenario(payments=count), ORDERLY)
    write_records(records, source)
    _say("plain Python loop")
    loop_per_s = _loop_per_s([record.raw for record in records])
    _say("job, flat out")
    job_per_s = _job_per_s(source, folder / "flat-out")
    _say(f"job at {_RATE_PER_S}/s")
    latency_ms = _latency_ms(source, folder / "paced", count)
    return Result(count, loop_per_s, job_per_s, job_per_s / loop_per_s, _RATE_PER_S, latency_ms)


def _loop_per_s(raws: Sequence[bytes]) -> float:
    loader = DeciderLoader(DEFAULT, DEFAULT, "bench")
    plan = PlanLoader(SHIPPED_CONTENT, HistoryLimits(), loader.needed())()
    replayer, decider = Replayer(plan=plan), loader(plan)
    decoder = PaymentDecoder(contract=payment_contract(SHIPPED))
    started_s = perf_counter()
    for raw in raws:
        payment = decoder.decode(raw, time_ns() // 1_000_000)
        if not isinstance(payment, Payment):
            raise TypeError("the simulated stream is clean")
        values = replayer.feed(payment).values
        verdict = decider.judge(payment, values, late=False)
        stage_us = {"rules": verdict.rules_us, "in_job": perf_counter_ns() // 1000}
        encode(decider.decision(payment, values, verdict, stage_us, late=False))
    return len(raws) / (perf_counter() - started_s)


def _job_per_s(source: Path, folder: Path) -> float:
    """The rate between a fifth and nine tenths of the stream."""
    samples: list[tuple[float, int]] = []

    def sample(progress: JobProgress) -> None:
        samples.append((perf_counter(), progress.records_decided))

    run_local(FRAUD, _settings(source, folder, {}), sample)
    total = sum(1 for _ in (folder / "decisions.jsonl").open("rb"))
    middle = [entry for entry in samples if 0.2 * total <= entry[1] <= 0.9 * total]
    (from_s, from_count), (to_s, to_count) = middle[0], middle[-1]
    return (to_count - from_count) / (to_s - from_s)


def _latency_ms(source: Path, folder: Path, count: int) -> dict[str, float]:
    paced = _RATE_PER_S * _PACED_S
    pace = {"source.rate_per_s": str(_RATE_PER_S), "source.rate_after": str(count - paced)}
    run_local(FRAUD, _settings(source, folder, pace))
    decoder = msgspec.json.Decoder()
    with (folder / "decisions.jsonl").open("rb") as lines:
        in_job_ms = [decoder.decode(line)["stage_us"]["in_job"] / 1000 for line in lines]
    steady = in_job_ms[count - paced + _WARM_UP_S * _RATE_PER_S :]
    percentiles = quantiles(steady, n=100)
    return {
        "mean": mean(steady),
        "p50": percentiles[49],
        "p95": percentiles[94],
        "p99": percentiles[98],
    }


def _settings(source: Path, folder: Path, more: dict[str, str]) -> FraudSettings:
    base = {"source.uri": f"file:{source}", "sink.uri": f"file:{folder}"}
    return load_settings({}, base | more)


def _say(step: str) -> None:
    print(f"{step} ...", file=sys.stderr)


if __name__ == "__main__":
    main()
