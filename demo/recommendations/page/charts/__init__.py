"""The charts of the page: each a function from findings to inline SVG."""
