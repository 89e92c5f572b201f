"""People who sign in, and their teams. Roles here are only keys; `access` says what they mean."""
