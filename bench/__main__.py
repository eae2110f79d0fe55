"""`make bench`: every measurement, one after the other."""

from bench import (
    feature_state,
    fraud_job,
    model_scoring,
    record_sizes,
    replay_ratio,
    rule_languages,
    state_memory,
    trainset,
)

if __name__ == "__main__":
    for title, measurement in (
        ("feature state", feature_state),
        ("replay beside the code of before", replay_ratio),
        ("rule languages", rule_languages),
        ("model scoring", model_scoring),
        ("fraud job", fraud_job),
        ("training set", trainset),
        ("record sizes", record_sizes),
        ("memory of decoded states", state_memory),
    ):
        print(f"\n== {title}")
        measurement.main()
