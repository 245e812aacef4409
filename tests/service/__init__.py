"""Tests of the compiled program, which play osbuild's part."""
