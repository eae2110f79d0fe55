"""The report card as a table: published, legacy and revstream side by side."""

from backtest.backtest import Backtest
from backtest.legacy import LegacyBaseline
from backtest.rates import Share
from backtest.report.shares import of
from backtest.report_card import ReportLine
from events.shared.time_units import HOUR_MS
from reporting.blocks import cell, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, amount, number, percent

_ABOUT = (
    "Legacy is a detector in batches, simulated here and described below, not a system of yours."
    " Published figures, in italics, are a claim about another system and other payments; the"
    " denominator of its false positives was not published, so both are held against it. All other"
    " figures are measured in this run, on the same payments with the same truth."
)


def card_section(backtest: Backtest) -> str:
    """The section."""
    currency = backtest.candidate.money[0].currency
    head = (
        "",
        "Published<small>before</small>",
        "Published<small>after</small>",
        "Legacy, measured<small>recognised, hours late</small>",
        "Legacy, measured<small>stopped in time</small>",
        "revstream, measured<small>stopped in time</small>",
    )
    rows = [_row(line, currency) for line in backtest.card.lines]
    return section(
        "Report card",
        _ABOUT,
        table(head, [*rows, _latency_row(backtest)]),
        _legacy_note(backtest.legacy),
        _latency_note(backtest),
    )


def _row(line: ReportLine, currency: str) -> list[str]:
    money = "amount" in line.figure
    target = ""
    if line.met is not None:
        words = "reaches" if line.met else "misses"
        mark = f"{words} {percent(line.published_after)}"
        target = element("small", text(mark), class_="met" if line.met else "unmet")
    ours = element("strong", text(percent(line.revstream.share)))
    return [
        text(line.figure),
        cell(percent(line.published_before), class_="published"),
        cell(percent(line.published_after), class_="published"),
        _measured(line.legacy_recognised, currency, money=money),
        _measured(line.legacy_stopped, currency, money=money),
        ours + element("small", text(_numbers(line.revstream, currency, money=money))) + target,
    ]


def _measured(share: Share, currency: str, *, money: bool) -> str:
    return cell(percent(share.share), _numbers(share, currency, money=money))


def _numbers(share: Share, currency: str, *, money: bool) -> str:
    if not money:
        return of(share)
    return f"{amount(share.part, currency)} of {amount(share.whole, currency)}"


def _latency_row(backtest: Backtest) -> list[str]:
    card = backtest.card
    took = element("strong", text(f"{number(card.latency.mean_us / 1000)} ms"))
    below = f"mean, rules and model alone; 99 % within {number(card.latency.p99_us / 1000)} ms"
    return [
        "Time to the decision",
        cell(f"{card.published_legacy_delay_h} h", "batches", "published"),
        cell(
            f"{card.published_mean_ms} ms", f"mean, limit {card.published_limit_ms} ms", "published"
        ),
        cell(f"{number(card.legacy_mean_delay_ms / HOUR_MS)} h", "mean wait for a batch"),
        text(NOTHING),
        took + element("small", text(below)),
    ]


def _legacy_note(legacy: LegacyBaseline) -> str:
    at_published = legacy.recognised_at_published
    note = (
        f"The legacy baseline is simulated: every {legacy.batch_ms / HOUR_MS:g} hours a batch"
        " judges the payments since the one before, by a logistic regression over the amount, the"
        " hour, and counts and means of card and merchant up to the batch (learned from"
        f" {legacy.fitted_on}). What it recognises is final by then. It stops only later payments"
        f" of a card, which is held for {legacy.hold_ms / HOUR_MS:g} hours after a batch with a"
        " high score. Both thresholds are set in hindsight to the false positives of revstream. At"
        f" {percent(at_published.false_positives_of_genuine.share)} of the genuine payments, as"
        f" published, it would recognise {percent(at_published.detection.share)} of the frauds"
        f" ({of(at_published.detection)}), as late."
    )
    return element("p", text(note), class_="note")


def _latency_note(backtest: Backtest) -> str:
    latency = backtest.card.latency
    note = (
        f"Time of revstream: {latency.payments:,} of these payments decided one by one by the job's"
        f" decider on this machine; the rules took {number(latency.rules_mean_us)}"
        f" \N{MICRO SIGN}s and, where it decided, the model with its reasons"
        f" {number(latency.model_mean_us)} \N{MICRO SIGN}s on average; half of them took at most"
        f" {number(latency.p50_us)} \N{MICRO SIGN}s. Reading, features, Flink and the network are"
        " not in it, so it is not comparable with a published end-to-end figure."
    )
    return element("p", text(note), class_="note")
