"""What a definition file says, read out naively: lists, whole histories and no shared code."""
