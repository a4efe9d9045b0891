"""The forms of strands' records."""
