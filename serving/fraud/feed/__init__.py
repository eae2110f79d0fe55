"""The live feed of decisions: who may follow which, in what form, and from where on."""
