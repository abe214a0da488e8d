// Values that the audit system encodes: text in hex where a stranger chose it, and socket addresses as the kernel's bytes.

/** Fields whose unquoted even run of upper-case hex digits is text (auparse's interpretation table). */
const ENCODED: ReadonlySet<string> = new Set([
  'acct',
  'exe',
  'comm',
  'cmd',
  'cwd',
  'name',
  'proctitle',
  'path',
  'file',
  'dir',
  'data',
  'key',
  'cgroup',
  'new-disk',
  'old-disk',
  'old-fs',
  'new-fs',
  'device',
  'watch',
  'grp',
  'new_group',
  'vm',
  'ocomm',
  'sw',
  'unit',
  'profile',
]);
/** Longer values are cut before they are decoded. */
const MAX_HEX_CHARS = 16_384;

/** @param text an unquoted value */
export function decodeText(name: string, text: string): string {
  if (!ENCODED.has(name) && !isArgument(name)) return text;
  if (text.length < 2 || text.length % 2 !== 0 || !isHex(text)) return text;
  return Buffer.from(text.slice(0, MAX_HEX_CHARS), 'hex').toString('utf8').replaceAll('\0', ' ').trimEnd();
}

/** `a0`, `a12`, `a1[0]`: an argument of EXECVE. In SYSCALL these are numbers, which the caller does not pass here. */
export function isArgument(name: string): boolean {
  return (
    name.charCodeAt(0) === 0x61 && name.charCodeAt(1) >= 0x30 && name.charCodeAt(1) <= 0x39 && !name.endsWith('_len')
  );
}

export interface SocketAddress {
  readonly family: string;
  readonly address?: string;
  readonly port?: number;
  readonly path?: string;
}

/** struct sockaddr of Linux in hex: the family in the machine's order (little endian wherever audit runs), the rest in the network's. */
export function decodeSocketAddress(hex: string): SocketAddress | undefined {
  if (hex.length < 4 || hex.length > 512 || hex.length % 2 !== 0 || !isHex(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const family = bytes.readUInt16LE(0);
  if (family === 1) {
    const end = bytes.indexOf(0, 2 + (bytes[2] === 0 ? 1 : 0));
    return {
      family: 'unix',
      path: bytes
        .subarray(2, end < 0 ? undefined : end)
        .toString('utf8')
        .replaceAll('\0', '@'),
    };
  }
  if (family === 2 && bytes.length >= 8)
    return { family: 'inet', port: bytes.readUInt16BE(2), address: bytes.subarray(4, 8).join('.') };
  if (family !== 10 || bytes.length < 24) return family === 16 ? { family: 'netlink' } : undefined;
  const groups = Array.from({ length: 8 }, (_, n) => bytes.readUInt16BE(8 + 2 * n).toString(16));
  return { family: 'inet6', port: bytes.readUInt16BE(2), address: shortened(groups) };
}

/** RFC 5952 §4.2: the longest run of zero groups, the first of equals, becomes `::`. */
function shortened(groups: readonly string[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === '0') length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}

function isHex(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46))) return false;
  }
  return true;
}
