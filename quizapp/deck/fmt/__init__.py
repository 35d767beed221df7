"""A deck's files tidied: order, layout, quotes and missing ids. Changes no meaning, no comment."""
