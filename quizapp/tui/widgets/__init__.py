"""Small widgets that show what they are given."""
