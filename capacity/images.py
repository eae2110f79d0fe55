"""What the images of states take in the store: `store.state_items`, where requests are answered.

payments of a key, while they are remembered --> bytes of its image, up to the limit
    x keys --> memory        each payment writes one at each of its keys, each request reads them

Measured over 50,000 simulated payments, the images in a real Valkey 9, by `python -m
bench.image_sizes`; a test measures again. Assumed: payments spread evenly over cards, and over
merchants; an image takes the server as long to write as a hash; by a definition file an image is
larger in the proportion in which the state of a payment is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from capacity.daily_load import DailyLoad
from capacity.exact import rounded_up
from capacity.load import Load
from capacity.measured import MEASURED
from capacity.needs import update_ecpus

COMMANDS_PER_DECISION: Final = 11
"""That a decision on request sends; a test counts them."""

METERING_ECPUS: Final = 2
"""Assumed: a decision is metered by one script, which takes longer than a simple command."""

_GB: Final = 10**9
_KB: Final = 1_024


@dataclass(frozen=True, kw_only=True)
class ImageSize:
    """Memory of an image of a key of one hop.

    Attributes:
        empty_bytes: without a payment.
        bytes_per_payment: that the key has had.
        items_per_payment: of what `store.state_items` counts.
    """

    empty_bytes: int
    bytes_per_payment: Decimal
    items_per_payment: Decimal

    def at(self, payments: Decimal, most_items: int) -> Decimal:
        """Bytes after so many payments; no image holds more than `most_items`."""
        held = min(payments, Decimal(most_items) / self.items_per_payment)
        return self.empty_bytes + self.bytes_per_payment * held


MEASURED_IMAGES: Final[Mapping[str, ImageSize]] = {
    "card": ImageSize(
        empty_bytes=1_533,
        bytes_per_payment=Decimal("19.6"),
        items_per_payment=Decimal("1.38"),
    ),
    "merchant": ImageSize(
        empty_bytes=830,
        bytes_per_payment=Decimal("11.6"),
        items_per_payment=Decimal("1.05"),
    ),
}
"""By the shipped definitions, a line through the images of all keys."""


@dataclass(frozen=True, kw_only=True)
class Images:
    """The images of one load: at most this, since no key forgets before its longest window ends.

    Attributes:
        load: whose cards and merchants have them.
        most_items: `store.state_items`.
    """

    load: Load
    most_items: int

    @property
    def image_bytes(self) -> Mapping[str, Decimal]:
        """Memory of one, by hop."""
        footprint = self.load.footprint
        ratio = Decimal(footprint.sizes.state_bytes_per_payment) / MEASURED.state_bytes_per_payment
        remembered = self.load.daily * footprint.days_remembered
        return {
            hop: size.at(Decimal(remembered) / self._keys[hop], self.most_items) * ratio
            for hop, size in MEASURED_IMAGES.items()
        }

    @property
    def stored_gb(self) -> Decimal:
        """Memory of all."""
        held = (self._keys[hop] * one for hop, one in self.image_bytes.items())
        return sum(held, Decimal(0)) / _GB

    @property
    def ecpus_per_event(self) -> int:
        """ECPUs to write those of a payment; at most, since a batch writes a key's newest alone."""
        time_us = self.load.store.update_server_us
        kilobytes = (one / _KB for one in self.image_bytes.values())
        return sum(rounded_up(update_ecpus(time_us, one)) for one in kilobytes)

    @property
    def ecpus_per_s(self) -> int:
        """The same in the busiest second."""
        return self.load.peak_per_s * self.ecpus_per_event

    @property
    def ecpus_per_request(self) -> int:
        """ECPUs of a decision on request: a command, or a kilobyte of an image that it reads."""
        read = sum(rounded_up(one / _KB) for one in self.image_bytes.values())
        others = COMMANDS_PER_DECISION - len(self.image_bytes)
        return others + read + METERING_ECPUS

    @property
    def _keys(self) -> Mapping[str, int]:
        return {"card": self.load.cards, "merchant": self.load.merchants}


def images_of(load: DailyLoad, most_items: int) -> Images | None:
    """The images of a load; None of what is not decided by them."""
    if not isinstance(load, Load) or not most_items:
        return None
    return Images(load=load, most_items=most_items)
