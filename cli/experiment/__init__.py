"""`revstream experiment`: compares the arms of an experiment."""
