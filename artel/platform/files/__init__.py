"""Uploaded files: a folder or S3, type sniffed, served only to those who may see their record."""
