"""Mail in and out: only here are letters put together, sent and received."""
