"""Areas with the dates between which they are valid, and postcodes."""
