"""A backtest as plain JSON values, for scripts."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from backtest.backtest import Backtest
from backtest.decided import Decided
from backtest.outcome import SettingOutcome
from backtest.rates import Share
from backtest.setting import Setting
from models.fraud.thresholds import thresholds_of
from models.shared.training.period import day


def json_form(backtest: Backtest) -> dict[str, Any]:
    """What was found, as JSON values. Shares are 0 to 1 with their two numbers beside them."""
    return {
        **decided_form(backtest.decided),
        "legacy": plain(backtest.legacy),
        "report_card": plain(backtest.card),
        "importance": plain(backtest.importance),
    }


def decided_form(decided: Decided) -> dict[str, Any]:
    """What two settings decided of a history, in the same form."""
    question, truth = decided.question, decided.history.truth
    comparison = decided.comparison
    return {
        "data": {
            "data_id": question.table.data_id,
            "left_out": question.table.left_out,
            "payments": int(decided.history.rows.size),
            "late": int(decided.history.late.sum()),
            "frauds": int(truth.counted_fraud.sum()),
            "genuine": int(truth.counted_genuine.sum()),
            "young": int((~truth.counted).sum()),
            "truth": truth.source,
        },
        "period": {
            "from": day(question.period.from_ms),
            "to": day(question.period.to_ms),
            "from_ms": question.period.from_ms,
            "to_ms": question.period.to_ms,
            "chosen": question.period.chosen,
        },
        "notes": list(decided.notes),
        "main_currency": decided.candidate.money[0].currency,
        "candidate": _setting(question.candidate) | _outcome(decided.candidate),
        "current": _setting(question.current) | _outcome(decided.current),
        "changes": {
            "payments": comparison.count(),
            "better": comparison.count("better"),
            "worse": comparison.count("worse"),
            "unknown": comparison.count("unknown"),
            "moves": plain(comparison.moves()),
        },
    }


def _setting(setting: Setting) -> dict[str, Any]:
    manifest = setting.artifact.manifest
    thresholds = thresholds_of(manifest)
    return {
        "model": {
            "name": manifest.name,
            "version": manifest.version,
            "sha256": manifest.sha256,
            "flag_from": thresholds.flag,
            "block_from": thresholds.block,
        },
        "rules": {
            "name": setting.rules_name,
            "version": setting.rules.version,
            "sha256": setting.rules.sha256,
        },
    }


def _outcome(outcome: SettingOutcome) -> dict[str, Any]:
    return {
        "decided_by_model": int(outcome.decisions.by_model.sum()),
        "money": plain(outcome.money),
        "stopped": plain(outcome.stopped),
        "blocked": plain(outcome.blocked),
        "flagged_a_day": plain(outcome.load.flagged),
        "blocked_a_day": plain(outcome.load.blocked),
        "by_rule": plain(outcome.rules.rules),
        "rule_overlaps": plain(outcome.rules.overlaps),
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a dataclass holds
    """Dataclasses as dictionaries, arrays and tuples as lists, all the way down.

    >>> plain(Share(1, 4))
    {'part': 1, 'whole': 4, 'share': 0.25}
    """
    if isinstance(value, Share):
        return {"part": value.part, "whole": value.whole, "share": value.share}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value
