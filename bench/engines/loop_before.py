# mypy: ignore-errors
"""The same loop over the code of revision 50f4437, whose names are those of then.

``python -P bench/engines/loop_before.py SOURCE FOLDER``, with that code on ``PYTHONPATH``, see
`bench.code_before`. It does what its job did: features by hand, a model of 500 trees, two feature
updates a payment.
"""

import argparse
import json
from pathlib import Path
from time import monotonic, perf_counter_ns, time_ns
from typing import Final

from events.codec import PaymentDecoder, encode
from events.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate
from events.payment import Payment
from features.card import CardState
from features.catalogue import CARD_FEATURES, MERCHANT_FEATURES
from features.limits import HistoryLimits
from features.merchant import MerchantState
from features.payment import payment_values
from features.watermark import Watermark
from udfs.interpreter import leave_old_objects_alone
from udfs.loading import DEFAULT, DeciderLoader

TOLD_EVERY: Final = 500
_BUFFER_BYTES: Final = 1 << 18


def run(source: Path, folder: Path) -> None:
    """Decide the payments of a file, each to its end before the next."""
    limits, watermark = HistoryLimits(), Watermark()
    decode = PaymentDecoder().decode
    decider = DeciderLoader(DEFAULT, DEFAULT, "bench")()
    cards: dict[str, CardState] = {}
    merchants: dict[str, MerchantState] = {}
    leave_old_objects_alone()
    folder.mkdir(parents=True)
    with (
        source.open("rb") as lines,
        (folder / "decisions.jsonl").open("wb", _BUFFER_BYTES) as decisions,
        (folder / "features.jsonl").open("wb", _BUFFER_BYTES) as features,
    ):
        for number, line in enumerate(lines, 1):
            payment = decode(line, time_ns() // 1_000_000)
            if not isinstance(payment, Payment):
                raise TypeError(f"line {number}: {payment}: expected a payment without faults")
            card = cards.get(payment.card_id)
            if card is None:
                card = cards[payment.card_id] = CardState.empty(limits)
            merchant = merchants.get(payment.merchant_id)
            if merchant is None:
                merchant = merchants[payment.merchant_id] = MerchantState.empty(limits)
            of_card = card.add(payment, watermark.value_ms).values
            of_merchant = merchant.add(payment, watermark.value_ms, late=False).values
            values = (*payment_values(payment), *of_card, *of_merchant)
            verdict = decider.judge(payment, values, late=False)
            stage_us = {"rules": verdict.rules_us, "in_job": perf_counter_ns() // 1000}
            decision = decider.decision(payment, values, verdict, stage_us, late=False)
            decisions.write(encode(decision) + b"\n")
            features.write(_update("card", payment.card_id, payment, CARD_NAMES, of_card))
            update = _update("merchant", payment.merchant_id, payment, MERCHANT_NAMES, of_merchant)
            features.write(update)
            watermark.observe(payment.event_time_ms)
            if number % TOLD_EVERY == 0:
                print(json.dumps({"at_s": monotonic(), "payments": number}), flush=True)


CARD_NAMES: Final = tuple(feature.name for feature in CARD_FEATURES)
MERCHANT_NAMES: Final = tuple(feature.name for feature in MERCHANT_FEATURES)


def _update(entity, entity_id, payment, names, values):  # noqa: ANN001, ANN202 - types of then
    by_name = dict(zip(names, values, strict=True))
    update = FeatureUpdate(
        entity,
        entity_id,
        payment.event_time_ms,
        FEATURE_SCHEMA_VERSION,
        by_name,
        payment.transaction_id,
    )
    return encode(update) + b"\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    run(asked.source, asked.folder)
