"""How an event reaches a receiver: signed as Standard Webhooks wants it, over HTTP."""
