"""The pages that a reader opens: every address, every role, and what they say."""
