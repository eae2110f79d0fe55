"""What no job needs stays out of a bundle, and nothing else does."""

import pytest

from infra.bundle.pruning import pruning_of


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("numpy-1.24.4.dist-info/RECORD", "records of the installation"),
        ("redis-8.1.0.dist-info/direct_url.json", "records of the installation"),
        ("bin/f2py", "scripts of the command line"),
        ("numpy/__pycache__/version.cpython-311.pyc", "compiled Python"),
        ("numpy/core/tests/test_dtype.py", "tests"),
        ("msgspec/__init__.pyi", "type stubs"),
        ("numpy/core/include/numpy/ufuncobject.h", "headers and sources to compile with"),
        ("numpy/f2py/crackfortran.py", "numpy's compilers"),
        ("onnxruntime/capi/libonnxruntime.so.1.25.1", "ONNX Runtime for C"),
        (
            "onnxruntime/transformers/optimizer.py",
            "ONNX Runtime's converters and samples",
        ),
        (
            "botocore/data/ec2/2016-11-15/service-2.json.gz",
            "descriptions of AWS services that the job does not call",
        ),
    ],
)
def test_a_kind_of_file_stays_out(path: str, what: str) -> None:
    pruning = pruning_of(path)
    assert pruning is not None
    assert pruning.what == what


@pytest.mark.parametrize(
    "path",
    [
        "numpy-1.24.4.dist-info/METADATA",
        "numpy-1.24.4.dist-info/LICENSE.txt",
        "numpy/_pytesttester.py",
        "numpy/core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so",
        "numpy.libs/libopenblas64_p-r0-15028c96.3.21.so",
        "onnxruntime/capi/onnxruntime_pybind11_state.cpython-311-x86_64-linux-gnu.so",
        "botocore/data/endpoints.json",
        "botocore/data/partitions.json",
        "botocore/data/sts/2011-06-15/service-2.json.gz",
        "botocore/cacert.pem",
    ],
)
def test_what_a_job_may_need_stays(path: str) -> None:
    assert pruning_of(path) is None
