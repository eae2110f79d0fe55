"""What wheels bring that no job needs."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Pruning:
    """A kind of file that stays out of a bundle.

    Attributes:
        what: the kind, in words.
        pattern: found in the paths of such files, relative to where the wheels are installed.
    """

    what: str
    pattern: re.Pattern[str]


PRUNINGS: Final = (
    # They name the machine and the time of the installation, or the files before this pruning.
    Pruning(
        "records of the installation",
        re.compile(r"\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_.*)$"),
    ),
    Pruning("scripts of the command line", re.compile(r"^(bin|\.\./\.\./bin)/|^\.lock$")),
    Pruning("compiled Python", re.compile(r"(^|/)__pycache__/|\.pyc$")),
    Pruning("tests", re.compile(r"(^|/)tests/")),
    Pruning("type stubs", re.compile(r"\.pyi$|(^|/)py\.typed$")),
    Pruning("headers and sources to compile with", re.compile(r"\.(h|hpp|c|cpp|pxd|pyx|a|f|f90)$")),
    Pruning("numpy's compilers", re.compile(r"^numpy/(distutils|f2py)/")),
    # The module of Python holds all of ONNX Runtime; this is the same for programs in C.
    Pruning("ONNX Runtime for C", re.compile(r"^onnxruntime/capi/libonnxruntime\.so")),
    Pruning(
        "ONNX Runtime's converters and samples",
        re.compile(r"^onnxruntime/(backend|datasets|quantization|tools|transformers)/"),
    ),
    # Left are those of credentials: roles are assumed at STS, or signed in for at SSO.
    Pruning(
        "descriptions of AWS services that the job does not call",
        re.compile(r"^botocore/data/(?!sts/|sso/|sso-oidc/)[^/]+/"),
    ),
)
"""First match counts."""


def pruning_of(path: str) -> Pruning | None:
    """Why the file at `path` stays out of a bundle, None if it does not."""
    return next((entry for entry in PRUNINGS if entry.pattern.search(path)), None)
