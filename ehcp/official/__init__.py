"""Official statistics: the Department's files on EHC plans, read, stored whole and set beside ours."""
