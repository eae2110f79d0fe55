"""What may be a tag in every service of a stack."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

RESERVED_TAGS: Final = ("project", "environment", "managed-by", "Name")
# The services agree on these characters; an object in S3 takes ten tags, four of them ours.
_KEY: Final = re.compile(r"(?!aws:)[A-Za-z0-9 _.:/=+@-]{1,128}", re.IGNORECASE)
_VALUE: Final = re.compile(r"[A-Za-z0-9 _.:/=+@-]{0,255}")
MAX_TAGS: Final = 6


def tag_faults(tags: Mapping[str, str]) -> Iterator[str]:
    """One line for each of the configured `tags` that some service would refuse."""
    if len(tags) > MAX_TAGS:
        yield f"tags: {len(tags)} of them: at most {MAX_TAGS} are expected"
    for key, value in tags.items():
        if key in RESERVED_TAGS:
            yield f"tags.{key}: {value!r}: this tag is set by the stack itself"
        elif not _KEY.fullmatch(key):
            yield f"tags.{key}: a key of 1 to 128 letters, digits or _.:/=+@- without aws: first"
        if not _VALUE.fullmatch(value):
            yield f"tags.{key}: {value!r}: at most 255 letters, digits or _.:/=+@- are expected"
