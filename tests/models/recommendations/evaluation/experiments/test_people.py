"""Ids that links join are one shopper."""

from models.recommendations.evaluation.experiments.people import People
from tests.models.recommendations.evaluation.experiments.logged import START_MS, a_link


def test_a_chain_of_links_ends_at_the_id_that_stays() -> None:
    people = People([a_link("user:u1", "u2"), a_link("session:s", "u1")])
    assert people.of("session:s") == "user:u2"
    assert people.on_the_way("session:s") == ("session:s", "user:u1", "user:u2")
    assert people.of("user:other") == "user:other"


def test_of_two_links_of_one_id_the_later_counts() -> None:
    links = [a_link("session:s", "late", START_MS + 1), a_link("session:s", "early")]
    assert People(links).of("session:s") == "user:late"


def test_links_in_a_ring_lead_somewhere() -> None:
    people = People([a_link("user:a", "b", START_MS), a_link("user:b", "a", START_MS + 1)])
    assert people.of("user:a") == people.of("user:b") == "user:b"
