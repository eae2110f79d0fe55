"""The value of a feature, as it is computed, scored, stored and shown."""

FeatureValue = int | float | bool | None
"""What rules, models and training sets compute with."""

WrittenValue = FeatureValue | str | tuple[str | int | float | bool, ...]
"""What decisions and the online store carry: texts and lists of last values, too."""
