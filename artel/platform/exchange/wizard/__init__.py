"""The pages of an import: file, columns, check, loading, report. Views are thin; modules beside them build."""
