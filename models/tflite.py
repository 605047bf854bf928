# SPDX-License-Identifier: Apache-2.0
"""Reads a TensorFlow Lite file: just enough of its FlatBuffers schema (schema.fbs, version 3) for feed-forward networks.

Field numbers are the positions of the fields in the schema's tables.
"""
import struct

ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE = 0, 1, 2, 3, 4, 6
LOGISTIC, MAX_POOL_2D, MUL, RELU, RESHAPE, RESIZE_BILINEAR = 14, 17, 18, 19, 22, 23
CUSTOM, PAD, PRELU, HARD_SWISH = 32, 34, 54, 117

FLOAT32, FLOAT16, INT32 = 0, 1, 2
_FORMAT = {FLOAT32: "f", FLOAT16: "e", INT32: "i"}


class Table:
    """A FlatBuffers table at a byte position; a field that is absent reads as its default."""

    def __init__(self, data, at):
        self.data, self.at = data, at

    def _field(self, number):
        vtable = self.at - struct.unpack_from("<i", self.data, self.at)[0]
        size = struct.unpack_from("<H", self.data, vtable)[0]
        slot = 4 + 2 * number
        offset = struct.unpack_from("<H", self.data, vtable + slot)[0] if slot < size else 0
        return self.at + offset if offset else None

    def _follow(self, at):
        return at + struct.unpack_from("<I", self.data, at)[0]

    def scalar(self, number, kind="i", default=0):
        at = self._field(number)
        return default if at is None else struct.unpack_from("<" + kind, self.data, at)[0]

    def table(self, number):
        return Table(self.data, self._follow(self._field(number)))

    def _vector(self, number):
        at = self._field(number)
        if at is None:
            return 0, 0
        at = self._follow(at)
        return at + 4, struct.unpack_from("<I", self.data, at)[0]

    def tables(self, number):
        first, count = self._vector(number)
        return [Table(self.data, self._follow(first + 4 * i)) for i in range(count)]

    def integers(self, number):
        first, count = self._vector(number)
        return list(struct.unpack_from("<%di" % count, self.data, first))

    def bytes(self, number):
        first, count = self._vector(number)
        return self.data[first : first + count]


class Operator:
    def __init__(self, table, codes):
        builtin, self.custom = codes[table.scalar(0, "I")]
        self.kind = builtin
        self.inputs, self.outputs = table.integers(1), table.integers(2)
        self._table = table

    @property
    def options(self):
        return self._table.table(4)

    @property
    def custom_options(self):
        return self._table.bytes(5)


class Tensor:
    def __init__(self, table, buffers):
        self.shape = table.integers(0)
        self.type = table.scalar(1, "b")
        self.name = table.bytes(3).decode()
        self._buffer = buffers[table.scalar(2, "I")]

    @property
    def values(self):
        """The constant it holds, flat; None if it is computed."""
        data = self._buffer.bytes(0)
        if not data:
            return None
        kind = _FORMAT[self.type]
        return list(struct.unpack("<%d%s" % (len(data) // struct.calcsize("<" + kind), kind), data))


class Network:
    """The first subgraph of a file."""

    def __init__(self, data):
        model = Table(data, struct.unpack_from("<I", data)[0])
        codes = [(max(c.scalar(0, "b"), c.scalar(3)), c.bytes(1)) for c in model.tables(1)]
        buffers = model.tables(4)
        graph = model.tables(2)[0]
        self.tensors = [Tensor(t, buffers) for t in graph.tables(0)]
        self.inputs, self.outputs = graph.integers(1), graph.integers(2)
        self.operators = [Operator(o, codes) for o in graph.tables(3)]
        self.producer = {t: i for i, o in enumerate(self.operators) for t in o.outputs}

    def find(self, name):
        """Number of the one computed (or input) tensor of that name."""
        found = [i for i, t in enumerate(self.tensors) if t.name == name and (i in self.producer or i in self.inputs)]
        if len(found) != 1:
            raise ValueError("%d tensors are called %s" % (len(found), name))
        return found[0]
