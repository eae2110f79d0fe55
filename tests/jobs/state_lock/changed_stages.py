"""Parts of careless releases; a module of its own, since Flink's workers import it."""

from unittest.mock import patch

from pyflink.common import Types
from pyflink.datastream import RuntimeContext

from features.fraud.card import CARD_LOG
from udfs.fraud.card_stage import CardStage


def renamed_uid(name: str) -> str:
    """The uid of the source of `name`, which has changed for payments."""
    return "payments-input" if name == "payments" else f"{name}-source"


class RenamedStateStage(CardStage):
    """Keeps its logs under another name."""

    def open(self, runtime_context: RuntimeContext) -> None:
        with patch.object(CARD_LOG, "name", "card-log-v2"):
            super().open(runtime_context)


class RetypedStateStage(CardStage):
    """Keeps its logs as another type."""

    def open(self, runtime_context: RuntimeContext) -> None:
        with patch("udfs.shared.key_logs.Types.PICKLED_BYTE_ARRAY", Types.STRING):
            super().open(runtime_context)
