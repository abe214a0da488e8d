// A MaxMind database of a few IPv4 networks, for tests (https://maxmind.github.io/MaxMind-DB/): binary tree with 24-bit records, 16 zero
// bytes, data, metadata. Strings, maps, doubles and numbers only.

import { addressOf } from '#src/query/address.js';

type Value = string | number | { readonly [key: string]: Value };

interface Net {
  readonly net: string;
  readonly length: number;
  readonly data: Value;
}

/** @param built ms since 1970 */
export function tinyMmdb(type: string, built: number, nets: readonly Net[]): Buffer {
  const nodes: [Branch, Branch][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { net, length, data: value } of nets) {
    hang(nodes, addressOf(net)!, length, { data: offset });
    const bytes = encode(value);
    data.push(bytes);
    offset += bytes.length;
  }
  const tree = Buffer.concat(nodes.flatMap((node) => node.map((branch) => record(branch, nodes.length))));
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: built / 1000,
    database_type: type,
    ip_version: 4,
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

type Branch = { readonly node: number } | { readonly data: number } | undefined;

function hang(nodes: [Branch, Branch][], address: Uint8Array, length: number, leaf: Branch): void {
  let at = 0;
  for (let bit = 0; bit < length; bit += 1) {
    const side = (address[bit >> 3]! >> (7 - (bit & 7))) & 1;
    if (bit === length - 1) {
      nodes[at]![side] = leaf;
      return;
    }
    const next = nodes[at]![side];
    if (next !== undefined && 'node' in next) {
      at = next.node;
      continue;
    }
    nodes.push([undefined, undefined]);
    nodes[at]![side] = { node: nodes.length - 1 };
    at = nodes.length - 1;
  }
}

/** Below the number of nodes: a node; equal: nothing; above: data, behind the 16 zero bytes. */
function record(branch: Branch, nodeCount: number): Buffer {
  const number = branch === undefined ? nodeCount : 'node' in branch ? branch.node : nodeCount + 16 + branch.data;
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(number, 0, 3);
  return bytes;
}

const [STRING, DOUBLE, UINT32, MAP] = [2, 3, 6, 7];

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return encodeNumber(value);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
  if (Number.isInteger(value)) bytes.writeUInt32BE(value);
  else bytes.writeDoubleBE(value);
  return Buffer.concat([control(Number.isInteger(value) ? UINT32 : DOUBLE, bytes.length), bytes]);
}

/** Type in three bits, size in five; 29 means 29 and what the next byte says. */
function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
