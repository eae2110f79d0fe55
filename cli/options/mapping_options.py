"""The options that say how the files of an input are written and mapped."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import click

from cli.options.input_values import checked, pairs
from cli.options.path_types import INPUT_FILE
from cli.options.period_options import DURATION
from datasets.own import form_values
from datasets.own.layout import Layout
from datasets.own.payments import PAYMENTS
from datasets.own.said import Said, SaidForm
from datasets.own.shopping import EVENTS

Command = Callable[..., None]
Options = tuple[Callable[[Command], Command], ...]

_MAPPINGS: Final = ("online-retail",)

_MAPPING_FILE: Final = click.option(
    "--mapping-file",
    type=INPUT_FILE,
    help="YAML that says all of the following; `revstream inspect --suggest FILE` writes one."
    " Options win over it.",
)


def _mapped(*layouts: Layout) -> Options:
    """The options that say which column or constant feeds which field."""
    targets = (f"Targets of {one.many}: {', '.join(one.every_target)}." for one in layouts)
    constants = (f"Of {one.many}: {', '.join(one.constants)}." for one in layouts)
    return (
        click.option(
            "--columns",
            multiple=True,
            metavar="TARGET=COLUMN,...",
            callback=pairs,
            help=f"Columns of the data. {' '.join(targets)}",
        ),
        click.option(
            "--constant",
            "constants",
            multiple=True,
            metavar="FIELD=VALUE,...",
            callback=pairs,
            help=f"What the data lacks. {' '.join(constants)}",
        ),
    )


_FORM: Final[Options] = (
    click.option(
        "--timezone",
        "zone",
        callback=checked(form_values.zone),
        help="Of times that name no zone, such as Europe/Berlin.  [default: UTC]",
    ),
    click.option(
        "--time-format",
        "time_form",
        callback=checked(form_values.time_form),
        help="Of times that are text, such as '%d.%m.%Y %H:%M:%S'.  [default: ISO 8601]",
    ),
    click.option(
        "--decimal",
        callback=checked(form_values.decimal_separator),
        help="Before decimals, a point or a comma.  [default: .]",
    ),
    click.option(
        "--thousands",
        callback=checked(form_values.thousands_separator),
        help="Between thousands: one of . , ' space none.  [default: none]",
    ),
    click.option(
        "--negative-amounts",
        type=click.Choice(["refuse", "left-out"]),
        help="A fault, or rows that are left out and counted.  [default: refuse]",
    ),
    click.option(
        "--encoding",
        callback=checked(form_values.encoding),
        help="Of CSV and JSON Lines, such as utf-16 or latin-1.  [default: utf-8]",
    ),
    click.option(
        "--delimiter",
        callback=checked(form_values.character),
        help="Of CSV, \\t for a tab.  [default: ,]",
    ),
    click.option(
        "--order",
        type=click.Choice(["arrival", "event-time"]),
        help="Of arrival: as in the input, or by event time.  [default: arrival for JSON Lines"
        " of the job's form, event-time for all else]",
    ),
    click.option(
        "--card-numbers",
        type=click.Choice(["refuse", "accept"]),
        default="refuse",
        show_default=True,
        help="As tokens: as source.card_numbers of the job.",
    ),
    click.option("--skip-faulty", is_flag=True, help="Leave faulty rows out and count them."),
)

_OF_PAYMENTS: Final[Options] = (
    click.option(
        "--label-delay",
        "label_delay_ms",
        type=DURATION,
        help="From a fraud to its report, where reported_time is not mapped.  [default: 7d]",
    ),
    click.option(
        "--mapping", type=click.Choice(_MAPPINGS), help="A ready mapping instead of --columns."
    ),
)

PAYMENT_OPTIONS: Final[Options] = (_MAPPING_FILE, *_mapped(PAYMENTS), *_FORM, *_OF_PAYMENTS)
"""Of a command that reads payments."""

SHOPPING_OPTIONS: Final[Options] = (_MAPPING_FILE, *_mapped(EVENTS), *_FORM)
"""Of a command that reads shopping events; a catalogue is described by the mapping file alone."""

EITHER_OPTIONS: Final[Options] = (
    _MAPPING_FILE,
    *_mapped(PAYMENTS, EVENTS),
    *_FORM,
    *_OF_PAYMENTS,
)
"""Of a command that reads either."""


def with_options(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    """`command` with `options`, in their order."""
    for option in reversed(options):
        command = option(command)
    return command


def said_by(options: dict[str, Any]) -> Said:
    """What the options say about the form of the data; they are taken out of `options`."""
    form = ("encoding", "delimiter", "decimal", "thousands", "time_form", "zone")
    negative = options.pop("negative_amounts")
    return Said(
        options.pop("columns"),
        options.pop("constants"),
        SaidForm(**{name: options.pop(name) for name in form}),
        negative_amounts="left_out" if negative == "left-out" else negative,
        label_delay_ms=options.pop("label_delay_ms", None),
        order=options.pop("order"),
    )
