"""How Flink runs it: the only PyFlink functions, thin shells around pure code."""
