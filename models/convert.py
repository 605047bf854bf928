# SPDX-License-Identifier: Apache-2.0
"""MediaPipe's TensorFlow Lite networks (float, fp16 weights, NHWC) as ONNX (opset 11, NCHW) that OpenCV 4.6 and later can run.

Standard library only, so that the result is the same bytes with any Python. Operators that these networks do not use raise.
"""
import itertools
import struct

import onnx_file as onnx
import tflite

_SAME, _RELU = 0, 1  # tflite's Padding and ActivationFunctionType


def _transpose(values, shape, order):
    """Flat values of a row-major array with its axes in a new order."""
    strides = [1] * len(shape)
    for axis in range(len(shape) - 2, -1, -1):
        strides[axis] = strides[axis + 1] * shape[axis + 1]
    outer, last = order[:-1], order[-1]
    out = []
    for index in itertools.product(*(range(shape[a]) for a in outer)):
        first = sum(i * strides[a] for i, a in zip(index, outer))
        out += values[first : first + shape[last] * strides[last] : strides[last]]
    return out, [shape[a] for a in order]


def _nchw(shape):
    return [shape[i] for i in (0, 3, 1, 2)] if len(shape) == 4 else shape


def _same_padding(size, kernel, stride, dilation=1):
    """TensorFlow's SAME: what is left over goes to the far side."""
    total = max((-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


class _Converter:
    """`inputs` and `outputs` map tensor numbers of the network to names in the ONNX file: the part between them is taken."""

    def __init__(self, network, inputs, outputs):
        self.network, self.names = network, {**inputs, **outputs}
        self.nodes, self.constants = [], {}
        for number in self._needed(inputs, outputs):
            self._emit(network.operators[number])
        describe = lambda tensors: [onnx.value_info(n, _nchw(network.tensors[t].shape)) for t, n in tensors.items()]
        self.file = onnx.model("tfl2onnx", 11, self.nodes, self.constants.values(), describe(inputs), describe(outputs))

    def _needed(self, inputs, outputs):
        """Operators on the way to the outputs, in the file's order (which is one of execution)."""
        needed, pending = set(), list(outputs)
        while pending:
            tensor = pending.pop()
            if tensor in inputs or self._values(tensor) is not None:
                continue
            number = self.network.producer[tensor]
            if number not in needed:
                needed.add(number)
                pending += [t for t in self.network.operators[number].inputs if t >= 0]
        return sorted(needed)

    def _values(self, tensor):
        """Constant values, flat, also behind a DEQUANTIZE of fp16 weights; None if computed."""
        values = self.network.tensors[tensor].values
        if values is None and tensor in self.network.producer:
            operator = self.network.operators[self.network.producer[tensor]]
            if operator.kind == tflite.DEQUANTIZE:
                return self._values(operator.inputs[0])
        return values

    def _shape(self, tensor):
        return self.network.tensors[tensor].shape

    def _node(self, kind, inputs, output, **attributes):
        self.nodes.append(onnx.node(kind, inputs, output, **attributes))
        return output

    def _constant(self, name, values, shape, kind=onnx.FLOAT):
        self.constants[name] = onnx.tensor(name, shape, values, kind)
        return name

    def _pad(self, x, pads, output):
        return self._node("Pad", [x, self._constant(output + "_p", pads, [len(pads)], onnx.INT64)], output, mode="constant")

    def _activated(self, activation, output, emit):
        """Emits an operator and the activation fused to it."""
        if activation not in (0, _RELU):  # RELU6 would be a Clip with inputs, which OpenCV 4.6 cannot import
            raise NotImplementedError("activation %d" % activation)
        y = emit(output if activation == 0 else output + "_lin")
        if activation == _RELU:
            self._node("Relu", [y], output)

    def _emit(self, operator):
        output = self.names.setdefault(operator.outputs[0], "t%d" % operator.outputs[0])
        x = self.names.get(operator.inputs[0])
        if operator.kind == tflite.CUSTOM:
            if operator.custom != b"Convolution2DTransposeBias":
                raise NotImplementedError(operator.custom.decode())
            return self._transposed_convolution(operator, x, output)
        if operator.kind not in self._EMIT:
            raise NotImplementedError("operator %d" % operator.kind)
        return self._EMIT[operator.kind](self, operator, x, output)

    def _convolution(self, operator, x, output):
        depthwise = operator.kind == tflite.DEPTHWISE_CONV_2D
        options = operator.options
        stride = [options.scalar(2), options.scalar(1)]
        activation = options.scalar(4 if depthwise else 3, "b")
        dilation = [options.scalar(6 if depthwise else 5, default=1), options.scalar(5 if depthwise else 4, default=1)]
        weights, shape = _transpose(self._values(operator.inputs[1]), self._shape(operator.inputs[1]),
                                    (3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
        _, height, width, channels = self._shape(operator.inputs[0])
        pads = [0, 0, 0, 0]
        if options.scalar(0, "b") == _SAME:
            top, bottom = _same_padding(height, shape[2], stride[0], dilation[0])
            left, right = _same_padding(width, shape[3], stride[1], dilation[1])
            pads = [top, left, bottom, right]
        if pads[:2] != pads[2:]:  # OpenCV 4.6 has no asymmetric padding in a convolution
            x = self._pad(x, [0, 0] + pads[:2] + [0, 0] + pads[2:], output + "_pad")
            pads = [0, 0, 0, 0]
        inputs = [x, self._constant(output + "_w", weights, shape)]
        if len(operator.inputs) > 2 and operator.inputs[2] >= 0:
            bias = self._values(operator.inputs[2])
            inputs.append(self._constant(output + "_b", bias, [len(bias)]))
        self._activated(activation, output, lambda name: self._node(
            "Conv", inputs, name, kernel_shape=shape[2:], strides=stride, dilations=dilation, pads=pads,
            group=channels if depthwise else 1))

    def _transposed_convolution(self, operator, x, output):
        _, stride_w, stride_h = struct.unpack("<3i", operator.custom_options)
        shape = self._shape(operator.inputs[1])
        if shape[1:3] != [stride_h, stride_w]:  # kernel = stride leaves no question of padding
            raise NotImplementedError("transposed convolution with a kernel that is not its stride")
        weights, shape = _transpose(self._values(operator.inputs[1]), shape, (3, 0, 1, 2))
        bias = self._values(operator.inputs[2])
        self._node("ConvTranspose", [x, self._constant(output + "_w", weights, shape),
                                     self._constant(output + "_b", bias, [len(bias)])], output,
                   kernel_shape=[stride_h, stride_w], strides=[stride_h, stride_w], pads=[0, 0, 0, 0])

    def _prelu(self, operator, x, output):
        slope = self._values(operator.inputs[1])
        if len(slope) != self._shape(operator.outputs[0])[-1]:
            raise NotImplementedError("PRELU with a slope a pixel")
        self._node("PRelu", [x, self._constant(output + "_a", slope, [len(slope), 1, 1])], output)

    def _relu(self, _, x, output):
        self._node("Relu", [x], output)

    def _logistic(self, _, x, output):
        self._node("Sigmoid", [x], output)

    def _hard_swish(self, _, x, output):
        gate = self._node("HardSigmoid", [x], output + "_hs", alpha=1 / 6.0, beta=0.5)
        self._node("Mul", [x, gate], output)

    def _add(self, operator, x, output):
        inputs = [x, self.names[operator.inputs[1]]]
        self._activated(operator.options.scalar(0, "b"), output, lambda name: self._node("Add", inputs, name))

    def _mul(self, operator, x, output):
        inputs = [x, self.names[operator.inputs[1]]]
        self._activated(operator.options.scalar(0, "b"), output, lambda name: self._node("Mul", inputs, name))

    def _max_pool(self, operator, x, output):
        options = operator.options
        stride = [options.scalar(2), options.scalar(1)]
        kernel = [options.scalar(4), options.scalar(3)]
        _, height, width, _ = self._shape(operator.inputs[0])
        if options.scalar(0, "b") == _SAME and (_same_padding(height, kernel[0], stride[0]) != (0, 0)
                                                or _same_padding(width, kernel[1], stride[1]) != (0, 0)):
            raise NotImplementedError("padded MAX_POOL_2D")
        self._activated(options.scalar(5, "b"), output,
                        lambda name: self._node("MaxPool", [x], name, kernel_shape=kernel, strides=stride))

    def _average_pool(self, operator, x, output):
        options = operator.options
        if [options.scalar(4), options.scalar(3)] != self._shape(operator.inputs[0])[1:3]:
            raise NotImplementedError("AVERAGE_POOL_2D over less than the whole")
        self._activated(options.scalar(5, "b"), output, lambda name: self._node("GlobalAveragePool", [x], name))

    def _explicit_pad(self, operator, x, output):
        flat = self._values(operator.inputs[1])  # before and after, for N, H, W, C
        before, after = flat[0::2], flat[1::2]
        self._pad(x, _nchw(before) + _nchw(after), output)

    def _reshape(self, operator, x, output):
        shape = self._shape(operator.outputs[0])
        if self._shape(operator.inputs[0])[1:3] != [1, 1]:  # the network means NHWC order
            x = self._node("Transpose", [x], output + "_nhwc", perm=[0, 2, 3, 1])
        self._node("Reshape", [x, self._constant(output + "_s", shape, [len(shape)], onnx.INT64)], output)

    def _concatenation(self, operator, _, output):
        axis = operator.options.scalar(0)
        if len(self._shape(operator.outputs[0])) == 4:
            axis = (0, 2, 3, 1)[axis]
        self._node("Concat", [self.names[t] for t in operator.inputs], output, axis=axis)

    def _resize(self, operator, x, output):
        options = operator.options
        if options.scalar(2, "?") or not options.scalar(3, "?"):
            raise NotImplementedError("RESIZE_BILINEAR that is not by half-pixel centres")
        before, after = self._shape(operator.inputs[0]), self._shape(operator.outputs[0])
        scales = [1, 1, after[1] / before[1], after[2] / before[2]]
        self._node("Resize", [x, self._constant(output + "_roi", [], [0]), self._constant(output + "_sc", scales, [4])],
                   output, mode="linear", coordinate_transformation_mode="half_pixel")

    _EMIT = {
        tflite.CONV_2D: _convolution, tflite.DEPTHWISE_CONV_2D: _convolution, tflite.PRELU: _prelu, tflite.RELU: _relu,
        tflite.LOGISTIC: _logistic, tflite.HARD_SWISH: _hard_swish, tflite.ADD: _add, tflite.MUL: _mul,
        tflite.MAX_POOL_2D: _max_pool, tflite.AVERAGE_POOL_2D: _average_pool, tflite.PAD: _explicit_pad,
        tflite.RESHAPE: _reshape, tflite.CONCATENATION: _concatenation, tflite.RESIZE_BILINEAR: _resize,
    }


def _selfie_segmentation(network):
    return {network.inputs[0]: "image"}, {network.outputs[0]: "mask"}


# The attention mesh has three custom operators that sample the backbone's features around lips and eyes. It is cut there:
# what feeds them, and what they feed; core/face/mesh.cpp does the sampling.
_SAMPLERS = ["transform_tensor_bilinear_v2" + suffix for suffix in ("", "_1", "_2")]


def _attention_base(network):
    features = network.operators[network.producer[network.find(_SAMPLERS[0])]].inputs[0]
    return ({network.find("input_1"): "image"},
            {network.find("output_mesh"): "mesh", network.find("conv_faceflag"): "flag", features: "features"})


def _attention_regions(network):
    heads = ("lips", "left_eye", "left_iris", "right_eye", "right_iris")
    return ({network.find(s): n for s, n in zip(_SAMPLERS, ("lips_in", "left_in", "right_in"))},
            {network.find("conv_" + h): h for h in heads})


_CUTS = {"selfie_segmentation": _selfie_segmentation, "attention_base": _attention_base,
         "attention_regions": _attention_regions}


def convert(data, cut):
    """Bytes of the ONNX file for the named part of a TensorFlow Lite file."""
    network = tflite.Network(data)
    return _Converter(network, *_CUTS[cut](network)).file
