// The kernel's table of UDP sockets as text: Linux /proc/net/udp and /proc/net/udp6, and how an address is written there.

import { endianness } from 'node:os';
import { isIPv4 } from 'node:net';

export interface UdpTableLine {
  /** As the kernel writes it: 32-bit words of the machine's own byte order, in hexadecimal. */
  readonly local: string;
  readonly port: number;
  readonly inode: string;
  /** What waits to be read takes so much of the receive buffer, the kernel's bookkeeping included. */
  readonly queueBytes: number;
  /** Datagrams since the socket was opened; the kernel's counter wraps at 2^32. */
  readonly drops: number;
}

/**
 * Reads the text of one table (Linux Documentation/networking/proc_net_tcp, with UDP's last column; net/ipv4/udp.c, udp4_format_sock):
 *
 *      sl  local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ref pointer drops
 *       0  1             2           3  4     5       6        7   8       9     10  11      12
 *
 * @param port left out: all. A machine may have thousands of sockets; the lines of others are not taken apart.
 */
export function parseUdpTable(text: string, port?: number): UdpTableLine[] {
  const lines: UdpTableLine[] = [];
  const wanted = port === undefined ? ':' : `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  for (const line of text.split('\n')) {
    if (!line.includes(wanted)) continue;
    const columns = line.trim().split(/\s+/);
    const [local, queues, inode, drops] = [columns[1], columns[4], columns[9], columns[12]];
    if (local === undefined || queues === undefined || inode === undefined || drops === undefined) continue;
    const [address = '', portText = ''] = local.split(':');
    const entry = {
      local: address,
      port: Number.parseInt(portText, 16),
      inode,
      drops: Number(drops),
      queueBytes: Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16),
    };
    // The port may also be that of the other side.
    if (port !== undefined && entry.port !== port) continue;
    if (Number.isInteger(entry.port) && Number.isInteger(entry.drops) && Number.isInteger(entry.queueBytes))
      lines.push(entry);
  }
  return lines;
}

/** A textual address as the table has it; undefined: it cannot be written so. */
export function tableAddress(address: string, order: 'LE' | 'BE' = endianness()): string | undefined {
  const bytes = isIPv4(address) ? address.split('.').map(Number) : ipv6Bytes(address);
  if (bytes === undefined) return undefined;
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.slice(at, at + 4);
    if (order === 'LE') word.reverse();
    text += word.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return text.toUpperCase();
}

/** An address that a socket of ours told: the URL parser writes it out in one form (RFC 5952). */
function ipv6Bytes(address: string): number[] | undefined {
  const [plain = ''] = address.split('%');
  if (!URL.canParse(`http://[${plain}]`)) return undefined;
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [wordsIn(head), wordsIn(tail ?? '')];
  const zeros = tail === undefined ? [] : new Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((word) => [word >> 8, word & 255]);
}

function wordsIn(text: string): number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}
