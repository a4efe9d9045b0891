"""An app for tests only: it lets transactional tests empty tables whose rows the database itself protects."""
