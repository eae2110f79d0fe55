"""What a request for a decision gets: the decision and what it rests on, or why there is none."""

from typing import Literal

from msgspec import Struct

from events.fraud.decision import Decision

Basis = Literal["state", "stored_values", "payment"]
"""What a decision rests on: the states of all keys, as in the stream; the features that the store
has of a payment before, where a state was not to be had; or the payment alone, as of a late one."""

Shortfall = Literal[
    "no_job",
    "job_silent",
    "late_beside_asked",
    "far_ahead_asked",
    "no_state",
    "state_too_large",
    "other_definitions",
    "damaged",
    "too_many_on_their_way",
    "had_before",
    "store_unavailable",
    "deadline",
    "not_forwarded",
    "not_kept",
]
"""Why a decision may differ from the stream's: no job has told the store how far it is, or not for
a minute though payments were asked about; the payment is late only beside one that was asked about
and that the job has not had; one was asked about that is far ahead of the job, and makes all else
late if the job gets it; a key has no image in the store though it has features there, its state is
too large for one, or the image is of other definitions; what the store has of the key is damaged,
or more payments are on their way to it than are counted; its state has the payment already, which
the job had before it was asked about, so that it counts twice there; the store did not answer; the
time that the request gave was over; the payment could not be handed on to the stream, so that the
job will not know of it; or the answer was not in the store when it was given, so that another
process may answer otherwise and does not count it."""


class Answer(Struct, frozen=True, kw_only=True):
    """A decision.

    Attributes:
        decision: as the stream would write it; `stage_us` has what was measured here.
        basis: what it rests on; the weakest of all keys.
        shortfalls: why it may differ from the stream's, each with its key's name (`merchant:
            state_too_large`) or without; empty where it is the stream's.
        mirror_lag_ms: how far the newest payment that the store has seen lies before now; None
            where the store told nothing.
        repeated: whether it is the answer to an earlier request for the same payment.
    """

    decision: Decision
    basis: Basis
    shortfalls: tuple[str, ...] = ()
    mirror_lag_ms: int | None = None
    repeated: bool = False


class Refusal(Struct, frozen=True, kw_only=True):
    """Why there is no decision.

    Attributes:
        kind: the body is no payment; the merchant is another tenant's; the job has already had
            this transaction, and its answer is no longer kept; an earlier request had the same
            transaction with another content; or the tenant has used all that its plan has for the
            month.
        field: at fault, if it is one field.
        detail: a sentence that names the field and what was expected, with no personal value.
        decision_id: of the decision there was, for a duplicate; for who may read that of any
            merchant.
    """

    kind: Literal["invalid", "forbidden", "duplicate", "conflict", "quota_exceeded"]
    detail: str
    field: str | None = None
    decision_id: str | None = None
