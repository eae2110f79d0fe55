"""States that the job writes while somebody asks: each is used as far as it is there."""

from collections.abc import Sequence

import pytest
from redis import Redis

from online_store.mirrored_states import Key, MirroredStates, StateStore
from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer, Refusal
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import PLATFORM, Asker, asking, counted, job_beside


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


def test_a_payment_that_the_job_has_had_is_told_of_where_one_of_its_keys_is_not_written_yet(
    valkey: ValkeyServer, store: Redis
) -> None:
    job, payment = job_beside(store), a_payment(START_MS + 1_000)
    job.take(a_payment(START_MS))
    card = f"state:card:{payment.card_id}"
    store.copy(card, "before")
    decided = job.take(payment)
    store.copy(card, "after")
    store.copy("before", card, replace=True)
    answer = asking(valkey.url, lambda asker: asker.decided(payment))
    assert answer.shortfalls == ("merchant: had_before",)
    assert counted(answer) == (2, 3)
    assert decided is not None
    assert decided.features["merchant_count_1h"] == 2
    store.copy("after", card, replace=True)
    store.delete(f"answer:{PLATFORM.tenant}:{answer.decision.decision_id}")
    refusal = asking(valkey.url, lambda asker: asker.decide(payment))
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "duplicate"
