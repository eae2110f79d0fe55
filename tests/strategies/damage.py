"""What happens to bytes in storage and on the way: flipped bits, lost, cut and added bytes."""

from random import Random


def damaged(raw: bytes, random: Random) -> bytes:
    """`raw` with one damage; it can be equal by chance, so compare before judging."""
    content = bytearray(raw)
    place = random.randrange(len(content))
    match random.choice(("flip", "flip", "cut", "lose", "add", "overwrite")):
        case "flip":
            for _ in range(random.choice((1, 1, 2, 8))):
                content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        case "cut":
            del content[place:]
        case "lose":
            del content[place : place + random.randrange(1, 8)]
        case "add":
            content[place:place] = random.randbytes(random.randrange(1, 8))
        case "overwrite":
            written = random.randbytes(random.randrange(1, 16))
            content[place : place + len(written)] = written
    return bytes(content)
