"""Who may do what: permissions, record and field policies, and why somebody sees a record."""
