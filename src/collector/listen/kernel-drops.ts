// Datagrams that the kernel threw away because our receive buffer was full: Linux counts them per socket in
// /proc/net/udp and /proc/net/udp6, column `drops`. On other systems there is nothing to read and nothing is counted.

import { readFile, readdir, readlink } from 'node:fs/promises';

export interface UdpTableLine {
  readonly port: number;
  readonly inode: string;
  /** Since the socket was opened; the kernel's counter wraps at 2^32. */
  readonly drops: number;
}

/**
 * Reads the text of /proc/net/udp or udp6 (Linux Documentation/networking/proc_net_tcp, with UDP's last column):
 *
 *      sl  local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ref pointer drops
 *       0  1             2           3  4     5       6        7   8       9     10  11      12
 */
export function parseUdpTable(text: string): UdpTableLine[] {
  const lines: UdpTableLine[] = [];
  for (const line of text.split('\n')) {
    const columns = line.trim().split(/\s+/);
    const [local, inode, drops] = [columns[1], columns[9], columns[12]];
    if (local === undefined || inode === undefined || drops === undefined) continue;
    const port = Number.parseInt(local.slice(local.indexOf(':') + 1), 16);
    const count = Number(drops);
    if (Number.isInteger(port) && Number.isInteger(count)) lines.push({ port, inode, drops: count });
  }
  return lines;
}

const HALF_RANGE = 2 ** 31;

/** Tells `onDrops` each second how many more were dropped. Never throws: without the files it stays quiet. */
export class KernelDropWatch {
  #timer: NodeJS.Timeout | undefined;
  #inodes: ReadonlySet<string> = new Set();
  #seen = new Map<string, number>();

  constructor(
    private readonly port: number,
    private readonly onDrops: (count: number) => void,
    private readonly readTables: () => Promise<string> = readUdpTables,
  ) {}

  async start(): Promise<void> {
    if (process.platform !== 'linux') return;
    this.#inodes = await ownSocketInodes();
    this.#timer = setInterval(() => void this.check(), 1_000);
    this.#timer.unref();
  }

  /** Reads once more; call it before the socket is closed. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.check();
  }

  async check(): Promise<void> {
    for (const { port, inode, drops } of parseUdpTable(await this.readTables())) {
      if (port !== this.port || !this.#isOurs(inode)) continue;
      const more = (drops - (this.#seen.get(inode) ?? 0)) >>> 0;
      // Backwards: two checks overtook each other.
      if (more === 0 || more >= HALF_RANGE) continue;
      this.#seen.set(inode, drops);
      this.onDrops(more);
    }
  }

  // Another process may hold the same port on another address: only our own file descriptors count, where they can be read.
  #isOurs(inode: string): boolean {
    return this.#inodes.size === 0 || this.#inodes.has(inode);
  }
}

async function readUdpTables(): Promise<string> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  return (await Promise.all([read('/proc/net/udp'), read('/proc/net/udp6')])).join('\n');
}

async function ownSocketInodes(): Promise<ReadonlySet<string>> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
