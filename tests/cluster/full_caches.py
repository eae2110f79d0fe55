"""The stages of the fraud job with their caches full from the start, as after weeks of payments."""

from pyflink.datastream import RuntimeContext

from bench.state_memory import fill_up, states
from udfs.fraud.decision_stage import DecisionStage
from udfs.fraud.entry_stage import EntryStage

PAYMENTS_A_KEY = 4


class FullEntryStage(EntryStage):
    """Knows as many other cards as it may hold."""

    def open(self, runtime_context: RuntimeContext) -> None:
        super().open(runtime_context)
        fill_up(self._keys.cache, states("card", PAYMENTS_A_KEY))


class FullDecisionStage(DecisionStage):
    """Knows as many other merchants as it may hold."""

    def open(self, runtime_context: RuntimeContext) -> None:
        super().open(runtime_context)
        fill_up(self._keys.cache, states("merchant", PAYMENTS_A_KEY))
