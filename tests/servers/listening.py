"""Where a process, and those that it started, take connections: as Linux tells it."""

import re
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Final

_LISTEN: Final = "0A"


def listening(pid: int, port: int | None = None) -> set[IPv4Address | IPv6Address]:
    """Addresses of the listening TCP sockets of a process and of those below it.

    Args:
        pid: of the process.
        port: only those of this port, if it is given.
    """
    inodes = {inode for each in _family(pid) for inode in _socket_inodes(each)}
    return {
        _address(address)
        for name in ("tcp", "tcp6")
        for fields in map(str.split, Path("/proc/net", name).read_text().splitlines()[1:])
        for address, _, port_hex in (fields[1].partition(":"),)
        if fields[3] == _LISTEN and fields[9] in inodes
        if port is None or int(port_hex, 16) == port
    }


def _family(pid: int) -> set[int]:
    """A process, its children, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(after_name[1])
    family, grown = {pid}, set[int]()
    while grown != family:
        grown = set(family)
        family |= {child for child, parent in parents.items() if parent in grown}
    return family


def _socket_inodes(pid: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            matched = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        except OSError:
            continue
        if matched:
            found.add(matched[1])
    return found


def _address(text: str) -> IPv4Address | IPv6Address:
    """The address in words of 32 bits, each in the order of bytes of this machine."""
    words = [text[start : start + 8] for start in range(0, len(text), 8)]
    packed = b"".join(bytes.fromhex(word)[::-1] for word in words)
    if len(packed) == 4:
        return IPv4Address(packed)
    address = IPv6Address(packed)
    return address.ipv4_mapped or address
