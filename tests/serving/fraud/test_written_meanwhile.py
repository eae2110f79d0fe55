"""A state that the job writes between two reads of the store is there all the same."""

from collections.abc import Sequence

import pytest
from redis import Redis

from online_store.mirrored_states import Key, MirroredStates, StateStore
from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking, counted, job_beside


def test_what_the_job_writes_between_the_reads_counts(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_beside(store)
    job.take(a_payment(START_MS, card_id="other", merchant_id="other"))
    read, reads = StateStore.read, list[int]()

    async def before(self: StateStore, keys: Sequence[Key], answer: str) -> MirroredStates:
        found = await read(self, keys, answer)
        reads.append(len(keys))
        if len(reads) == 1:
            job.take(a_payment(START_MS + 1_000))
        return found

    monkeypatch.setattr(StateStore, "read", before)

    async def ask(asker: Asker) -> Answer:
        return await asker.decided(a_payment(START_MS + 2_000))

    answer = asking(valkey.url, ask)
    assert (answer.basis, answer.shortfalls) == ("state", ())
    assert counted(answer) == (2, 2)
    assert len(reads) == 2
