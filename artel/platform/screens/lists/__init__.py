"""The list of a section: tabs, filter, columns, groups, totals, editing in the cell, acts on the selected."""
