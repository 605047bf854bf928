# SPDX-License-Identifier: Apache-2.0
"""Real-ESRGAN, in tiles: upscale.py MODEL SCALE IN.png OUT.png. MODEL.param and MODEL.bin are ncnn's."""
import sys

import cv2
import ncnn
import numpy as np

TILE, MARGIN = 256, 10  # px of the input


def upscaled(network, scale, rgb):
    """h × w × 3, uint8, to scale·h × scale·w × 3."""
    height, width, _ = rgb.shape
    out = np.zeros((scale * height, scale * width, 3), np.float32)
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            top, left = max(0, y - MARGIN), max(0, x - MARGIN)
            bottom, right = min(height, y + TILE), min(width, x + TILE)
            tile = rgb[top:bottom + MARGIN, left:right + MARGIN].transpose(2, 0, 1)
            tile = np.ascontiguousarray(tile.astype(np.float32) / 255)  # a Mat does not keep its array
            extractor = network.create_extractor()
            extractor.input("data", ncnn.Mat(tile))
            status, made = extractor.extract("output")
            if status:
                sys.exit(f"ncnn: {status}")
            made = np.array(made).transpose(1, 2, 0)
            out[scale * y:scale * bottom, scale * x:scale * right] = \
                made[scale * (y - top):scale * (bottom - top), scale * (x - left):scale * (right - left)]
    return (np.clip(out, 0, 1) * 255).round().astype(np.uint8)


def main():
    model, scale, source, target = sys.argv[1:]
    network = ncnn.Net()
    if network.load_param(model + ".param") or network.load_model(model + ".bin"):
        sys.exit(f"{model}: no network of ncnn's")
    cv2.imwrite(target, upscaled(network, int(scale), cv2.imread(source)[:, :, ::-1])[:, :, ::-1])


if __name__ == "__main__":
    main()
