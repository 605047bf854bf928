# SPDX-License-Identifier: Apache-2.0
"""Writes an ONNX file: the few messages of onnx.proto (IR version 6) that feed-forward networks use.

Fields are written in the order of their numbers, as protobuf's deterministic serialisation does.
"""
import struct

FLOAT, INT64 = 1, 7  # TensorProto.DataType
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_STRING, _ATTRIBUTE_INTS = 1, 2, 3, 7  # AttributeProto.AttributeType


def _varint(value):
    value &= (1 << 64) - 1  # negative numbers are written as their 64-bit two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, value):
    if isinstance(value, str):
        value = value.encode()
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def tensor(name, shape, values, kind):
    """TensorProto with raw little-endian data."""
    raw = struct.pack("<%d%s" % (len(values), "f" if kind == FLOAT else "q"), *values)
    return b"".join(_number(1, d) for d in shape) + _number(2, kind) + _bytes(8, name) + _bytes(9, raw)


def _attribute(name, value):
    if isinstance(value, float):
        body, kind = _varint(2 << 3 | 5) + struct.pack("<f", value), _ATTRIBUTE_FLOAT
    elif isinstance(value, int):
        body, kind = _number(3, value), _ATTRIBUTE_INT
    elif isinstance(value, str):
        body, kind = _bytes(4, value), _ATTRIBUTE_STRING
    else:
        body, kind = b"".join(_number(8, v) for v in value), _ATTRIBUTE_INTS
    return _bytes(1, name) + body + _number(20, kind)


def node(kind, inputs, output, **attributes):
    """NodeProto with one output, whose name is the node's own."""
    return (b"".join(_bytes(1, i) for i in inputs) + _bytes(2, output) + _bytes(3, output) + _bytes(4, kind)
            + b"".join(_bytes(5, _attribute(k, attributes[k])) for k in sorted(attributes)))


def value_info(name, shape):
    """ValueInfoProto of a float tensor."""
    dimensions = b"".join(_bytes(1, _number(1, d)) for d in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, FLOAT) + _bytes(2, dimensions)))


def model(producer, opset, nodes, initializers, inputs, outputs):
    """ModelProto."""
    graph = (b"".join(_bytes(1, n) for n in nodes) + _bytes(2, "g") + b"".join(_bytes(5, i) for i in initializers)
             + b"".join(_bytes(11, i) for i in inputs) + b"".join(_bytes(12, o) for o in outputs))
    return _number(1, 6) + _bytes(2, producer) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, opset))
