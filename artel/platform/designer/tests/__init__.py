"""Tests of the designer: drafts, forms, plans, and what they make of the configuration."""
