"""One blocked payment: who decided, why, and what the features say."""

from typing import Final

from demo.fraud.action_words import ACTION_WORDS
from demo.fraud.example import telling_features
from demo.fraud.finding import Explained
from demo.shared.shown_values import instant, shown
from events.fraud.decision import Decision, Reason
from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import Definitions
from models.shared.manifest import ModelManifest
from reporting.blocks import code, facts, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, amount, spoken

_TITLE: Final = "One blocked payment"
_ABOUT: Final = (
    "Chosen because its reasons say most. Every decision carries as much: its decision record is"
    " all that is needed here."
)


def payment_section(
    explained: Explained | None, manifest: ModelManifest, definitions: Definitions
) -> str:
    """The section; one sentence where nothing was blocked."""
    if explained is None:
        return section(_TITLE, "No payment was blocked.")
    decision = explained.decision
    described = {feature.name: _described(feature.description) for feature in definitions.features}
    return section(
        _TITLE,
        _ABOUT,
        facts(_about(explained)),
        table(("Why", "Said by", "Adds to the score"), map(_reason, decision.reasons), texts=2),
        table(
            ("Feature", "What it is", "Here", "Usually"),
            (
                [
                    element("span", code(name), class_="whole"),
                    described[name],
                    *_values(name, value, manifest),
                ]
                for name, value in telling_features(decision).items()
            ),
            texts=2,
        ),
    )


def _about(explained: Explained) -> list[tuple[str, str]]:
    decision, pattern = explained.decision, explained.truth.pattern
    truth = "genuine" if pattern is None else f"fraud: {spoken(pattern)}"
    who = f"{decision.card_id} at {decision.merchant_id}"
    score = "not scored" if decision.score is None else f"score {decision.score:.3f}"
    verdict = element(
        "strong", text(f"{ACTION_WORDS[decision.action]} by {decision.tier}"), class_="unmet"
    )
    hits = [f"{hit.id} (version {hit.version}, {hit.action})" for hit in decision.rule_hits]
    return [
        ("Payment", f"{code(decision.transaction_id)} {text(_what(decision))}"),
        ("Card and merchant", code(who)),
        ("Decision", f"{verdict}, {text(score)}"),
        ("In truth", text(truth)),
        ("Rules that matched", text(", ".join(hits) or "none")),
        ("Trace", code(decision.trace_id or NOTHING)),
    ]


def _what(decision: Decision) -> str:
    minor, currency = decision.numbers.get("amount_minor"), decision.currency
    paid = amount(int(minor), currency) if minor is not None and currency is not None else ""
    parts = (paid, decision.channel, decision.country, instant(decision.event_time_ms))
    return ", ".join(part for part in parts if part)


def _reason(reason: Reason) -> list[str]:
    added = NOTHING if reason.contribution is None else f"{reason.contribution:.2f}"
    said_by = reason.source if reason.code is None else f"{reason.source}, {reason.code}"
    return [text(reason.text), text(said_by), text(added)]


def _described(description: str) -> str:
    """A feature's description, in which names stand between backticks."""
    parts = enumerate(description.split("`"))
    return "".join(code(part) if place % 2 else text(part) for place, part in parts)


def _usually(usual: float | None, here: FeatureValue) -> str:
    if usual is None:
        return NOTHING
    return shown(usual > 1 / 2) if isinstance(here, bool) else f"{usual:,.4g}"


def _values(name: str, value: FeatureValue, manifest: ModelManifest) -> list[str]:
    return [text(shown(value)), text(_usually(manifest.reference.get(name), value))]
