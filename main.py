"""The fraud job as the program of a `flink run -py main.py`, or of a Managed Flink application."""

import os
import sys

_WAYS_OUT = {
    "GLIBC_": "; this C library is older: build the bundle with `revstream bundle --glibc 2.17`",
    "numpy": "; Flink's numpy does not do: build it with `revstream bundle --with-numpy`",
}

try:
    from jobs.program import main
except ImportError as error:
    way_out = next((text for sign, text in _WAYS_OUT.items() if sign in str(error)), "")
    raise SystemExit(
        f"revstream: the code cannot be imported: {error} (Python {sys.version.split()[0]},"
        f" {os.confstr('CS_GNU_LIBC_VERSION')});"
        " a bundle needs pyFiles=dep/ (flink run: -pyfs dep/), Python 3.11, Linux on x86-64"
        f"{way_out}"
    ) from None

if __name__ == "__main__":
    main()
