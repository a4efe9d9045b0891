"""Since your last meeting: the difference of two snapshots, record by record and in words. Pure: no clock, no database."""
