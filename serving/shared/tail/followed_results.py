"""Follows one output of a local job: its parts while it runs, what it joined them to at the end.

nothing --run--> OUT/.parts/decisions/** --finished--> OUT/decisions.jsonl
                        ^                                     |
                        +------ another run, overwriting -----+
"""

from pathlib import Path

from jobs.shared.result_folder import PARTS, result_files
from serving.shared.tail.followed_file import BLOCK_BYTES
from serving.shared.tail.joined_file import JoinedFile
from serving.shared.tail.parts import Parts
from serving.shared.tail.source import Polled, fault_of, is_there


class FollowedResults:
    """The records of an output, as soon as the job has written them.

    That is before a checkpoint commits them. What a job writes again after a failure comes again.
    A joined file that becomes shorter, or gets another beginning, is another run, too.

    Args:
        folder: of the results, as in `sink.uri`; it need not be there yet.
        output: name of the output.
        newest_bytes: of what is there already, about so many bytes at its end are read; None for
            all.
    """

    def __init__(self, folder: Path, output: str, newest_bytes: int | None = None) -> None:
        self._running = folder / PARTS
        self._parts_folder = self._running / output
        self._joined_path = result_files(folder, (output,))[output]
        self._newest_bytes = newest_bytes
        self._parts: Parts | None = None
        self._joined: JoinedFile | None = None
        self._run = 1

    def poll(self) -> Polled:
        """The lines that are new."""
        try:
            self._look()
            return self._polled()
        except OSError as error:
            # Or it went between two looks, which is no fault.
            return Polled([], run=self._run, fault=fault_of(error, self._joined_path))

    def close(self) -> None:
        """Let go of all files."""
        if self._parts is not None:
            self._parts.close()
        if self._joined is not None:
            self._joined.close()
        self._parts = self._joined = None

    def _look(self) -> None:
        """Find out in what state the run is, or whether there is another."""
        if is_there(self._parts_folder):
            if self._parts is None or not self._parts.is_in(self._parts_folder):
                parts = Parts(self._parts_folder, self._newest_bytes)
                self._begin_anew()
                self._parts = parts
        elif self._has_ended():
            if self._parts is not None:
                self._end()
            elif self._joined is None or not self._joined.is_still(self._joined_path):
                joined = JoinedFile(self._joined_path, {}, self._newest_bytes)
                self._begin_anew()
                self._joined = joined

    def _has_ended(self) -> bool:
        """Whether the parts were joined.

        Raises:
            OSError: nobody can tell.
        """
        return not is_there(self._running) and is_there(self._joined_path)

    def _polled(self) -> Polled:
        """The lines that are new of what is open."""
        if self._parts is not None:
            # Asked first: lines that were read are not lost to an error.
            has_ended = self._has_ended()
            lines, has_more = self._parts.lines(BLOCK_BYTES)
            fault = self._parts.fault
            # Where a part is faulty, the joined file is not gone on with yet.
            return Polled(lines, has_more or (has_ended and fault is None), self._run, fault)
        if self._joined is not None:
            lines = self._joined.lines(BLOCK_BYTES)
            return Polled(lines, self._joined.has_more, self._run)
        return Polled([], run=self._run)

    def _begin_anew(self) -> None:
        if self._parts is not None or self._joined is not None:
            self._run += 1
        self.close()

    def _end(self) -> None:
        """The run has finished: go on in its joined file, once all that is open was read."""
        if self._parts is None or self._parts.has_more:
            return
        joined = JoinedFile(self._joined_path, self._parts.known(), None)
        self._parts.close()
        self._parts, self._joined = None, joined
