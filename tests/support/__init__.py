"""What the tests of the compiled program share. Nothing here is taken from osbuild."""
