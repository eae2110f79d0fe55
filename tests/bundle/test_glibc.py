"""The C library that a bundle needs is the newest that any of its shared objects asks for."""

from infra.bundle.glibc import needed_glibc


def test_the_newest_version_of_all_objects_counts() -> None:
    objects = {
        "a/one.so": b"\0GLIBC_2.2.5\0GLIBC_2.14\0",
        "a.libs/two.so.3": b"\0GLIBC_2.9\0GLIBC_2.27\0GLIBCXX_3.4.30\0",
    }
    assert needed_glibc(objects) == 27


def test_text_that_speaks_of_a_version_does_not_count() -> None:
    assert needed_glibc({"a.py": b"\0GLIBC_2.99\0", "b.so": b"needs GLIBC_2.99, alas"}) == 0
