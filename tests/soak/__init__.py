"""Soak: many services over a long time, with everything that can go wrong going wrong at random."""
