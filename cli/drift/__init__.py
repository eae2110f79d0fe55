"""`revstream drift`: compares decisions with what a model was trained on."""
