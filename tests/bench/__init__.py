"""Measures the program beside an empty one, the original and other builds: `deno task bench`."""
