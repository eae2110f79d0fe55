"""Expression text to a Python syntax tree of bounded size; nothing is checked for meaning here."""

import ast
import io
import re
import tokenize
import warnings
from collections import deque
from typing import Final

from features.shared.language.faults import ExpressionError, ExpressionFault

MAX_CHARACTERS: Final = 2_000
MAX_NODES: Final = 400
MAX_DEPTH: Final = 24
MAX_OPEN_BRACKETS: Final = 2 * MAX_DEPTH


def one_line(text: str) -> str:
    """Return the expression without outer blanks and with line breaks as blanks."""
    return re.sub(r"[\r\n]", " ", text.strip())


def parse_syntax(text: str) -> ast.expr:
    """Parse one line of expression text.

    Raises:
        ExpressionError: it is empty, too long, too deep or no Python expression.
    """
    if text == "":
        raise _fault(1, "the expression is empty")
    if len(text) > MAX_CHARACTERS:
        raise _fault(1, f"{len(text)} characters, at most {MAX_CHARACTERS} are allowed")
    _check_brackets(text)
    tree = _parsed(text)
    _check_size(tree)
    _check_comment(text)
    return tree


def _check_brackets(text: str) -> None:
    """Bound what Python's parser has to recurse into: its stack is the thread's, perhaps small."""
    depth = 0
    for column, character in enumerate(text, start=1):
        depth += (character in "([{") - (character in ")]}")
        if depth > MAX_OPEN_BRACKETS:
            raise _fault(column, f"at most {MAX_OPEN_BRACKETS} brackets can be open")


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            # Python only warns of things like an unknown escape; in a rule they are mistakes.
            warnings.simplefilter("error")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # At the end of the text Python reports the start of a next line.
        column = error.offset or len(text) + 1
        raise _fault(min(column, len(text) + 1), f"not an expression: {error.msg}") from error
    except (MemoryError, RecursionError) as error:
        raise _fault(1, "nested too deeply") from error
    except ValueError as error:
        raise _fault(1, f"not an expression: {error}") from error


def _check_size(tree: ast.expr) -> None:
    """Walk without recursion, so that the depth is known before anything recurses."""
    pending: deque[tuple[ast.expr, int]] = deque([(tree, 1)])
    count = 0
    while pending:
        node, depth = pending.popleft()
        count += 1
        if depth > MAX_DEPTH:
            raise _fault(1, f"nested too deeply, at most {MAX_DEPTH} levels are allowed")
        if count > MAX_NODES:
            raise _fault(1, f"too large, at most {MAX_NODES} terms and operators are allowed")
        children = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        pending.extend((child, depth + 1) for child in children)


def _check_comment(text: str) -> None:
    """Refuse a comment: in folded text it would silently hide the lines that follow."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            raise _fault(token.start[1] + 1, "a comment (#) would hide the rest of the expression")


def _fault(column: int, message: str) -> ExpressionError:
    return ExpressionError([ExpressionFault(column, message)])
