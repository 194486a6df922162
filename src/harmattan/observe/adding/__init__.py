"""From a sheet of this week's reports, or lines typed by hand, to rows of the evidence tables: nothing guessed, nothing lost."""
