"""The C library that compiled files need: a file that needs a newer one cannot be loaded."""

import re
from collections.abc import Mapping
from typing import Final

_SHARED_OBJECT: Final = re.compile(r"\.so(\.|$)")
_NEEDED: Final = re.compile(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)")
"""Names of versions among an object's dynamic strings."""


def needed_glibc(files: Mapping[str, bytes]) -> int:
    """N of the version 2.N of glibc that the shared objects among `files` need at least.

    A version that an object only mentions counts as well, so it may be more than needed, never
    less; 0 if there is no such object.
    """
    objects = (content for path, content in files.items() if _SHARED_OBJECT.search(path))
    return max((int(minor) for entry in objects for minor in _NEEDED.findall(entry)), default=0)
