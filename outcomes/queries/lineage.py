"""The one chain of a proposal: from the need somebody voiced to what residents say came of it."""
