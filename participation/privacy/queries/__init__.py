"""What is read of personal data: the tables that there are, and what is held about somebody."""
