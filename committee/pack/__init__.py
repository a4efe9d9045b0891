"""The data pack: what a snapshot holds as open files, a function of the snapshot like every page."""
