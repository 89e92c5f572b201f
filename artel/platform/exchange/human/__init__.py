"""Human forms of values: what people type in spreadsheets → canonical values of fields.

Each function takes a cell's value and returns the value, None for a cell that says «nothing», or
raises ValueProblem with a suggestion where one is near. Pure: no database, no clock. The strict
twin is `parse` of the field types; what comes out of here is always accepted there.
"""
