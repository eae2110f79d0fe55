"""A decision on request: read, decide, keep, hand on to the stream.

::

    payment --> states, payments on their way, an earlier answer      one round trip
      --> decision, at once known to the next request of this process
      --> kept for other processes and for a repeated request         one round trip
      --> stream, for the job to decide it likewise

Between the two round trips nothing waits, so that of two requests for one card the second sees the
first.
"""

import asyncio
from time import perf_counter_ns, time_ns

from msgspec.structs import replace

from events.shared.rejected import Fault
from features.shared.watermark import NOTHING_SEEN_MS
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.mirrored_states import PENDING_TTL_S, MirroredStates, StateStore
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer, Refusal, Shortfall
from serving.fraud.asked_lately import AskedLately
from serving.fraud.history_reader import HistoryReader, StoredFeatures
from serving.fraud.keeping_later import KeepingLater
from serving.fraud.key_pictures import Watermarks
from serving.fraud.payment_request import KeptAnswer, PaymentRequest, RecentAnswers
from serving.fraud.payment_scorer import Alone, PaymentScorer
from serving.fraud.pending import Pending, PendingPayments, pending_text
from serving.fraud.refusals import FORBIDDEN, duplicate, repeated
from serving.shared.caller import Caller
from serving.shared.forwarding import Forwarding


