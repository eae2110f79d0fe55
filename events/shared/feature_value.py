"""The value of a feature, as it is computed, scored, stored and shown."""

FeatureValue = int | float | bool | None
