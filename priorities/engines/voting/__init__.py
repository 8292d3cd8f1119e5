"""What a poll asks and what a ballot may say."""
