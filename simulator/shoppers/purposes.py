"""What the streams of randomness of a simulated shop are for: each is seeded by its number."""

from typing import Final

ITEMS: Final = 11
LIKENESS: Final = 12
LISTINGS: Final = 13
SEASONS: Final = 14
ACCOUNTS: Final = 15
TRAFFIC: Final = 16
VISITS: Final = 17
GAPS: Final = 18
BOTS: Final = 19
DISTURBANCES: Final = 20
DESCRIPTIONS: Final = 21
