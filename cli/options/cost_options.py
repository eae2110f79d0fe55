"""The options that say what decisions cost, and what the thresholds must keep to."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

import click

from models.fraud.training.costs import CostSettings
from models.fraud.training.thresholds import Limits

Command = TypeVar("Command", bound=Callable[..., Any])

_SHARE: Final = click.FloatRange(0, 1)
_MINOR: Final = click.IntRange(0)
_COSTS: Final[Mapping[str, tuple[Any, str]]] = {
    "chargeback_fee_minor": (_MINOR, "For a fraud that goes through, beside its amount."),
    "review_cost_minor": (_MINOR, "For each flagged payment."),
    "recovered_share": (_SHARE, "What a review saves of a fraud's amount and fee."),
    "friction_minor": (_MINOR, "For each genuine payment blocked."),
    "friction_amount_share": (_SHARE, "Of the amount of a genuine payment blocked."),
}
_LIMITS: Final[Mapping[str, tuple[Any, str]]] = {
    "max_flagged_genuine": (_SHARE, "Largest share of genuine payments flagged or blocked."),
    "max_blocked_genuine": (_SHARE, "Largest share of genuine payments blocked."),
    "reviews_per_day": (click.FloatRange(0), "Payments that can be reviewed, daily mean."),
}


def cost_options(command: Command) -> Command:
    """Adds the options; `costs_and_limits` reads them from the command's keyword arguments."""
    defaults = {field.name: field.default for field in (*fields(CostSettings), *fields(Limits))}
    for name, (kind, meaning) in reversed([*_COSTS.items(), *_LIMITS.items()]):
        default = defaults[name]
        command = click.option(
            f"--{name.replace('_', '-')}",
            type=kind,
            default=default,
            show_default="any number" if default is None else True,
            help=meaning,
        )(command)
    return command


def costs_and_limits(given: Mapping[str, Any]) -> tuple[CostSettings, Limits]:
    """What the options say.

    Raises:
        ValueError: they do not fit together.
    """
    return (
        CostSettings(**{name: given[name] for name in _COSTS}),
        Limits(**{name: given[name] for name in _LIMITS}),
    )
