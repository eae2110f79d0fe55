"""Records go to the end of a file, one a line, or to a stream, and what is lost is known."""

from collections.abc import Sequence
from pathlib import Path

from serving.shared.forwarding import KeyedRecord, QueuedForwarding
from serving.shared.record_sink import FileSink, Nowhere
from serving.shared.stream_sink import StreamSink


def test_records_of_two_processes_are_lines_of_one_file(tmp_path: Path) -> None:
    path = tmp_path / "shown.jsonl"
    path.write_bytes(b"before\n")
    sinks = FileSink(path), FileSink(path)
    for at in range(4):
        assert sinks[at % 2].put(b"%d" % at)
    assert path.read_bytes() == b"before\n0\n1\n2\n3\n"
    for sink in sinks:
        sink.close()


def test_a_record_that_cannot_be_written_is_counted_and_no_error() -> None:
    full = FileSink(Path("/dev/full"))
    assert not full.put(b"record")
    assert full.lost == 1
    full.close()


def test_nowhere_takes_every_record() -> None:
    nowhere = Nowhere()
    assert nowhere.put(b"record")
    nowhere.close()


class NoStream:
    """Is away."""

    def put(self, records: Sequence[KeyedRecord]) -> Sequence[KeyedRecord]:
        raise OSError(f"{len(records)} records for nobody")


def test_a_record_without_room_on_the_way_to_a_stream_is_not_taken() -> None:
    sink = StreamSink(QueuedForwarding(NoStream(), most_queued=2))
    assert [sink.put(b"shown") for _ in range(3)] == [True, True, False]
    sink.close()
