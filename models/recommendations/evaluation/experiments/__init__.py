"""What an experiment has shown, from its lists and from what shoppers did afterwards."""
