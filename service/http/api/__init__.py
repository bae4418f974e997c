"""The API: one route a command and a question, described as OpenAPI 3.1."""
