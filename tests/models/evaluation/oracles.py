"""The metrics again, straight from their definitions and without regard to cost."""

from collections.abc import Sequence
from itertools import combinations

Card = int
Payment = tuple[int, Card, float, bool]
"""Day, card, score, fraud."""


def auc_by_pairs(scores: Sequence[float], fraud: Sequence[bool], weights: Sequence[float]) -> float:
    """Over all pairs of a fraud and a genuine payment: 1 if in order, a half if equal."""
    won, pairs = 0.0, 0.0
    for i, i_fraud in enumerate(fraud):
        for j, j_fraud in enumerate(fraud):
            if i_fraud and not j_fraud:
                pair = weights[i] * weights[j]
                pairs += pair
                won += pair * ((scores[i] > scores[j]) + (scores[i] == scores[j]) / 2)
    return won / pairs


def average_precision_by_definition(
    scores: Sequence[float], fraud: Sequence[bool], weights: Sequence[float]
) -> float:
    """Every distinct score is a threshold; precision there times the recall that it adds."""
    frauds = sum(weight for weight, is_fraud in zip(weights, fraud, strict=True) if is_fraud)
    total, recall_before = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        reached = [i for i, score in enumerate(scores) if score >= threshold]
        hit = sum(weights[i] for i in reached if fraud[i])
        weight = sum(weights[i] for i in reached)
        recall = hit / frauds
        total += (hit / weight if weight else 0.0) * (recall - recall_before)
        recall_before = recall
    return total


def found_day_by_day(payments: Sequence[Payment], days: int, k: int) -> list[int]:
    """Compromised cards found on each day; no two cards may have the same score on a day."""
    found: set[Card] = set()
    counts = []
    for today in range(days):
        score: dict[Card, float] = {}
        compromised: set[Card] = set()
        for day, card, payment_score, is_fraud in payments:
            if day != today or card in found:
                continue
            score[card] = max(payment_score, score.get(card, payment_score))
            if is_fraud:
                compromised.add(card)
        checked = sorted(score, key=lambda card: -score[card])[:k]
        hits = compromised & set(checked)
        found |= hits
        counts.append(len(hits))
    return counts


def most_that_can_be_found(compromised_by_day: Sequence[set[Card]], k: int) -> int:
    """By trying every choice of at most k compromised cards on every day."""

    def best(day: int, found: frozenset[Card]) -> int:
        if day == len(compromised_by_day):
            return 0
        left = sorted(compromised_by_day[day] - found)
        # Checking fewer than one could is never better: what it leaves is found at most once.
        size = min(k, len(left))
        return max(size + best(day + 1, found | set(choice)) for choice in combinations(left, size))

    return best(0, frozenset())
