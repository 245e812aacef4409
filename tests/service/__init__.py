"""Tests of the compiled program, with an osbuild of their own making at its other end."""
