// SPDX-License-Identifier: Apache-2.0
// MAXIM, as packaged for upscaler.js, without a browser: node maxim.mjs MODEL_FOLDER IN.rgb WIDTH HEIGHT OUT.rgb
// Raw 8-bit RGB; width and height are multiples of 64.
import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import "@tensorflow/tfjs-backend-wasm";

// What the WebAssembly backend lacks. MAXIM's sums run over the one letter that its two arrays share.
function einsum({inputs, attrs}) {
  const [given, wanted] = attrs.equation.split('->');
  const both = given.split(',').map((letters, i) => ({letters: [...letters], array: inputs[i]}));
  const [large, small] = both.sort((a, b) => b.letters.length - a.letters.length);
  const shared = large.letters.find((c) => small.letters.includes(c));
  const rest = large.letters.filter((c) => c !== shared), added = small.letters.find((c) => c !== shared);
  const rows = tf.transpose(large.array, [...rest, shared].map((c) => large.letters.indexOf(c)));
  const matrix = tf.transpose(small.array, [shared, added].map((c) => small.letters.indexOf(c)));
  const [depth, columns] = matrix.shape;
  const product = tf.matMul(rows.reshape([-1, depth]), matrix).reshape([...rows.shape.slice(0, -1), columns]);
  return tf.transpose(product, [...wanted].map((c) => [...rest, added].indexOf(c)));
}

const [folder, input, width, height, output] = process.argv.slice(2);

await tf.setBackend('wasm');
tf.registerKernel({kernelName: 'Einsum', backendName: 'wasm', kernelFunc: einsum});
const read = (file) => fs.readFileSync(path.join(folder, file));
const {modelTopology, weightsManifest, format, signature} = JSON.parse(read('model.json'));
const weights = Buffer.concat(weightsManifest.flatMap((group) => group.paths).map(read));
const model = await tf.loadGraphModel(tf.io.fromMemory({
  modelTopology, format, signature,
  weightSpecs: weightsManifest.flatMap((group) => group.weights),
  weightData: new Uint8Array(weights).buffer,
}));
const picture = tf.tensor(new Float32Array(fs.readFileSync(input)), [1, +height, +width, 3]).div(255);
const made = [model.predict(picture)].flat().at(-1);
fs.writeFileSync(output, Buffer.from(await made.clipByValue(0, 1).mul(255).round().data()));
