"""Background jobs of the platform itself and their visible state."""
