"""The text of a rules file as YAML nodes, no more of them than rules can have."""

from typing import Final

import yaml

from features.shared.language.faults import RuleFault, RuleSetError

MAX_NODES: Final = 10_000
"""Keys, values, lists and maps. The rules of a full file have 11 each, their keys counted."""


class _TooManyNodesError(yaml.MarkedYAMLError):
    """Raised at the first node that is too many."""


class _BoundedLoader(yaml.SafeLoader):
    """Stops at too many nodes: PyYAML takes ten seconds for a megabyte of list items."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _TooManyNodesError(
                problem=f"more than {MAX_NODES} keys and values",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call] # PyYAML's
            )
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def rules_tree(text: str, path: str) -> yaml.Node:
    """The root node; `path` is for messages.

    Raises:
        RuleSetError: it is no YAML, empty, nested too deeply or has too many nodes.
    """
    try:
        root = yaml.compose(text, Loader=_BoundedLoader)
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        what = "rules" if isinstance(error, _TooManyNodesError) else "YAML"
        raise RuleSetError([RuleFault(path, line, f"not {what}: {error.problem}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RuleSetError([RuleFault(path, line, f"not YAML: {error.reason}")]) from error
    except RecursionError as error:
        raise RuleSetError([RuleFault(path, 1, "not rules: nested too deeply")]) from error
    except (ValueError, OverflowError) as error:
        # PyYAML's own, of an escaped character or a version number that is none.
        raise RuleSetError([RuleFault(path, 1, f"not YAML: {error}")]) from error
    if root is None:
        raise RuleSetError([RuleFault(path, 1, "the file is empty")])
    return root
