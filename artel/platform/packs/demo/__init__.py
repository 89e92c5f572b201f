"""Demo data of a pack: people, records and whole generated bases, declared in `demo/*.yaml`.

`form.py` is what a file may say, `values.py` the forms of a value, `building.py` makes all rows in memory (so that
every mistake is found before anything is written), `loading.py` puts them through the records door. Everything is
deterministic: the same files give the same base, only dates follow the day of loading.
"""
