"""Bundles are for one of two Linuxes, with Flink's numpy or with one of their own."""

from infra.bundle.variant import MIB, USUAL, Variant


def test_the_usual_bundle_leaves_to_flink_what_flinks_own_packages_were_made_for() -> None:
    assert USUAL.left_to_flink == {"numpy", "protobuf"}
    assert USUAL.platform == "manylinux_2_28_x86_64"


def test_a_numpy_of_its_own_is_in_the_bundle_and_in_its_budget() -> None:
    with_numpy = Variant(with_numpy=True)
    assert with_numpy.left_to_flink == {"protobuf"}
    assert with_numpy.budget_bytes - USUAL.budget_bytes == 50 * MIB


def test_an_older_glibc_is_another_platform() -> None:
    assert Variant(glibc="2.17").platform == "manylinux_2_17_x86_64"
