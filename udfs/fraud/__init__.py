"""The operators of the fraud job."""

from udfs.shared.native_modules import load_native_modules

load_native_modules()
