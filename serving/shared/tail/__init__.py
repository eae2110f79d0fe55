"""Follows what a job writes: the folder of a local run, a file that grows, a Kinesis stream."""
