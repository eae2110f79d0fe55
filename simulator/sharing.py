"""Devices in many hands: of a household, of fraudsters who use one again, and unknown ones.

::

    card a --+                          campaign 1 --+
             +--> one device            campaign 2 --+--> one device of a few
    card b --+                          campaign 3 -----> its own
"""

from typing import Final

import numpy as np

from simulator.habits import DEVICES_PER_CARD
from simulator.population import Population
from simulator.table import GENUINE, NO_DEVICE, Ints, PaymentTable

_IN_HOUSEHOLD: Final = 0.15
_CAMPAIGNS_REUSING: Final = 0.4
_CAMPAIGNS_A_DEVICE: Final = 15
_UNKNOWN: Final = 0.05
_UNKNOWN_OF_FRAUD: Final = 0.2


def shared_devices(rng: np.random.Generator, population: Population, table: PaymentTable) -> Ints:
    """The device of each payment, `NO_DEVICE` at a terminal and where it is not known.

    Two cards of a household pay by the devices of one of them. Two of five campaigns use one of a
    few devices that others use as well.
    """
    owners = np.concatenate((_of_cards(rng, population), _of_campaigns(rng, population, table)))
    online = table.device != NO_DEVICE
    device = np.where(online, owners[np.where(online, table.device, 0)], NO_DEVICE)
    unknown = np.where(table.pattern == GENUINE, _UNKNOWN, _UNKNOWN_OF_FRAUD)
    device[rng.random(len(table)) < unknown] = NO_DEVICE
    shared: Ints = device
    return shared


def _of_cards(rng: np.random.Generator, population: Population) -> Ints:
    """For each device of a card, the device that is used in its place."""
    cards = population.cards.city.size
    card = np.arange(cards)
    members = rng.permutation(cards)[: round(cards * _IN_HOUSEHOLD) // 2 * 2]
    card[members[::2]] = members[1::2]
    devices = card[:, None] * DEVICES_PER_CARD + np.arange(DEVICES_PER_CARD)
    return devices.ravel()


def _of_campaigns(rng: np.random.Generator, population: Population, table: PaymentTable) -> Ints:
    """The same for each device of a campaign; the numbers follow those of the cards."""
    first = population.cards.city.size * DEVICES_PER_CARD
    count = max(0, int(table.device.max(initial=NO_DEVICE)) + 1 - first)
    reused = max(1, count // _CAMPAIGNS_A_DEVICE)
    reusing = rng.random(count) < _CAMPAIGNS_REUSING
    devices: Ints = first + np.where(reusing, rng.integers(reused, size=count), np.arange(count))
    return devices
