"""Hostile input: packets that are almost right, in every way a generator can think of."""
