"""The secret of sessions and tokens is that of the environment, or one that nobody else has."""

import pytest

from cli.serve import command as serve
from cli.serve.signing_secret import LEAST_BYTES, VARIABLE, signing_secret
from infra.serving_config import KEYS_VARIABLE, SIGNING_VARIABLE


def test_a_stack_hands_secrets_over_by_the_variables_that_are_read() -> None:
    assert SIGNING_VARIABLE == VARIABLE
    assert KEYS_VARIABLE in (serve.command.help or "")


def test_the_secret_is_that_of_the_environment() -> None:
    assert signing_secret({VARIABLE: "é" * LEAST_BYTES}) == b"\xc3\xa9" * LEAST_BYTES


def test_without_one_each_has_its_own() -> None:
    first, second = signing_secret({}), signing_secret({})
    assert first != second
    assert len(first) == LEAST_BYTES


@pytest.mark.parametrize("text", ["", "s" * (LEAST_BYTES - 1)])
def test_a_short_secret_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(ValueError, match=f"{VARIABLE}: {len(text)} bytes; expected") as refused:
        signing_secret({VARIABLE: text})
    assert "sss" not in str(refused.value)
