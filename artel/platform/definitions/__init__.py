"""Documents of configuration, numbered revisions, and the snapshot that every request reads."""
