"""One installation of Artel on one machine: data folder, keys, embedded PostgreSQL, state of the schema, backups.

Below the rooms of the platform: imports nothing of them. `cli` is what people see of it.
"""
