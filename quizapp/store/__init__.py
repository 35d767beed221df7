"""The only SQL in the house: the review log, the states derived from it, migrations, backups."""
