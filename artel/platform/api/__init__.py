"""OData over every section, and the bearer tokens that open it."""
