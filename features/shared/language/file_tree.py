"""The text of a file as YAML nodes, no more of them than such a file can have."""

import yaml

from features.shared.language.file_text import FileForm


class _TooManyNodesError(yaml.MarkedYAMLError):
    """Raised at the first node that is too many."""


class _BoundedLoader(yaml.SafeLoader):
    """Stops at too many nodes: PyYAML takes ten seconds for a megabyte of list items."""

    def __init__(self, text: str, most_nodes: int) -> None:
        super().__init__(text)
        self._most_nodes = most_nodes
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._nodes += 1
        if self._nodes > self._most_nodes:
            raise _TooManyNodesError(
                problem=f"more than {self._most_nodes} keys and values",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call] # PyYAML's
            )
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def file_tree(text: str, path: str, form: FileForm) -> yaml.Node:
    """The root node; `path` is for messages.

    Raises:
        FileError: of the form: it is no YAML, empty, nested too deeply or has too many nodes.
    """
    try:
        root = _composed(text, form.most_nodes)
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        what = form.content if isinstance(error, _TooManyNodesError) else "YAML"
        raise form.refused(path, line, f"not {what}: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise form.refused(path, line, f"not YAML: {error.reason}") from error
    except RecursionError as error:
        raise form.refused(path, 1, f"not {form.content}: nested too deeply") from error
    except (ValueError, OverflowError) as error:
        # PyYAML's own, of an escaped character or a version number that is none.
        raise form.refused(path, 1, f"not YAML: {error}") from error
    if root is None:
        raise form.refused(path, 1, "the file is empty")
    return root


def _composed(text: str, most_nodes: int) -> yaml.Node | None:
    loader = _BoundedLoader(text, most_nodes)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()
