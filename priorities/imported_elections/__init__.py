"""Elections held elsewhere, counted here by every rule that fits."""
