"""How the options of `revstream dlq replay` say what to change in a record."""

import sys
from collections.abc import Callable
from importlib import import_module

import click
import msgspec

from dead_letters.mending import Mend, MendError, setting, unchanged


def mend_of(assignments: tuple[str, ...], function: str | None) -> Mend:
    """What ``--with`` does, then what ``--set`` does; nothing where neither is given."""
    set_fields = setting(dict(map(_assignment, assignments))) if assignments else unchanged
    call = unchanged if function is None else _called(function)

    def mend(raw: bytes) -> bytes:
        return set_fields(call(raw))

    return mend


def _assignment(text: str) -> tuple[str, object]:
    """``FIELD=VALUE``; the value is JSON, or text where it is none."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise click.BadParameter(f"--set {text!r}: FIELD=VALUE is expected")
    try:
        return name, msgspec.json.decode(value)
    except msgspec.DecodeError:
        return name, value


def _called(spec: str) -> Mend:
    function = _function(spec)

    def call(raw: bytes) -> bytes:
        try:
            return function(raw)
        except Exception as error:
            raise MendError(f"{spec}: {type(error).__name__}: {error}") from error

    return call


def _function(spec: str) -> Callable[[bytes], bytes]:
    module, _, name = spec.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError, TypeError, ValueError, SyntaxError) as error:
        raise click.BadParameter(
            f"--with {spec!r}: MODULE:FUNCTION is expected ({error})"
        ) from None
    if not callable(function):
        raise click.BadParameter(f"--with {spec!r}: it is no function")
    return function  # type: ignore[no-any-return]
