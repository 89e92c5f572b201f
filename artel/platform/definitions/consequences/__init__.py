"""What a change of configuration does to tables and records: `effects` tells it, `stranding` asks where records go."""
