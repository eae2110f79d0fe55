"""Only regular files are read, at once, and no further than they were when they were opened."""

import os
from pathlib import Path

import pytest

from features.shared.regular_file import (
    GrownFileError,
    NoRegularFileError,
    TooLargeFileError,
    read_regular,
)


@pytest.mark.timeout(20)
def test_a_pipe_a_folder_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(NoRegularFileError, match="is no regular file"):
            read_regular(path)


def test_a_file_behind_a_link_is_read_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")
    assert read_regular(tmp_path / "link", 7) == b"content"
    with pytest.raises(TooLargeFileError, match="7 bytes, at most 6 are allowed"):
        read_regular(tmp_path / "link", 6)


def test_a_file_that_grows_while_it_is_read_is_refused_and_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    opened = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        found = opened(descriptor)
        os.truncate(path, found.st_size + 1)
        return found

    monkeypatch.setattr("features.shared.regular_file.os.fstat", fstat)
    with pytest.raises(GrownFileError, match="is written to while it is read"):
        read_regular(path)
