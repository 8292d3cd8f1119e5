"""Statistical process control: process-behaviour charts and when to draw one."""
