"""What the live map in the page shows, week by week."""
