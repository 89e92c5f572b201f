"""The YAML of packs: a strict reader (`text`) and a writer that it reads back equal (`writing`)."""
