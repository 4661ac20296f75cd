"""Speed and memory, measured on whole commands; nothing here is timed in a test."""
