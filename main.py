"""The fraud job as the program of a `flink run -py main.py`, or of a Managed Flink application."""

from jobs.program import main

if __name__ == "__main__":
    main()
