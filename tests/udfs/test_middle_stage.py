"""The stage of a key between the first and the last, with stand-ins for what Flink hands to it."""

import msgspec

from events.fraud.payment import Payment
from features.fraud.definitions_content import content_of
from features.shared.limits import HistoryLimits
from tests.features.labels import a_label
from tests.features.own_files import file_of
from tests.features.payments import START_MS, a_payment
from tests.udfs.flink_stand_ins import Context
from udfs.fraud.enriched import EnrichedPayment, ForwardedLabel, passing_decoder
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import PlanLoader
from udfs.fraud.middle_stage import MiddleStage

DEFINITIONS = file_of("name: device_count, of: device, count: , over: 1h")
LIMITS = HistoryLimits()


def opened() -> tuple[MiddleStage, Context]:
    load_plan = PlanLoader(content_of(DEFINITIONS), LIMITS)
    settings = HopSettings(
        load_plan=load_plan, place=1, limits=LIMITS, cache_bytes=100_000, one_core=False
    )
    stage, context = MiddleStage(settings), Context()
    stage.open(context)
    return stage, context


def passed(
    stage: MiddleStage, context: Context, payment: Payment, *, late: bool = False
) -> tuple[str, EnrichedPayment[Payment]]:
    """Key and payment that come out for one that comes in."""
    enriched = EnrichedPayment(
        payment=payment,
        values=((),),
        incomplete=("of the card",),
        late=late,
        watermark_ms=START_MS,
        read_at_ms=START_MS,
        stage_us=(1, 2),
    )
    [row] = stage.process_element(msgspec.msgpack.encode(enriched), context)
    out = passing_decoder(())(row[1])
    assert isinstance(out, EnrichedPayment)
    return row[0], out


def on_device(device_id: str | None) -> Payment:
    return msgspec.structs.replace(a_payment(START_MS, merchant_id="m-7"), device_id=device_id)


def test_the_values_of_the_key_are_added_and_the_payment_goes_to_the_next_key() -> None:
    stage, context = opened()
    found = [passed(stage, context, on_device("d"))[1].values for _ in range(2)]
    assert found == [((), (1,)), ((), (2,))]
    key, out = passed(stage, context, on_device("other"))
    assert (key, out.values, out.incomplete) == ("m-7", ((), (1,)), ("of the card",))
    assert out.stage_us[:2] == (1, 2)
    assert len(out.stage_us) == 3


def test_a_payment_without_the_key_passes_and_touches_no_state() -> None:
    stage, context = opened()
    key, out = passed(stage, context, on_device(None))
    assert (key, out.values) == ("m-7", ((), (None,)))
    assert context.log.taken == 0


def test_a_late_payment_gets_no_values_and_is_counted() -> None:
    stage, context = opened()
    assert passed(stage, context, on_device("d"), late=True)[1].values == ((), ())
    assert passed(stage, context, on_device("d"))[1].values == ((), (2,))


def test_a_label_passes_to_the_last_key() -> None:
    stage, context = opened()
    label = a_label(START_MS, reported_ms=START_MS)
    raw = msgspec.msgpack.encode(ForwardedLabel(label))
    [row] = stage.process_element(raw, context)
    assert passing_decoder(())(row[1]) == ForwardedLabel(label)
    assert context.log.taken == 0
