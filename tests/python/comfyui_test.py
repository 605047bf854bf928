# SPDX-License-Identifier: Apache-2.0
"""The nodes against what ComfyUI asks of nodes, without it: loaded from their folder, called with batches by name."""
import importlib.util
import inspect
import os
import pathlib
import sys
import types

import countenance
import numpy as np
import pytest
from conftest import smoothed

FOLDER = pathlib.Path(os.environ["COUNTENANCE_SOURCE"]) / "plugin/comfyui"


@pytest.fixture(scope="module")
def nodes():
    """As ComfyUI loads a folder of custom nodes: under the name of its path."""
    spec = importlib.util.spec_from_file_location(str(FOLDER), FOLDER / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[str(FOLDER)] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[str(FOLDER)]


def run(nodes, name, **inputs):
    """What ComfyUI does with a node: the defaults of its inputs, its FUNCTION by name, and a tuple back."""
    node = nodes.NODE_CLASS_MAPPINGS[name]
    for key, kind in node.INPUT_TYPES()["required"].items():
        if len(kind) > 1:
            inputs.setdefault(key, kind[1]["default"])
    out = getattr(node(), node.FUNCTION)(**inputs)
    assert isinstance(out, tuple) and len(out) == len(node.RETURN_TYPES)
    return out


@pytest.fixture(scope="module")
def image(biden):
    return (biden / np.float32(255))[None]


@pytest.fixture(scope="module")
def waxen(plastic):
    return (plastic / np.float32(255))[None]


def test_the_contract(nodes):
    assert set(nodes.NODE_CLASS_MAPPINGS) == set(nodes.NODE_DISPLAY_NAME_MAPPINGS)
    for node in nodes.NODE_CLASS_MAPPINGS.values():
        assert node.CATEGORY == "image/countenance"
        assert len(node.RETURN_NAMES) == len(node.RETURN_TYPES)
        assert set(node.RETURN_TYPES) <= {"IMAGE", "FLOAT", "BOOLEAN", "STRING"}
        required = node.INPUT_TYPES()["required"]
        assert set(required) == set(inspect.signature(getattr(node, node.FUNCTION)).parameters) - {"self"}
        for kind, *rest in required.values():
            assert kind == "IMAGE" or rest[0]["default"] in kind
    assert "natural" in nodes.NODE_CLASS_MAPPINGS["CountenanceGuard"].INPUT_TYPES()["required"]["policy"][0]


def test_a_policy_that_was_edited_is_run_again(nodes, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "countenance/policies"
    folder.mkdir(parents=True)
    changed = nodes.NODE_CLASS_MAPPINGS["CountenanceMeasure"].IS_CHANGED
    seen = []
    for limit in (0.05, 0.05, 0.04):
        (folder / "studio.json").write_text(
            '{"schema": "countenance.policy/1", "name": "studio", "inherits": "natural",'
            f' "limits": {{"texture.pores": {limit}}}}}'
        )
        seen.append(changed(policy="studio", original=None, edited=None))
    assert seen[0] == seen[1] != seen[2]


def test_measure(nodes, image, waxen, original, biden):
    drift, within, report, heatmap = run(nodes, "CountenanceMeasure", original=image, edited=np.concatenate([image, waxen]))
    assert type(drift) is float and type(within) is bool
    assert drift > 1 and not within
    first, second = report.split("\n")
    assert first.startswith("within policy natural") and second.startswith("outside policy natural")
    assert heatmap.dtype == np.float32 and heatmap.ndim == 4 and len(heatmap) == 2
    assert 0 <= heatmap.min() and 0.5 < heatmap.max() <= 1
    drift, within, _, _ = run(nodes, "CountenanceMeasure", original=image, edited=image)
    assert drift == 0 and within is True


def test_guard_passes_what_is_inside(nodes, image):
    edited = np.clip(image * np.float32(1.02), 0, 1)
    out, passed, report = run(nodes, "CountenanceGuard", original=image, edited=edited)
    assert passed is True and np.array_equal(out, edited)
    assert report.startswith("within policy natural")


def test_guard_brings_back(nodes, image, waxen):
    out, passed, report = run(nodes, "CountenanceGuard", original=image, edited=waxen)
    assert passed is True
    assert out.shape == waxen.shape and "of the change stays" in report
    assert run(nodes, "CountenanceMeasure", original=image, edited=out)[2].startswith("within")


def test_guard_stops_or_gives_the_original(nodes, image, small):
    """Where the original cannot verify the result, and where it is another picture."""
    tiny = (small / np.float32(255))[None]
    for before, after in ((tiny, (smoothed(small, 1) / np.float32(255))[None]), (image, np.full_like(image, 0.5))):
        with pytest.raises(countenance.NotMeasurable):
            run(nodes, "CountenanceGuard", original=before, edited=after)
        out, passed, report = run(nodes, "CountenanceGuard", original=before, edited=after, otherwise="original")
        assert passed is False and np.array_equal(out, before) and report


def test_measure_never_stops_and_what_was_not_measured_has_no_small_drift(nodes, image, small):
    grey = np.full_like(image, 0.5)
    drift, within, report, heatmap = run(nodes, "CountenanceMeasure", original=image, edited=np.concatenate([image, grey]))
    assert drift == np.inf and within is False and len(report.split("\n")) == 2
    assert len(heatmap) == 2 and not heatmap[1].any()
    drift, within, _, _ = run(nodes, "CountenanceMeasure", original=grey, edited=image)
    assert drift == np.inf and within is False
    tiny = (small / np.float32(255))[None]
    drift, within, report, _ = run(nodes, "CountenanceMeasure", original=tiny, edited=tiny[:, :-2])
    assert drift == np.inf and within is False and report.startswith("not measured")


def test_the_gate_stops_or_gives_the_original(nodes, image, waxen):
    both = np.concatenate([image, waxen])
    with pytest.raises(countenance.OverLimit, match="outside policy natural"):
        run(nodes, "CountenanceGate", original=image, edited=both)
    out, passed, report = run(nodes, "CountenanceGate", original=image, edited=both, otherwise="original")
    assert passed is False and len(report.split("\n")) == 2
    assert np.array_equal(out, np.concatenate([image, image]))
    out, passed, _ = run(nodes, "CountenanceGate", original=image, edited=image)
    assert passed is True and np.array_equal(out, image)


def test_the_gate_does_not_pass_what_cannot_be_measured(nodes, image):
    other = np.full((1, 64, 48, 4), 0.5, np.float32)
    with pytest.raises(countenance.OverLimit):
        run(nodes, "CountenanceGate", original=image, edited=other)
    broken = np.full_like(image, np.nan)
    for edited in (broken, other):
        out, passed, _ = run(nodes, "CountenanceGate", original=image, edited=edited, otherwise="original")
        assert passed is False and np.array_equal(out, image)
    with pytest.raises(countenance.OverLimit, match="NaN"):
        run(nodes, "CountenanceGate", original=image, edited=broken)
    with pytest.raises(countenance.InputError, match="NaN"):
        run(nodes, "CountenanceGate", original=broken, edited=image, otherwise="original")
    out, passed, _ = run(nodes, "CountenanceGate", original=image, edited=other, otherwise="original")
    assert passed is False and np.array_equal(out, image)
    with pytest.raises(countenance.OverLimit):
        run(nodes, "CountenanceGate", original=other, edited=image)


def test_batches_that_do_not_match_are_named(nodes, image):
    three = np.repeat(image, 3, axis=0)
    with pytest.raises(ValueError, match="3 originals to 1 edited"):
        run(nodes, "CountenanceMeasure", original=three, edited=image)
    with pytest.raises(ValueError, match="batch x height"):
        run(nodes, "CountenanceMeasure", original=image[0], edited=image)


class Tensor:
    """As much of a tensor as the nodes use: numbers only come out by detach().cpu().float().numpy()."""

    def __init__(self, array, device="cuda:0", steps=()):
        self.array, self.device, self.steps = array, device, steps

    def _step(self, name):
        return Tensor(self.array, self.device, (*self.steps, name))

    def detach(self):
        return self._step("detach")

    def cpu(self):
        return self._step("cpu")

    def float(self):
        return self._step("float")

    def to(self, device):
        return Tensor(self.array, device)

    def numpy(self):
        assert self.steps == ("detach", "cpu", "float")
        return self.array


def test_tensors_come_back_on_their_device(nodes, image, monkeypatch):
    torch = types.ModuleType("torch")
    torch.from_numpy = lambda array: Tensor(array, "cpu")
    monkeypatch.setitem(sys.modules, "torch", torch)
    out, passed, _ = run(nodes, "CountenanceGate", original=Tensor(image), edited=Tensor(image))
    assert passed and out.device == "cuda:0"
    assert out.array.dtype == np.float32 and np.array_equal(out.array, image)


def test_comfyuis_cancel_is_heard(nodes, image, monkeypatch):
    class Interrupted(Exception):
        pass

    def check():
        raise Interrupted

    management = types.ModuleType("comfy.model_management")
    management.throw_exception_if_processing_interrupted = check
    monkeypatch.setitem(sys.modules, "comfy", types.ModuleType("comfy"))
    monkeypatch.setitem(sys.modules, "comfy.model_management", management)
    with pytest.raises(Interrupted):
        run(nodes, "CountenanceMeasure", original=np.tile(image, (1, 1, 2, 1)), edited=image)
