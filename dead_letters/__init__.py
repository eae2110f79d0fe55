"""Dead letters as something to work with: read, counted, shown, mended and sent again."""
