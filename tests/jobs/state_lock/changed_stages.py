"""Parts of careless releases; a module of its own, since Flink's workers import it."""

from typing import Any
from unittest.mock import patch

from pyflink.common import Types
from pyflink.datastream import RuntimeContext

from udfs.fraud.entry_stage import EntryStage
from udfs.shared.key_logs import KeyLogs


def renamed_uid(name: str) -> str:
    """The uid of the source of `name`, which has changed for payments."""
    return "payments-input" if name == "payments" else f"{name}-source"


def renamed_logs(context: RuntimeContext, name: str, *others: Any) -> KeyLogs[Any]:  # noqa: ANN401
    """The states of keys, whose name has changed for cards."""
    return KeyLogs(context, name.replace("card-log-v1", "card-log-v2"), *others)


class RenamedStateStage(EntryStage):
    """Keeps its logs under another name."""

    def open(self, runtime_context: RuntimeContext) -> None:
        with patch("udfs.shared.keyed_stage.KeyLogs", renamed_logs):
            super().open(runtime_context)


class RetypedStateStage(EntryStage):
    """Keeps its logs as another type."""

    def open(self, runtime_context: RuntimeContext) -> None:
        with patch("udfs.shared.key_logs.Types.PICKLED_BYTE_ARRAY", Types.STRING):
            super().open(runtime_context)
