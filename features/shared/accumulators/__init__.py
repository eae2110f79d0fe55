"""What a key's state is made of: one statistic a file, exact whatever the order of arrival."""