class SyncScoring:
    """Decides payments on request.

    Args:
        scorer: decides.
        store: has the states.
        forwarding: brings payments to the stream.
        agreement: compares what was said with what the job decides.
    """

    def __init__(
        self,
        scorer: PaymentScorer,
        store: StateStore,
        forwarding: Forwarding,
        agreement: Agreement,
    ) -> None:
        self._scorer, self._store = scorer, store
        self._histories = HistoryReader(store)
        self._forwarding, self._agreement = forwarding, agreement
        self._answers = RecentAnswers()
        self._asked = AskedLately(scorer.out_of_orderness_ms, PENDING_TTL_S * 1000)
        self._pending = PendingPayments(PENDING_TTL_S * 1000, scorer.decode)
        self._later = KeepingLater()

    def put_in_force(self, scorer: PaymentScorer) -> None:
        """Have another decide what is asked from now on; what is under way ends as it began.

        Args:
            scorer: of the same definitions and settings, with other rules or another model.
        """
        self._scorer = scorer

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of one payment; see `PaymentScoring`."""
        until_s = asyncio.get_running_loop().time() + deadline_ms / 1000
        request = self._read(raw, caller)
        if isinstance(request, Refusal):
            return request
        found = "deadline" if deadline_ms <= 0 else await self._histories.read(request, until_s)
        if isinstance(found, str):
            return self._alone(request, found)
        stored, features = found
        # Asked for here, after waiting: another request may have said it meanwhile.
        said = self._answers.of(request.answer)
        if said is None and stored.answer is not None:
            said = self._answers.read(stored.answer, request.decision_id)
        if said is not None:
            return repeated(said, request)
        answer = self._by_states(request, stored, features)
        if answer is None:
            return duplicate(request, caller)
        # One that is there all the same is damaged.
        return await self._kept(request, answer, until_s, replaces=stored.answer is not None)

    def expect(self, raw: bytes, caller: Caller) -> None:
        """Note a payment that nobody asks about and the job gets all the same: others count it.

        Once alone: again, after the job has had it, it would count twice.
        """
        request = self._read(raw, caller)
        if not isinstance(request, Refusal):
            self._note(request)

    async def settled(self) -> None:
        """Return once the store has, or has refused, what is kept after its answer."""
        await self._later.settled()

    def _read(self, raw: bytes, caller: Caller) -> PaymentRequest | Refusal:
        begun_ns, now_ms = perf_counter_ns(), time_ns() // 1_000_000
        scorer = self._scorer
        payment = scorer.decode(raw, now_ms)
        if isinstance(payment, Fault):
            return Refusal(kind="invalid", field=payment.field, detail=payment.detail)
        if not caller.has_merchant(payment.merchant_id):
            return FORBIDDEN
        return PaymentRequest(raw, payment, caller, scorer, now_ms, begun_ns)

    def _by_states(
        self, request: PaymentRequest, stored: MirroredStates, features: StoredFeatures
    ) -> Answer | None:
        now_ms = NOTHING_SEEN_MS if stored.watermark_ms is None else stored.watermark_ms
        told_ms = stored.told_us // 1000
        if told_ms:
            self._asked.heard(now_ms, told_ms)
        asked_ms = self._asked.watermark_ms(request.now_ms)
        watermarks = Watermarks(now_ms, max(now_ms, asked_ms))
        pictures = {
            one.place: request.scorer.picture(
                one.place,
                of_key,
                self._pending.of((one.name, one.key), of_key.pending, request.mark, request.now_ms),
                features.get(one.place),
                watermarks,
            )
            for one, of_key in zip(request.keys, stored.keys, strict=True)
        }
        for one in request.keys:
            self._pending.forget((one.name, one.key), pictures[one.place].seen)
        request.note_seen(pictures, stored.keys)
        answer = request.scorer.decide(
            request.payment, pictures, watermarks.then_ms, request.begun_ns
        )
        if answer is None:
            return None
        of_job: list[Shortfall] = []
        if not told_ms:
            of_job.append("no_job")
        elif self._asked.is_silent(told_ms, request.now_ms):
            of_job.append("job_silent")
        if answer.decision.late and not request.scorer.is_late(request.payment, now_ms):
            of_job.append("late_beside_asked")
        if self._asked.has_far_ahead(request.now_ms):
            of_job.append("far_ahead_asked")
        return replace(
            answer,
            shortfalls=(*of_job, *answer.shortfalls),
            mirror_lag_ms=max(0, request.now_ms - told_ms) if told_ms else None,
        )

    def _alone(self, request: PaymentRequest, why: Alone) -> Answer | Refusal:
        said = self._answers.of(request.answer)
        if said is not None:
            return repeated(said, request)
        alone = request.scorer.decide_alone(request.payment, why, request.begun_ns)
        given, said_now = self._given(request, alone)
        self._later.add(lambda: self._keep(request, said_now))
        return given

    async def _kept(
        self, request: PaymentRequest, answer: Answer, until_s: float, *, replaces: bool
    ) -> Answer | Refusal:
        """The answer, once it is kept; or that of another process, which was faster."""
        given, said = self._given(request, answer)
        try:
            async with asyncio.timeout_at(until_s):
                stands = await self._keep(request, said, replaces=replaces)
        except (TimeoutError, StoreUnavailable, StoreDataError):
            # What was decided is right; only a request to another process may decide it again.
            given = replace(given, shortfalls=(*given.shortfalls, "not_kept"))
            said_now = self._answers.add(request.answer, KeptAnswer(request.digest, given))
            self._later.add(lambda: self._keep(request, said_now, replaces=replaces))
            return given
        return given if stands is None else repeated(stands, request)

    async def _keep(
        self, request: PaymentRequest, said: bytes, *, replaces: bool = False
    ) -> KeptAnswer | None:
        """Keep an answer and its payment; the answer of another process that stands instead.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        text = said.decode()
        pending = pending_text(request.mark, request.now_ms, request.written)
        stands = await self._store.keep(
            request.kept_keys,
            pending,
            request.now_ms,
            request.answer,
            text,
            replaces=replaces,
        )
        if stands == text:
            return None
        other = self._answers.read(stands, request.decision_id)
        if other is None:
            raise StoreDataError("feature store: an answer that nobody can read")
        # It is what this process says from now on, too.
        self._answers.add(request.answer, other)
        if other.payment != request.digest:
            self._take_back(request, pending)
        return other

    def _take_back(self, request: PaymentRequest, pending: str) -> None:
        """Count a payment no longer: another of its identity was faster in another process."""
        for one in request.keys:
            self._pending.take_back((one.name, one.key), request.mark)
        self._agreement.taken_back(request.decision_id, request.payment.merchant_id)
        self._later.add(lambda: self._store.take_back(request.names, pending))

    def _given(self, request: PaymentRequest, answer: Answer) -> tuple[Answer, bytes]:
        """Note an answer in this process, and hand its payment on to the stream.

        Returns what is said, and the same as it is kept.
        """
        self._note(request)
        if not self._forwarding.send(request.payment.card_id, request.raw):
            answer = replace(answer, shortfalls=(*answer.shortfalls, "not_forwarded"))
        self._agreement.answered(answer)
        return answer, self._answers.add(request.answer, KeptAnswer(request.digest, answer))

    def _note(self, request: PaymentRequest) -> None:
        """Note a payment on its way to the job."""
        size = len(request.written)
        pending = Pending(request.payment, request.mark, request.now_ms, size)
        self._asked.note(request.payment.event_time_ms, request.now_ms)
        for one in request.keys:
            self._pending.add((one.name, one.key), pending)
