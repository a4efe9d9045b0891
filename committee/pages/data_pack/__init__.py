"""data.zip: a workbook, CSVs, JSON and files to load back, all made from one snapshot.

`page` serves it; `contents` names its files; `tables`, `json_file` and `zip_archive` make them.
"""
