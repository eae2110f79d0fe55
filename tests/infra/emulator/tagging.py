"""Tags in the forms that AWS's services want them in."""

from typing import Any

from tests.infra.emulator.type_schema import Model

Tags = dict[str, str]


def tags_of(model: Model, key: str = "Tags") -> Tags:
    """The tags of `model` by key; some types keep a list, some a map."""
    tags: Any = model.get(key, ())
    return dict(tags) if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}


def tag_list(model: Model) -> list[Tags]:
    """The tags of `model` as most services want them."""
    return [{"Key": key, "Value": value} for key, value in tags_of(model).items()]


def tag_changes(old: Model, new: Model) -> tuple[Tags, list[str]]:
    """The tags to set and the keys to remove to come from `old` to `new`."""
    before, after = tags_of(old), tags_of(new)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return changed, [key for key in before if key not in after]
