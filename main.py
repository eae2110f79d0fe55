"""The fraud job as the program of a `flink run -py main.py`, or of a Managed Flink application."""

import sys

try:
    from jobs.program import main
except ImportError as error:
    raise SystemExit(
        f"revstream: the code cannot be imported: {error} (Python {sys.version.split()[0]});"
        " a bundle needs pyFiles=dep/ (flink run: -pyfs dep/), Python 3.11, Linux on x86-64"
    ) from None

if __name__ == "__main__":
    main()
