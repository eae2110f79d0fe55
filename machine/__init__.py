"""This machine: the Java that it has, and its free ports."""
