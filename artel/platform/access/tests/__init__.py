"""Tests of access: who sees, may do and may give what."""
