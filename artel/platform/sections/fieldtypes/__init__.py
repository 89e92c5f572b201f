"""Field types: one file each, found by place. A type is facts, not hooks."""
