"""Setting a programme up: one workbook with a sheet for each kind of record, loaded and written."""
