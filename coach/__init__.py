"""Vision Coach: compare what people write about their work with what a customer vision asks of them."""

import os

# ONNX Runtime reports to its makers from the moment it is loaded. Only this variable stops all of it, and it has to be
# set before that, whoever loads it; so it is set here, where nothing of ours can have run yet.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
