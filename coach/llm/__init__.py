"""The edge to language models: any OpenAI-compatible endpoint, behind ports of our own."""
