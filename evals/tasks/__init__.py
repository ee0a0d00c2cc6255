"""What is measured, one task a module. `evals/tasks/registry.py` lists them."""
