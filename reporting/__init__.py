"""Reports as one HTML file that needs nothing else: the page, its blocks, its charts."""
