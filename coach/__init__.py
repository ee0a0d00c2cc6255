"""Vision Coach: compare what people write about their work with what a customer vision asks of them."""
