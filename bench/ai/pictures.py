# SPDX-License-Identifier: Apache-2.0
"""Pictures for bench/ai/run: originals, OpenCV's filters, a raw file for a network, and strips to look at."""
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

# of the test portraits: file, rows, columns
CROPS = {"obama": ("obama.jpg", slice(50, 450), slice(330, 650)), "hopper": ("grace_hopper.jpg", slice(50, 370), slice(140, 396)),
         "giunchedi": ("thumbor_giunchedi.jpg", slice(20, 340), slice(274, 530)),
         "biden": ("biden.jpg", slice(60, 700), slice(330, 810))}
FILLED = [((193, 285), (34, 12)), ((315, 285), (34, 12))]  # of biden, about the eyes: centre, half axes
NOISE, DARK = 9, 0.3  # levels, sd; of the coded value


def portrait(name, folder, target):
    kind, _, how = name.partition("-")
    file, rows, columns = CROPS[kind]
    picture = cv2.imread(str(Path(folder) / file))[rows, columns]
    if how == "half":
        picture = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    if how == "dark":
        picture = (255 * DARK * (picture / 255.0) ** 1.2).round().astype(np.uint8)
    if how == "noisy":
        noise = np.random.default_rng(1).normal(0, NOISE, picture.shape)
        picture = np.clip(picture + noise, 0, 255).round().astype(np.uint8)
    cv2.imwrite(target, picture)


def inpainted(picture):
    mask = np.zeros(picture.shape[:2], np.uint8)
    for centre, axes in FILLED:
        cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
    return cv2.inpaint(picture, mask, 5, cv2.INPAINT_TELEA)


FILTERS = {"edge-preserving": lambda p: cv2.edgePreservingFilter(p, flags=1, sigma_s=60, sigma_r=0.4),
           "detail-enhance": lambda p: cv2.detailEnhance(p, sigma_s=10, sigma_r=0.15),
           "stylization": lambda p: cv2.stylization(p, sigma_s=60, sigma_r=0.45), "inpaint": inpainted}


def raw(source, target, *command):
    """COMMAND IN.rgb WIDTH HEIGHT OUT.rgb, of a picture."""
    picture = cv2.imread(source)
    given, made = target + ".in", target + ".out"
    picture[:, :, ::-1].tofile(given)
    height, width, _ = picture.shape
    subprocess.run([*command, given, str(width), str(height), made], check=True)
    cv2.imwrite(target, np.fromfile(made, np.uint8).reshape(picture.shape)[:, :, ::-1])
    Path(given).unlink(), Path(made).unlink()


def reduced(original, edited, target):
    height, width, _ = cv2.imread(original).shape
    cv2.imwrite(target, cv2.resize(cv2.imread(edited), (width, height), interpolation=cv2.INTER_AREA))


def strip(original, edited, guarded, target, side=360):
    """Original, the tool's, guarded: the face, at 100 % of the tool's; what is over `side` px wide, its middle."""
    pictures = [cv2.imread(p) for p in (original, edited, guarded)]
    height, width, _ = pictures[1].shape
    shown = [cv2.resize(p, (width, height), interpolation=cv2.INTER_LANCZOS4) if p.shape != pictures[1].shape else p
             for p in pictures]
    across, down = min(width, side), min(height, int(1.25 * side))
    left, top = (width - across) // 2, (height - down) // 2
    gap = np.full((down, 6, 3), 255, np.uint8)
    cut = [p[top:top + down, left:left + across] for p in shown]
    cv2.imwrite(target, np.hstack([cut[0], gap, cut[1], gap, cut[2]]), [cv2.IMWRITE_JPEG_QUALITY, 90])


def main():
    what, *words = sys.argv[1:]
    if what in FILTERS:
        source, target = words
        cv2.imwrite(target, FILTERS[what](cv2.imread(source)))
    else:
        {"portrait": portrait, "raw": raw, "reduced": reduced, "strip": strip}[what](*words)


if __name__ == "__main__":
    main()
