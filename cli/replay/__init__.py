"""`revstream replay`: computes features of a file without Flink."""
