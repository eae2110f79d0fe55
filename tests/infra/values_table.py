"""The table of a stack's values in docs/infrastructure.md, made from the types that read them.

After a change of the values: .venv-infra/bin/python -m tests.infra.values_table
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
import yaml

from infra.stack_config import StackConfig
from infra.stack_config_ranges import RANGES

PAGE: Final = Path(__file__).parents[2] / "docs" / "infrastructure.md"
_BEGIN: Final = "<!-- values: made by tests/infra/values_table.py -->\n"
_END: Final = "<!-- end of values -->\n"
_HEAD: Final = "| value | default | what it is |\n|---|---|---|\n"


def table() -> str:
    """Every value of a stack with its default, its meaning and its range, as Markdown."""
    return _HEAD + "".join(
        f"| `{path}` | {default} | {text} |\n" for path, default, text in _rows()
    )


def with_table(page: str) -> str:
    """`page` with the table as it is now between its marks."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError(f"the page lacks the marks {_BEGIN.strip()} and {_END.strip()}")
    return f"{before}{begin}\n{table()}\n{end}{after}"


def _rows() -> Iterator[tuple[str, str, str]]:
    shown: dict[type, str] = {}
    for field, shape, text in _fields(StackConfig):
        if not (isinstance(shape, type) and issubclass(shape, msgspec.Struct)):
            yield field.name, _default(field), _with_range(text, "", field.name)
        elif shape in shown:
            changed = f"as `{shown[shape]}`, {_differences(field.default, shape)}"
            yield field.name, changed, text
        else:
            shown[shape] = field.name
            yield from _part_rows(field.name, field.default, shape)


def _part_rows(
    path: str, defaults: msgspec.Struct, shape: type[msgspec.Struct]
) -> Iterator[tuple[str, str, str]]:
    for field, _, text in _fields(shape):
        default = _shown(getattr(defaults, field.name))
        yield f"{path}.{field.name}", default, _with_range(text, path, field.name)


def _fields(shape: type[msgspec.Struct]) -> Iterator[tuple[Any, Any, str]]:
    """Each field with its type and the sentence about it in the type's docstring."""
    _, _, listed = (inspect.getdoc(shape) or "").partition("Attributes:\n")
    sentences = {
        name: " ".join(text.split())
        for name, text in re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", listed, re.MULTILINE)
    }
    types = get_type_hints(shape)
    for field in msgspec.structs.fields(shape):
        yield field, types[field.name], sentences.get(field.name, "").rstrip(".")


def _with_range(text: str, path: str, field: str) -> str:
    allowed = RANGES.get(path, {}).get(field)
    return text if allowed is None else f"{text}; {allowed}"


def _default(field: Any) -> str:  # noqa: ANN401 - msgspec's FieldInfo
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT:
        return _shown(field.default_factory())
    return _shown(field.default)


def _shown(value: object) -> str:
    if value in (None, {}, ()):
        return "none"
    return f"`{yaml.safe_dump(value, default_flow_style=True).splitlines()[0]}`"


def _differences(defaults: msgspec.Struct, shape: type[msgspec.Struct]) -> str:
    usual = shape()
    changed = {
        name: getattr(defaults, name)
        for name in shape.__struct_fields__
        if getattr(defaults, name) != getattr(usual, name)
    }
    return ", ".join(f"`{name}: {str(value).lower()}`" for name, value in changed.items())


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
