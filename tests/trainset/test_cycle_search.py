"""The search for cyclic garbage is paused for a while, and only then."""

import gc

import pytest

from trainset.build import no_cycle_search


def test_the_search_goes_on_afterwards_even_after_an_error() -> None:
    assert gc.isenabled()
    found: list[bool] = []

    def fail() -> None:
        with no_cycle_search():
            found.append(gc.isenabled())
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert (found, gc.isenabled()) == ([False], True)


def test_a_search_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with no_cycle_search():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
