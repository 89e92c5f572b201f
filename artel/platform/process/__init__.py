"""Pipelines, stages and their transitions; steps and gates."""
