"""Many services, one after the other, while everything around them fails at random."""
