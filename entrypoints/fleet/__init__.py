"""All workflows as operators see them: found by search attributes, and reached by signals."""
