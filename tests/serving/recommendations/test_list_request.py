"""A request for a list is bounded, and its fault names the field and no value."""

from typing import Any

import pytest

from serving.recommendations.list_request import ListRequestError, list_request


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("limit", {"limit": 0}),
        ("limit", {"limit": 101}),
        ("exclude", {"exclude": [f"i{at}" for at in range(201)]}),
        ("exclude", {"exclude": ["fine", "secret\n"]}),
        ("category", {"category": "secret\x00"}),
        ("current_item", {"current_item": " secret"}),
    ],
)
def test_what_is_out_of_bounds_is_refused(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ListRequestError) as fault:
        list_request("user", "u", **given)
    assert fault.value.field == field
    assert "expected" in fault.value.detail
    assert "secret" not in str(fault.value)


def test_a_shopper_has_an_id() -> None:
    with pytest.raises(ListRequestError, match="id: blank"):
        list_request("session", "")


def test_what_is_within_bounds_is_taken_as_it_is() -> None:
    found = list_request("user", "u", limit=100, exclude=["a", "a"], current_item="b")
    assert (found.shopper.key, found.limit) == ("user:u", 100)
    assert found.unwanted == {"a", "b"}
