"""What decides one stream of payments, each a program of its own that `bench.saturation` starts.

Each reads the payments of a file, writes ``decisions.jsonl`` and ``features.jsonl`` into a folder,
and says on standard output how far it is, see `progress`.
"""
