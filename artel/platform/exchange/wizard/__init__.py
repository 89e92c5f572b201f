"""The pages of an import: file, columns, check, loading, report. Views are thin; each page is a module that builds it."""
