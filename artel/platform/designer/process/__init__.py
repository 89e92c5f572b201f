"""How records go on their way: pipelines with their stages, rules of what happens by itself."""
