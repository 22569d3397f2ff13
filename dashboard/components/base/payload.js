// Twin of payload.py: one value = uint32 header length | JSON header | aligned arrays.

const PAYLOAD_VIEWS = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int32: Int32Array,
};

/** @typedef {Float32Array|Float64Array|Uint8Array|Int32Array} Numbers */
/** @typedef {{data: Numbers, shape: number[]}} Block an array, row by row */
/**
 * What Python packed: its header as in JSON, and named arrays.
 *
 * @template [Header=any]
 * @typedef {{header: Header, arrays: Record<string, Block>}} Payload
 */

/**
 * A class whose objects have the fields of a header.
 *
 * @template Header
 * @typedef {new (fields: Header) => Header} Holder
 */
export class Fields {
  constructor(fields) {
    Object.assign(this, fields);
  }
}

/**
 * Read a payload without copying its arrays.
 *
 * @param {ArrayBuffer|Uint8Array} data what Streamlit hands to the component
 * @returns {Payload}
 */
export function unpack(data) {
  const bytes = alignedBytes(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const { arrays: table, ...header } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const arrays = {};
  for (const [name, { dtype, shape, offset }] of Object.entries(table)) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays[name] = {
      data: new PAYLOAD_VIEWS[dtype](bytes.buffer, bytes.byteOffset + offset, count),
      shape,
    };
  }
  return { header, arrays };
}

// A typed array must start at a multiple of its element size; a view into a larger message may not.
function alignedBytes(data) {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
