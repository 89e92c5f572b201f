"""What rules do: one module an action, found by place; each registers how it is performed for many records at once."""
