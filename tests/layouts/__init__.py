"""Tables in other layouts than ours."""
