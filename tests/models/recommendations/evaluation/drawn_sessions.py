"""Small random sessions, in which items and sessions are often alike."""

from hypothesis import strategies as st

ITEMS = "ABCDEF"
SESSIONS = st.lists(
    st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6), min_size=1, max_size=12
)
PREFIXES = st.lists(st.sampled_from([*ITEMS, "unknown"]), max_size=5)
