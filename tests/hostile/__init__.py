"""Generated packets that are almost right."""
