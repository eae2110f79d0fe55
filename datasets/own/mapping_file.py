"""A mapping file: how an export is read, as YAML that is kept beside it.

::

    version: 1
    columns: {transaction_id: id, card_id: Card, amount: Amount, event_time: Created}
    constants: {country: DE, channel: ecommerce}
    values: {currency: {eur: EUR}}
    left_out: {Type: [refund, payout]}
    labels: {columns: {transaction_id: id}}     of shopping events, the catalogue: items: {...}
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec
import yaml
from msgspec import Struct

from datasets.durations import duration_ms
from datasets.own import form_values
from datasets.own.amounts import NegativeAmounts
from datasets.own.description import LabelTable, Order
from datasets.own.label_columns import LABEL_TARGETS
from datasets.own.layout import Layout
from datasets.own.payments import PAYMENTS
from datasets.own.said import Said, SaidForm
from datasets.own.shopping import EVENTS, ITEMS

Value = TypeVar("Value")

MAX_BYTES: Final = 1 << 20
VERSION: Final = 1
_NEGATIVE: Final[dict[str, NegativeAmounts]] = {"refuse": "refuse", "left-out": "left_out"}


class _Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    time_format: str | None = None
    timezone: str | None = None
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


class _Labels(_Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The labels, each attribute as in the file."""


class _Rows(_Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    left_out: dict[str, list[str]] = {}
    negative_amounts: Literal["refuse", "left-out"] | None = None


class _Mapping(_Rows, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: Literal[1]
    label_delay: str | None = None
    order: Order | None = None
    labels: _Labels = _Labels()


class _ShoppingMapping(_Rows, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: Literal[1]
    order: Order | None = None
    items: _Rows = _Rows()


MappingT = TypeVar("MappingT", _Mapping, _ShoppingMapping)


class _TextLoader(yaml.BaseLoader):
    """Reads every value as text, since NO is a country, and refuses a key that comes twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = sorted(key for key, times in Counter(keys).items() if times > 1)
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"{', '.join(twice)}: one entry expected, found several",
                problem_mark=node.start_mark,
            )
        return super().construct_mapping(node, deep)


def read_mapping_file(path: Path) -> Said:
    """What the mapping file of payments at `path` says.

    Raises:
        ValueError: it is no mapping file; the message names the entry.
    """
    return _read(path, _Mapping, _said)


def read_shopping_mapping(path: Path) -> tuple[Said, Said]:
    """What the mapping file of shopping events at `path` says of them, and of the catalogue.

    Raises:
        ValueError: it is no mapping file; the message names the entry.
    """
    return _read(path, _ShoppingMapping, _said_of_shopping)


def _read(path: Path, kind: type[MappingT], said: Callable[[MappingT], Value]) -> Value:
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path}: a mapping file of at most {MAX_BYTES} bytes is expected")
    try:
        read = yaml.load(path.read_text("utf-8-sig"), _TextLoader)  # noqa: S506 - it makes texts only
        return said(msgspec.convert(_typed(read), kind))
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ValueError(f"{path}{line}: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise ValueError(f"{path}: YAML in UTF-8 is expected") from None
    except ValueError as error:
        raise ValueError(f"{path}: {_located(str(error))}") from None


def _typed(read: object) -> object:
    """The one number of the file as such."""
    if isinstance(read, dict) and str(read.get("version", "")).isdigit():
        return {**read, "version": int(read["version"])}
    return read


def _located(message: str) -> str:
    """The message of msgspec with the entry in front, as all others have it."""
    text, at, place = message.partition(" - at `$.")
    return f"{place.rstrip('`')}: {text}" if at else message


def _said(read: _Mapping) -> Said:
    label_targets = [target for targets in LABEL_TARGETS.values() for target in targets]
    _check_targets(read.labels.values, label_targets, "labels.values")
    labels = read.labels
    label_table = LabelTable()
    if labels != _Labels():
        form = _form(labels).over(SaidForm(zone=_form(read).zone)).form()
        label_table = LabelTable(labels.columns, labels.constants, labels.values, form)
    return replace(
        _said_of_rows(read, PAYMENTS, "values"),
        label_delay_ms=_checked("label_delay", read.label_delay, duration_ms),
        order=read.order,
        label_table=label_table,
    )


def _said_of_shopping(read: _ShoppingMapping) -> tuple[Said, Said]:
    events = replace(_said_of_rows(read, EVENTS, "values"), order=read.order)
    items = _said_of_rows(read.items, ITEMS, "items.values")
    zoned = replace(items, form=items.form.over(SaidForm(zone=events.form.zone)))
    return events, zoned


def _said_of_rows(read: _Rows, layout: Layout, name: str) -> Said:
    _check_targets(read.values, layout.every_target, name)
    return Said(
        read.columns,
        read.constants,
        _form(read),
        read.values,
        read.left_out,
        None if read.negative_amounts is None else _NEGATIVE[read.negative_amounts],
    )


def _check_targets(values: dict[str, dict[str, str]], known: Any, name: str) -> None:  # noqa: ANN401 - a collection
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ValueError(f"{name}.{unknown[0]}: no target; targets are {', '.join(known)}")


def _form(read: _Form) -> SaidForm:
    return SaidForm(
        _checked("encoding", read.encoding, form_values.encoding),
        _checked("delimiter", read.delimiter, form_values.character),
        _checked("decimal", read.decimal, form_values.decimal_separator),
        _checked("thousands", read.thousands, form_values.thousands_separator),
        _checked("time_format", read.time_format, form_values.time_form),
        _checked("timezone", read.timezone, form_values.zone),
    )


def _checked(name: str, text: str | None, parse: Callable[[str], Value]) -> Value | None:
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
