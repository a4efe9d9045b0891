"""The scorecard, worked out from a snapshot (pure): which measures it has, each one's latest figure
beside the earlier ones, the direction in a word, the rating by one published rule, and when an
exception opens and closes. Imports `snapshot` and what is below it.
"""
