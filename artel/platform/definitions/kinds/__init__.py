"""Kinds of definition, one module each, found by place: a Pydantic body and the kind's facts."""
