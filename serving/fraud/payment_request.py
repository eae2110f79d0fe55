"""A request for a decision, and what was answered to it."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import decision_id, payment_mark
from events.fraud.payment import Payment
from events.shared.json_records import encode
from online_store.mirrored_key import MirroredKey
from online_store.mirrored_states import MOST_KEPT, PENDING_TTL_S, KeptKey
from serving.fraud.answer import Answer
from serving.fraud.key_pictures import KeyPicture
from serving.fraud.payment_scorer import PaymentScorer
from serving.shared.caller import Caller

_DIGEST_BYTES: Final = 16
_MOST_ANSWERS: Final = 5_000
_KEEP_MS: Final = PENDING_TTL_S * 1000
_DIGITS: Final = 18


class KeptAnswer(Struct, frozen=True):
    """An answer as it is kept.

    Attributes:
        payment: digest of the payment, to know it again.
        answer: what was said.
    """

    payment: str
    answer: Answer


class PaymentRequest:
    """What is known of a request once its payment is read.

    Args:
        raw: the payment as it came.
        payment: the same, decoded.
        caller: who asks.
        scorer: the one in force when it came, which decides it whatever comes into force meanwhile.
        now_ms: when it came, milliseconds since the epoch.
        begun_ns: the same by the monotonic clock.

    Attributes:
        keys: of the payment.
        names: name of the hop and key, of each key.
        kept_keys: the same, with what the job has had of the payments on their way.
        written: the payment as it is kept, see `PaymentScorer.written`.
        mark: see `payment_mark`.
        decision_id: see `decision_id`.
        answer: what its answer is kept by: no tenant is told another's.
        digest: of the payment, whatever the spelling of its JSON.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what is known
        self,
        raw: bytes,
        payment: Payment,
        caller: Caller,
        scorer: PaymentScorer,
        now_ms: int,
        begun_ns: int,
    ) -> None:
        self.now_ms, self.begun_ns = now_ms, begun_ns
        self.raw, self.payment, self.scorer = raw, payment, scorer
        self.keys = scorer.keys(payment)
        self.names = [(one.name, one.key) for one in self.keys]
        self.kept_keys = [KeptKey(one.name, one.key, 0) for one in self.keys]
        self.written = scorer.written(payment)
        self.mark = payment_mark(payment)
        self.decision_id = decision_id(payment)
        self.answer = f"{caller.tenant}:{self.decision_id}"
        self.digest = blake2b(encode(payment), digest_size=_DIGEST_BYTES).hexdigest()

    def note_seen(
        self, pictures: Mapping[int, KeyPicture], mirrored: Sequence[MirroredKey]
    ) -> None:
        """Note which payments on their way the job has had, by the pictures of the keys.

        Args:
            pictures: by the place of the hop.
            mirrored: what the store has of the keys, in their order.
        """
        for at, (one, of_key) in enumerate(zip(self.keys, mirrored, strict=True)):
            seen = pictures[one.place].seen
            until_ms = seen[-1].sent_ms if seen else 0
            is_due = _is_due(of_key.pending or (), self.now_ms)
            self.kept_keys[at] = KeptKey(one.name, one.key, until_ms, of_key.is_misplaced, is_due)


def _is_due(pending: Sequence[str], now_ms: int) -> bool:
    """Whether of those on their way, as they are kept, some are too old, or too many."""
    if not pending:
        return False
    sent = pending[0].partition(" ")[0]
    is_young = sent.isdecimal() and len(sent) <= _DIGITS and int(sent) >= now_ms - _KEEP_MS
    return not is_young or len(pending) >= MOST_KEPT


class RecentAnswers:
    """The latest answers of this process, which stand even while the store is away."""

    def __init__(self) -> None:
        # Encoded: as objects they would take several times as much.
        self._said: OrderedDict[str, bytes] = OrderedDict()
        self._decode = msgspec.json.Decoder(KeptAnswer).decode

    def add(self, answer: str, said: KeptAnswer) -> bytes:
        """Note what was said; it is given back as it is kept."""
        text = self._said[answer] = encode(said)
        if len(self._said) > _MOST_ANSWERS:
            self._said.popitem(last=False)
        return text

    def of(self, answer: str) -> KeptAnswer | None:
        """What was said; None where nothing was, or where it is forgotten."""
        text = self._said.get(answer)
        return None if text is None else self._decode(text)

    def read(self, text: str, decision_id: str) -> KeptAnswer | None:
        """An answer as the store has it; None where it is damaged.

        Args:
            text: of the store.
            decision_id: of the decision that it should be.
        """
        try:
            kept = self._decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return None
        return kept if kept.answer.decision.decision_id == decision_id else None
