"""What the program does, step by step."""
