"""Plain truths that fast code is compared with."""
