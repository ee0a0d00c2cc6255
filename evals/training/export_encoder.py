"""Export all-MiniLM-L6-v2 to ONNX and quantise it to int8 per channel.

Run once, by hand, in an environment of its own (`torch`, `transformers`, `onnx`, `onnxruntime`)::

    python -m evals.training.export_encoder FOLDER_WITH_THE_ORIGINAL coach/embedding/minilm
    python -m evals.training.export_encoder FOLDER_WITH_THE_READER coach/embedding/reader

The reader is the same model, trained further by `evals.training.train_reader`.

The original is `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0). Mean pooling and normalisation are part of the
exported graph, so that one call turns token ids into a unit vector. The same graph also gives the means of the
word layer and a middle layer, which the trained heads read to tell showing from contrary wording.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

ORIGIN = "sentence-transformers/all-MiniLM-L6-v2"
ORIGINAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
ORIGINAL_LAYERS, READER_LAYERS = (0, 4), (4, 6)
"""Of the original, the word layer and a middle layer keep how something is said (who does what); the last keeps the
topic. The reader was trained to tell both, so its last layers are read."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export_graph(original: Path, target: Path, layers: tuple[int, ...]) -> None:
    """Write the fp32 graph: token ids and mask in; unit vector and wording out."""
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(original, attn_implementation="eager")

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
            ).hidden_states
            mask = attention_mask.unsqueeze(-1).to(states[-1].dtype)
            means = [(layer * mask).sum(1) / mask.sum(1).clamp(min=1e-9) for layer in states]
            wording = torch.cat([means[layer] for layer in layers], dim=1)
            return torch.nn.functional.normalize(means[-1], dim=1), wording

    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Pooled().eval(),
        example,
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding", "wording"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}, "wording": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Write the int8 graph: weights per channel, activations at run time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = source.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(str(prepared), str(target), per_channel=True, weight_type=QuantType.QInt8)


def write_manifest(folder: Path, *, name: str, origin: Path, layers: tuple[int, ...]) -> None:
    """Write the hashes that the encoder checks when it loads."""
    files = {name: sha256(folder / name) for name in ("model.onnx", "tokenizer.json")}
    manifest = {
        "name": name,
        "origin": ORIGIN,
        "original_sha256": sha256(origin / "model.safetensors"),
        "dimension": 384,
        "wording_dimension": 384 * len(layers),
        "max_tokens": MAX_TOKENS,
        "sha256": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(original: Path, folder: Path) -> None:
    """Export, quantise, copy the tokenizer, write the manifest."""
    is_reader = folder.name == "reader"
    if not is_reader and sha256(original / "model.safetensors") != ORIGINAL_SHA256:
        raise SystemExit(f"{original} does not hold the original weights of {ORIGIN}")
    layers = READER_LAYERS if is_reader else ORIGINAL_LAYERS
    name = "vision-coach-reader-int8" if is_reader else "all-MiniLM-L6-v2-int8"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "fp32.onnx"
        export_graph(original, graph, layers)
        quantise(graph, folder / "model.onnx")
    shutil.copyfile(original / "tokenizer.json", folder / "tokenizer.json")
    write_manifest(folder, name=name, origin=original, layers=layers)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
