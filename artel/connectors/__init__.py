"""One outside product or protocol each; may use the domain and the platform."""
