"""What the door asks before it writes, each once for a whole batch: of what is stored, and of rules of layouts."""
