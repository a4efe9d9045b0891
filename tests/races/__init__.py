"""Two at once, pressed twice, and killed in the middle."""
