"""A YAML node in words, for messages."""

from typing import Final

import yaml

_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true/false",
    "null": "nothing",
}
_QUOTES: Final = ("'", '"')
_LONGEST: Final = 40


def shown(text: str) -> str:
    """Shorten the text for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def found_in(node: yaml.Node) -> str:
    """What is written there, for a message."""
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        return kind_of(node)
    written = shown(str(node.value))
    return f"the text '{written}'" if node.style in _QUOTES else written


def kind_of(node: yaml.Node) -> str:
    """What is written there, in words."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    tag = str(node.tag).rpartition(":")[2]
    return _KINDS.get(tag, tag)
