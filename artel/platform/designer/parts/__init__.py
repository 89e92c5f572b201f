"""What the screens of the designer are made of: forms and lists as components."""
