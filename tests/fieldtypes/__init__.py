"""What single types of field promise beyond the contract of all."""
