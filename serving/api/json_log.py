"""Logs as JSON lines on stderr, without personal values.

Of an error its type and the places it passed are logged, not what it says: that may show a value.
"""

import logging
import sys
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

import msgspec

_OF_REQUESTS: Final = ("route", "method", "status", "ms", "key_id")
_OF_STANDING: Final = ("compared", "differ", "drift_alarms")
_OF_REPLACEMENTS: Final = ("ruleset", "model", "model_sha256", "faults")
_EXTRA: Final = (*_OF_REQUESTS, *_OF_STANDING, *_OF_REPLACEMENTS)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time_ms": int(record.created * 1_000),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            line["at"] = [
                f"{Path(place.filename).name}:{place.lineno}"
                for place in reversed(extract_tb(error.__traceback__))
            ]
        return msgspec.json.encode(line).decode()


def log_json_lines(level: int = logging.INFO) -> None:
    """Send all logs of this process to stderr, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
