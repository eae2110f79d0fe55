"""Values that a field should not have, or only just may, as they stand in JSON."""

from typing import Final

TEXTS: Final[dict[str, tuple[bytes, ...]]] = {
    "lone surrogate": (rb"\ud83d", rb"a\udc00b", rb"\ud83d\ud83d\ude00", rb"\\\ud83d"),
    "surrogate pair": (rb"\ud83d\ude00", "\U0001f600".encode(), rb"\\ud83d", rb"m\uD83D\uDE00"),
    "byte-order mark": (rb"\ufeffM", "\ufeffM".encode(), rb"M\ufeff", rb"\ufeff"),
    "swapped mark": (rb"\ufffeM", "\ufffeM".encode(), rb"\uffff", rb"\ufdd0x"),
    "control": (rb"a\u0000", b"a\x00b", rb"\u001b[31m", rb"a\u0085", b"a\x7f", b"\xc2\x9fa"),
    "line end": (rb"m\n", rb"m\r\n", rb"\u2028m", "m\u2029".encode(), rb"\n"),
    "direction": (rb"a\u202eb", "\u2066a".encode(), rb"\u200fa", rb"a\u061cb"),
    "blank": (b"", b" ", rb"\t", rb"\u3000\u2003", rb"\u200b"),
    "outer space": (b" m", b"m ", rb"\u00a0m", rb"m\u2061", "m\u206a".encode(), rb"m\u00ad"),
    "format inside": (rb"m\u200dn", "m\U000e0001".encode(), rb"a\u00adb", rb"\u0600m"),
    "too long": (b"x" * 129, b"x" * 5_000, rb"\u0061" * 129, "\U0001f600".encode() * 129),
    "just fits": (b"x" * 128, rb"\"" * 128, "\U0001f600".encode() * 128, b"y" * 32, b"z" * 45),
    "quoted": (rb"a\"b", rb"\\", rb"\/", rb"a\\\"", b"'", rb"\"event_time_ms\":1"),
    "replacement": (rb"\ufffd", "m\ufffd".encode()),
    "bad bytes": (b"\xff", b"\xed\xa0\xbd", b"\xc0\x80", b"m\xe9", b"\xf4\x90\x80\x80", b"\xe3"),
    "bad escape": (rb"\q", rb"\u00", rb"\x41", b"\\"),
    "card number": (b"4111111111111111", b"5500000000000004", rb"411111111111111\u0031"),
    "nearly a card number": (b"4111111111111112", b"411111111111", b"0" * 20, b"4" * 13),
    "like a code": (b"EUR", b"DE", b"eur", b"XXX", b"ZZ", b"EURO", b"null", b"NaN"),
    "markup": (b"<script>", b"[red]x[/]", b"${jndi:ldap://x}", b"%s%n", b"'; DROP TABLE"),
}
"""Texts by class, without their quotation marks."""

LITERALS: Final[tuple[bytes, ...]] = (
    *(b"null", b"true", b"false", b"NaN", b"Infinity", b"-Infinity", b"nul", b"", b"[]", b"{}"),
    *(b"0", b"-0", b"-1", b"1.0", b"1e2", b"1E2", b"1e400", b"-1e400", b"1e-400", b"01", b"+1"),
    *(
        b".5",
        b"5.",
        b"0x10",
        b"1_000",
        b"9" * 13,
        b"1" + b"0" * 12,
        b"1" + b"0" * 400,
        b"9" * 5_000,
    ),
    *(b"946684799999", b"946684800000", b"1750000000000", b"4102444800000", b"9223372036854775808"),
    *(b"90", b"90.0", b"90.00000000000001", b"90.000000000000001", b"-90", b"1e1", b"0.00001"),
    *(
        b"180.0",
        b"180.1",
        b"-179.99999",
        b"1.7e308",
        b"4.9E-324",
        b"123456789.5",
        b"89.99999999999999999",
    ),
    *(b'"1"', b'"1750000000000"', b"1750000000000.0", b"1.75e12", b'{"card_id":"c"}', b'["c"]'),
    *(b"[" * 400 + b"]" * 400, b"[" * 499 + b"]" * 499, b"[" * 600 + b"]" * 600, b"[" * 16_000),
    *(b'{"a":' * 300 + b"1" + b"}" * 300, b'{"a":' * 3_000, b"[{},{}]", b'"\\ud83d"'),
)
"""JSON and what only looks like it."""
