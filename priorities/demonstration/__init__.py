"""What a demonstration has of votes: codes on letters that nobody was sent, for anybody to try."""
