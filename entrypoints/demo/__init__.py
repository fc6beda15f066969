"""The demo: simulated people who know nothing but the mail that was really delivered to them."""
