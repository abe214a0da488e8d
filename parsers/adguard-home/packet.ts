// The answer that AdGuard Home keeps with a query: a DNS message in base64. Read are the response code and what the answer section says:
// addresses, and the names of CNAME and PTR. Everything is bounded; a message that is none gives nothing. RFC 1035 §4.

export interface Answer {
  /** RCODE, 0..15 */
  readonly code: number;
  readonly data: readonly string[];
}

/** A DNS message over TCP has 65,535 bytes at most; real ones are below 2,000. */
const MAX_BASE64_CHARS = 16_384;
const MAX_RECORDS = 32;
const MAX_LABELS = 128;
const [A, CNAME, PTR, AAAA] = [1, 5, 12, 28];

export function readPacket(base64: string): Answer | undefined {
  if (base64.length < 16 || base64.length > MAX_BASE64_CHARS) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 12) return undefined;
  const questions = bytes.readUInt16BE(4);
  const count = Math.min(bytes.readUInt16BE(6), MAX_RECORDS);
  const data: string[] = [];
  let at = 12;
  for (let i = 0; i < questions; i += 1) {
    at = endOfName(bytes, at) + 4;
    if (at > bytes.length) return undefined;
  }
  for (let i = 0; i < count; i += 1) {
    const head = endOfName(bytes, at);
    if (head + 10 > bytes.length) break;
    const type = bytes.readUInt16BE(head);
    const length = bytes.readUInt16BE(head + 8);
    at = head + 10;
    if (at + length > bytes.length) break;
    const value = readValue(bytes, at, type, length);
    if (value !== undefined) data.push(value);
    at += length;
  }
  return { code: bytes[3]! & 15, data };
}

function readValue(bytes: Buffer, at: number, type: number, length: number): string | undefined {
  if (type === A && length === 4) return bytes.subarray(at, at + 4).join('.');
  if (type === AAAA && length === 16) return v6(bytes, at);
  return type === CNAME || type === PTR ? readName(bytes, at) : undefined;
}

/** The longest run of zero groups becomes `::` (RFC 5952 §4.2). */
function v6(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(at + i * 2).toString(16));
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i += 1) {
    let end = i;
    while (groups[end] === '0') end += 1;
    if (end - i > bestLength) [best, bestLength] = [i, end - i];
  }
  if (best < 0) return groups.join(':');
  return `${groups.slice(0, best).join(':')}::${groups.slice(best + bestLength).join(':')}`;
}

/** Behind the name at `at`; beyond the end when it does not end. */
function endOfName(bytes: Buffer, at: number): number {
  for (let labels = 0; labels < MAX_LABELS; labels += 1) {
    const length = bytes[at];
    if (length === undefined) break;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
  return bytes.length + 1;
}

/** Follows pointers backwards only, so that it ends. */
function readName(bytes: Buffer, from: number): string | undefined {
  const labels: string[] = [];
  let at = from;
  for (let steps = 0; steps < MAX_LABELS; steps += 1) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return labels.length === 0 ? undefined : labels.join('.').toLowerCase();
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | (bytes[at + 1] ?? 0);
      if (target >= at) return undefined;
      at = target;
      continue;
    }
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return undefined;
}
