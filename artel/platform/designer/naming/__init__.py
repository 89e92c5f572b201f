"""What things are called: keys that are suggested and checked, forms that go with a number."""
