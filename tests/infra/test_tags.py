"""Everything of a stack says whose it is, and whose it is cannot be configured away."""

from collections.abc import Callable

from infra.stack_config import StackConfig
from infra.tag_names import RESERVED_TAGS
from infra.tags import stack_tags, tag_list
from tests.infra.guarantees.configuration import REQUIRED_TAGS


def test_the_tags_of_a_stack_are_its_own_and_those_configured(
    stack_config: Callable[..., StackConfig],
) -> None:
    assert stack_tags(stack_config(tags={"cost-centre": "4711"})) == {
        "project": "revstream",
        "environment": "dev",
        "managed-by": "pulumi",
        "cost-centre": "4711",
    }


def test_no_tag_that_the_stack_sets_can_be_configured() -> None:
    assert set(REQUIRED_TAGS) < set(RESERVED_TAGS)


def test_a_name_becomes_the_tag_that_consoles_show() -> None:
    listed = tag_list({"project": "revstream"}, name="revstream-dev")
    assert [(tag.key, tag.value) for tag in listed] == [
        ("Name", "revstream-dev"),
        ("project", "revstream"),
    ]
