"""Reading tables from xlsx, xls, ods and csv as a stream of typed rows, with bounded memory.

`opening.open_table(path)` sniffs the kind by content and returns a `Workbook` of `Sheet`s;
`header.find_table(sheet)` finds the header and gives the rows below it, padded and cleaned.
"""
