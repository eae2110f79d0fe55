"""The replayer: a stream of payments to feature values, by the same state machines as the job.

::

    payment --> card state --> (duplicate: nothing) --> merchant state --> payment + card + merchant
       |                                                                   values, in one tuple
       +--> the watermark advances, for the payments after it
    label   --> card state and merchant state, for the payments after it
"""

from typing import Final, Literal, TypeVar

from msgspec import Struct

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.card import CardState
from features.fraud.label_entry import out_of_reach
from features.fraud.merchant import MerchantState
from features.fraud.payment import payment_values
from features.shared.limits import HistoryLimits
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS, Watermark

State = TypeVar("State", CardState, MerchantState)

_FEWEST_TO_SWEEP: Final = 1024


class ReplayedPayment(Struct, frozen=True, gc=False):
    """What came of one payment.

    Attributes:
        kind: as for the card, see `CardOutcome`.
        values: of `FEATURES`, in their order; of `PAYMENT_FEATURES` only for a late payment; empty
            for a duplicate.
        watermark_ms: the watermark that the payment arrived at.
    """

    kind: Literal["accepted", "late", "duplicate"]
    values: tuple[FeatureValue, ...]
    watermark_ms: int


class Replayer:
    """Feeds payments, in their order of arrival, through the states of all cards and merchants.

    The states of keys that the watermark has left behind are dropped, so that memory follows the
    keys that were active in the last 30 days (in event time) and not the length of the stream.

    Args:
        limits: how much history a key keeps.
        out_of_orderness_ms: see `Watermark`.
    """

    def __init__(
        self,
        limits: HistoryLimits | None = None,
        out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS,
    ) -> None:
        self._limits = HistoryLimits() if limits is None else limits
        self._watermark = Watermark(out_of_orderness_ms)
        self._cards: dict[str, CardState] = {}
        self._merchants: dict[str, MerchantState] = {}
        self._sweep_cards_at = _FEWEST_TO_SWEEP
        self._sweep_merchants_at = _FEWEST_TO_SWEEP

    @property
    def keys_held(self) -> int:
        """Number of cards and merchants with a state."""
        return len(self._cards) + len(self._merchants)

    @property
    def watermark_ms(self) -> int:
        """The watermark that the next payment arrives at."""
        return self._watermark.value_ms

    def feed(self, payment: Payment) -> ReplayedPayment:
        """Takes the next payment."""
        watermark_ms = self._watermark.value_ms
        replayed = self._apply(payment, watermark_ms)
        self._watermark.observe(payment.event_time_ms)
        self._sweep(watermark_ms)
        return replayed

    def _sweep(self, watermark_ms: int) -> None:
        if len(self._cards) >= self._sweep_cards_at:
            self._cards = _alive(self._cards, watermark_ms)
            self._sweep_cards_at = max(_FEWEST_TO_SWEEP, 2 * len(self._cards))
        if len(self._merchants) >= self._sweep_merchants_at:
            self._merchants = _alive(self._merchants, watermark_ms)
            self._sweep_merchants_at = max(_FEWEST_TO_SWEEP, 2 * len(self._merchants))

    def feed_label(self, label: Label) -> bool:
        """Takes the next label; it moves no watermark.

        Returns whether it changed anything: one that is known already, or on a payment that no
        window of a payment on time reaches, does not.
        """
        watermark_ms = self._watermark.value_ms
        if out_of_reach(label, watermark_ms, self._limits):
            return False
        card = self._card(label.card_id).add_label(label, watermark_ms)
        merchant = self._merchant(label.merchant_id).add_label(label, watermark_ms)
        self._sweep(watermark_ms)
        return bool(card or merchant)

    def _apply(self, payment: Payment, watermark_ms: int) -> ReplayedPayment:
        outcome = self._card(payment.card_id).add(payment, watermark_ms)
        if outcome.kind == "duplicate":
            return ReplayedPayment("duplicate", (), watermark_ms)
        merchant = self._merchant(payment.merchant_id)
        merchant_values = merchant.add(payment, watermark_ms, late=outcome.kind == "late").values
        values = (*payment_values(payment), *outcome.values, *merchant_values)
        return ReplayedPayment(outcome.kind, values, watermark_ms)

    def _card(self, card_id: str) -> CardState:
        card = self._cards.get(card_id)
        if card is None:
            card = self._cards[card_id] = CardState.empty(self._limits)
        return card

    def _merchant(self, merchant_id: str) -> MerchantState:
        merchant = self._merchants.get(merchant_id)
        if merchant is None:
            merchant = self._merchants[merchant_id] = MerchantState.empty(self._limits)
        return merchant


def _alive(states: dict[str, State], watermark_ms: int) -> dict[str, State]:
    return {key: state for key, state in states.items() if watermark_ms <= state.expires_at_ms()}
