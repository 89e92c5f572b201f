"""What a person is told, in the product and by letter, and the live hint to open pages."""
