// Runs ONNX models in ONNX Runtime without graph optimisation: node onnxruntime.js MANIFEST ANSWERS
// The manifest lists models with inputs as raw files; the answers are the outputs as raw files, or ONNX Runtime's error.
const fs = require('fs');
const path = require('path');
const ort = require(require.resolve('onnxruntime-node', { paths: [process.env.ORACLE_NODE_MODULES || process.cwd()] }));

const arrays = {
  float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array,
};

async function run(entry) {
  let session;
  try {
    session = await ort.InferenceSession.create(entry.model, {
      graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 4,
    });
    const feeds = {};
    for (const input of entry.inputs.filter(i => session.inputNames.includes(i.name))) {
      const bytes = fs.readFileSync(input.file);
      const Elements = arrays[input.type];
      const data = new Elements(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      feeds[input.name] = new ort.Tensor(input.type, data, input.dims);
    }
    const output = (await session.run(feeds))[session.outputNames[0]];
    const data = output.data;
    fs.writeFileSync(entry.output, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    return { file: entry.output, type: output.type, dims: output.dims.map(Number) };
  } catch (error) {
    return { error: String(error.message || error) };
  } finally {
    if (session) await session.release();
  }
}

(async () => {
  const [manifest, answers] = process.argv.slice(2).map(p => path.resolve(p));
  const results = [];
  for (const entry of JSON.parse(fs.readFileSync(manifest, 'utf8'))) results.push(await run(entry));
  fs.writeFileSync(answers, JSON.stringify(results));
})();
