"""Turns the weights of all-MiniLM-L6-v2 (safetensors) into one ONNX graph: token ids in, unit sentence vectors out.

The graph is BERT's encoder, the mean over the tokens and the L2 norm, as sentence-transformers computes them. It has no
attention mask: a batch holds texts of equal length only, so nothing is padded and no text sees its neighbours.

Both formats are simple enough to read and write with the standard library (an ONNX file is a protocol buffer), which
keeps the result identical, byte for byte, on every Python and needs no package. Field numbers are those of onnx.proto3.
"""

import array
import json
import struct

FLOAT, INT64 = 1, 7  # TensorProto.DataType
ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_INTS = 1, 2, 7  # AttributeProto.AttributeType
IR_VERSION, OPSET = 9, 18


# --- protocol buffers ------------------------------------------------------------------------------------------------


def varint(value):
    value &= (1 << 64) - 1  # negative numbers are written as their 64-bit two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def chunk(field, payload):
    payload = payload.encode() if isinstance(payload, str) else payload
    return varint(field << 3 | 2) + varint(len(payload)) + payload


def tensor(name, data_type, shape, raw):
    return b"".join(number(1, d) for d in shape) + number(2, data_type) + chunk(8, name) + chunk(9, raw)


def attribute(name, value):
    if isinstance(value, float):
        return chunk(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return chunk(1, name) + number(3, value) + number(20, ATTRIBUTE_INT)
    return chunk(1, name) + b"".join(number(8, v) for v in value) + number(20, ATTRIBUTE_INTS)


def value_info(name, data_type, axes):
    dims = b"".join(chunk(1, chunk(2, a) if isinstance(a, str) else number(1, a)) for a in axes)
    return chunk(1, name) + chunk(2, chunk(1, number(1, data_type) + chunk(2, dims)))


# --- safetensors -----------------------------------------------------------------------------------------------------


def read_safetensors(path):
    """name -> (shape, little-endian float32 values)"""
    with open(path, "rb") as file:
        data = memoryview(file.read())
    header_length = struct.unpack("<Q", data[:8])[0]
    body = data[8 + header_length :]
    weights = {}
    for name, entry in json.loads(bytes(data[8 : 8 + header_length])).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            weights[name] = entry["shape"], array.array("f", bytes(body[start:end]))
    return weights


def transposed(shape, values):
    rows, columns = shape
    out = array.array("f")
    for column in range(columns):
        out.extend(values[column::columns])
    assert len(out) == rows * columns
    return [columns, rows], out


# --- the graph -------------------------------------------------------------------------------------------------------


class Graph:
    """Collects nodes and constants; every method returns the name of the value it made."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants, self.known = weights, [], [], set()

    def op(self, kind, *inputs, output=None, **attributes):
        name = output or f"{kind}_{len(self.nodes)}"
        node = b"".join(chunk(1, i) for i in inputs) + chunk(2, name) + chunk(3, f"node_{len(self.nodes)}")
        node += chunk(4, kind) + b"".join(chunk(5, attribute(k, v)) for k, v in sorted(attributes.items()))
        self.nodes.append(node)
        return name

    def constant(self, name, data_type, shape, raw):
        if name not in self.known:
            self.known.add(name)
            self.constants.append(tensor(name, data_type, shape, raw))
        return name

    def scalar(self, name, value):
        return self.constant(name, FLOAT, [], struct.pack("<f", value))

    def ints(self, name, values):
        return self.constant(name, INT64, [len(values)], struct.pack(f"<{len(values)}q", *values))

    def weight(self, name):
        shape, values = self.weights[name]
        return self.constant(name, FLOAT, shape, values.tobytes())

    def linear(self, x, prefix):
        shape, values = transposed(*self.weights[prefix + ".weight"])
        matrix = self.constant(prefix + ".weight.T", FLOAT, shape, values.tobytes())
        return self.op("Add", self.op("MatMul", x, matrix), self.weight(prefix + ".bias"))

    def layer_norm(self, x, prefix, epsilon):
        return self.op(
            "LayerNormalization", x, self.weight(prefix + ".weight"), self.weight(prefix + ".bias"),
            axis=-1, epsilon=epsilon,
        )

    def gelu(self, x):
        """x (1 + erf(x / sqrt 2)) / 2, the exact form BERT was trained with"""
        erf = self.op("Erf", self.op("Div", x, self.scalar("sqrt2", 2**0.5)))
        return self.op("Mul", self.op("Mul", x, self.op("Add", erf, self.scalar("one", 1.0))), self.scalar("half", 0.5))

    def serialise(self, inputs, outputs):
        graph = b"".join(chunk(1, n) for n in self.nodes) + chunk(2, "all-MiniLM-L6-v2")
        graph += b"".join(chunk(5, c) for c in self.constants)
        graph += b"".join(chunk(11, i) for i in inputs) + b"".join(chunk(12, o) for o in outputs)
        return number(1, IR_VERSION) + chunk(2, "outlay") + chunk(7, graph) + chunk(8, chunk(1, "") + number(2, OPSET))


def embeddings(g, config):
    """Word, position and (always the first) token type embeddings, normalised."""
    hidden = config["hidden_size"]
    shape, kinds = g.weights["embeddings.token_type_embeddings.weight"]
    kind = g.constant("token_type_0", FLOAT, [hidden], kinds[:hidden].tobytes())
    length = g.op("Gather", g.op("Shape", "input_ids"), g.ints("axis1", [1]), axis=0)
    position = g.op(
        "Slice", g.weight("embeddings.position_embeddings.weight"), g.ints("zero", [0]), length, g.ints("axis0", [0])
    )
    word = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids", axis=0)
    summed = g.op("Add", g.op("Add", word, position), kind)
    return g.layer_norm(summed, "embeddings.LayerNorm", config["layer_norm_eps"])


def encoder_layer(g, x, prefix, config):
    """Self-attention and the feed-forward network, each with its residual and norm after it."""
    heads, hidden = config["num_attention_heads"], config["hidden_size"]
    width, epsilon = hidden // heads, config["layer_norm_eps"]
    split, join = g.ints("split_heads", [0, 0, heads, width]), g.ints("join_heads", [0, 0, hidden])

    def head(name, order):
        return g.op("Transpose", g.op("Reshape", g.linear(x, f"{prefix}attention.self.{name}"), split), perm=order)

    query, key, value = head("query", [0, 2, 1, 3]), head("key", [0, 2, 3, 1]), head("value", [0, 2, 1, 3])
    scores = g.op("Mul", g.op("MatMul", query, key), g.scalar("scale", width**-0.5))
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
    mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), join)
    out = g.op("Add", g.linear(mixed, prefix + "attention.output.dense"), x)
    x = g.layer_norm(out, prefix + "attention.output.LayerNorm", epsilon)
    inner = g.gelu(g.linear(x, prefix + "intermediate.dense"))
    return g.layer_norm(g.op("Add", g.linear(inner, prefix + "output.dense"), x), prefix + "output.LayerNorm", epsilon)


def convert(config_path, weights_path):
    """The ONNX file's bytes: input `input_ids` (int64, batch x tokens), output `embedding` (float32, batch x hidden)."""
    with open(config_path, encoding="utf-8") as file:
        config = json.load(file)
    g = Graph(read_safetensors(weights_path))
    x = embeddings(g, config)
    for layer in range(config["num_hidden_layers"]):
        x = encoder_layer(g, x, f"encoder.layer.{layer}.", config)
    mean = g.op("ReduceMean", x, g.ints("axis1", [1]), keepdims=0)
    norm = g.op("ReduceL2", mean, g.ints("axis1", [1]), keepdims=1)
    g.op("Div", mean, g.op("Max", norm, g.scalar("tiny", 1e-12)), output="embedding")
    return g.serialise(
        [value_info("input_ids", INT64, ["batch", "tokens"])],
        [value_info("embedding", FLOAT, ["batch", config["hidden_size"]])],
    )
