"""The stages of the fraud job with their caches full from the start, as after weeks of payments."""

from pyflink.datastream import RuntimeContext

from bench.state_memory import cards, fill_up, merchants
from udfs.fraud.card_stage import CardStage
from udfs.fraud.merchant_stage import MerchantStage

PAYMENTS_A_KEY = 4


class FullCardStage(CardStage):
    """Knows as many other cards as it may hold."""

    def open(self, runtime_context: RuntimeContext) -> None:
        super().open(runtime_context)
        fill_up(self._cards.cache, cards(PAYMENTS_A_KEY))


class FullMerchantStage(MerchantStage):
    """Knows as many other merchants as it may hold."""

    def open(self, runtime_context: RuntimeContext) -> None:
        super().open(runtime_context)
        fill_up(self._merchants.cache, merchants(PAYMENTS_A_KEY))
