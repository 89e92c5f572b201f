"""Tasks, calls and meetings; somebody's day."""
