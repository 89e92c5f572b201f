"""Tests of components, formats and icons."""
