"""The page's charts: each a function from findings to inline SVG, coloured by the page's CSS."""
