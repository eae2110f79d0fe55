"""Values as Pulumi's engine sends them: structs with markers for what is not plain data."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct, Value

Properties = dict[str, Any]

_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"


class Unknown:
    """A value that only exists once its resource does; a preview is full of them."""

    def __repr__(self) -> str:
        return "<unknown until created>"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Asset:
    """A file or a text that travels as a resource's contents; the same contents are equal.

    Attributes:
        path: of the file; None with a text.
        text: the contents; None with a file.
        content_hash: SHA-256 of the contents, made by the engine.
    """

    path: str | None = field(compare=False)
    text: str | None = field(compare=False)
    content_hash: str

    def contents(self) -> bytes:
        """The bytes to store."""
        return (self.text or "").encode() if self.path is None else Path(self.path).read_bytes()


def decode(struct: Struct) -> Properties:
    """Plain values, `UNKNOWN` and assets of a struct; nulls are left out, as providers do."""
    return {key: _decode(value) for key, value in struct.fields.items() if not _is_null(value)}


def _is_null(value: Value) -> bool:
    return value.WhichOneof("kind") in {"null_value", None}


def _decode(value: Value) -> Any:  # noqa: ANN401 - any JSON value
    match value.WhichOneof("kind"):
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "string_value":
            return UNKNOWN if value.string_value == _UNKNOWN else value.string_value
        case "list_value":
            return [_decode(item) for item in value.list_value.values if not _is_null(item)]
        case "struct_value":
            return _decode_object(value.struct_value)
        case _:
            return None


def _decode_object(struct: Struct) -> Any:  # noqa: ANN401 - any JSON object or an asset
    signature = struct.fields[_SIGNATURE].string_value if _SIGNATURE in struct.fields else None
    properties = decode(struct)
    if signature is None:
        return properties
    if signature != _ASSET:
        raise ValueError(f"a value with the signature {signature!r}: only assets are expected")
    return Asset(properties.get("path"), properties.get("text"), properties.get("hash", ""))


def encode(properties: Properties) -> Struct:
    """The struct of values; the reverse of `decode`."""
    struct = Struct()
    struct.update(_encode(properties))
    return struct


def _encode(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _encode(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_encode(each) for each in value]
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, Asset):
        parts = {"path": value.path, "text": value.text, "hash": value.content_hash}
        return {_SIGNATURE: _ASSET, **{key: part for key, part in parts.items() if part}}
    return value


def has_unknown(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether `value` is, or holds somewhere, a value that is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(each) for each in value.values())
    if isinstance(value, list):
        return any(has_unknown(each) for each in value)
    return value is UNKNOWN
