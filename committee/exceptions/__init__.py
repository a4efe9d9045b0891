"""Opening and closing exceptions as the readings ask for it, in the transaction that changes them.
Imports the pure rule in `scorecard`, and `corrections` for their lock.
"""
