"""The pages of strands: those that read a snapshot, and those that edit its records."""
