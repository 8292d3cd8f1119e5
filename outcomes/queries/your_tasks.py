"""What waits for an officer, a commissioner or a provider today."""
