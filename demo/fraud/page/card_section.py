"""One card's features as the store has them, by window where a feature has several."""

from collections.abc import Iterable, Mapping
from typing import Final

from demo.fraud.store_census import ReadBack, differing
from demo.shared.shown_values import instant, shown
from events.shared.feature_value import WrittenValue
from events.shared.time_units import DAY_S
from reporting.blocks import cell, code, facts, section, table
from reporting.markup import element, text
from reporting.wording import spoken

_TITLE: Final = "One card, read back from the feature store"
_WINDOWS: Final = ("1m", "5m", "1h", "24h", "7d", "30d")


def card_section(card: ReadBack | None) -> str:
    """The section; one sentence where no card is shown."""
    if card is None:
        return section(_TITLE, "No card is shown, because no blocked payment is.")
    stored = card.stored
    about = [
        ("Key", code(f"features:card:{card.card_id}")),
        ("As of", text(f"{instant(stored.event_time_ms)}, feature schema {stored.schema_version}")),
        ("Forgotten in", text(f"{stored.ttl_s / DAY_S:.0f} days without a payment")),
        ("Compared", _verdict(card)),
    ]
    windowed = _windowed(stored.values)
    single = [
        (name, text(shown(value)))
        for name, value in stored.values.items()
        if name not in {feature for row in windowed.values() for feature in row.values()}
    ]
    return section(
        _TITLE,
        "Amounts in minor units. What another service would read for the card's next payment.",
        facts(about),
        table(("", *_WINDOWS), _matrix(windowed, stored.values)),
        facts(single),
    )


def _verdict(card: ReadBack) -> str:
    wrong = differing(card)
    if not wrong:
        return cell("equal to the card's newest decision in every feature", class_="met")
    return cell(f"differs in {', '.join(wrong)}", class_="unmet")


def _windowed(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Names by window by what they measure, of measures with several windows."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        measure, _, window = name.rpartition("_")
        if window in _WINDOWS:
            found.setdefault(measure, {})[window] = name
    return {measure: of for measure, of in found.items() if len(of) > 1}


def _matrix(
    windowed: dict[str, dict[str, str]], values: Mapping[str, WrittenValue]
) -> Iterable[list[str]]:
    for measure, names in windowed.items():
        cells = [text(shown(values[names[one]])) if one in names else "" for one in _WINDOWS]
        yield [element("span", text(spoken(measure.removeprefix("card_")))), *cells]
