// Datagrams that the kernel threw away because our receive buffer was full. Linux counts them for each socket, from its opening, in
// /proc/net/udp and udp6 (column `drops`); the number of each message (SO_RXQ_OVFL) cannot be had from Node. What is read is exact:
// our own socket is known by its inode, and no drop is told twice or left out. What a killed process had not read yet (a quarter of a
// second) is not told. Elsewhere, and where the files cannot be read, the drops are unknown, and that is said.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseUdpTable, tableAddress, type UdpTableLine } from './udp-table.js';

/** Reading takes about 0.1 ms on a machine with few sockets; it never takes more than a hundredth of the time. */
const LOOK_EVERY_MS = 250;
const MOST_OF_THE_TIME = 100;
/** At the end: how long to go on reading what has arrived already. */
const EMPTY_WITHIN_MS = 500;
const EMPTY_LOOK_MS = 5;

/** What it asks of the system; tests put their own in place. */
export interface DropSystem {
  /** The text of both tables; undefined where there are none. Read at once: what is late is told late. */
  readonly tables: () => string | undefined;
  /** Inodes of the sockets of this process; undefined where they cannot be told. */
  readonly ownInodes: () => ReadonlySet<string> | undefined;
}

/** For a socket that is older than this process: how many of its drops others have told. */
export interface DropMemory {
  of(inode: string): number | undefined;
  keep(inode: string, drops: number): void;
}

export class KernelDropWatch {
  #timer: NodeJS.Timeout | undefined;
  #inode: string | undefined;
  #last = 0;
  #dropped = 0;
  #queueBytes = 0;

  /** @param bound the address and port that the socket really has */
  constructor(
    private readonly bound: { readonly address: string; readonly port: number },
    private readonly onDrops: (count: number) => void,
    private readonly system: DropSystem = linux,
    private readonly told?: DropMemory,
  ) {}

  /** Datagrams since the socket was opened, or this process took it; undefined: unknown on this system. */
  get dropped(): number | undefined {
    return this.#inode === undefined ? undefined : this.#dropped;
  }

  /** How much of the receive buffer is taken (in the kernel's own reckoning, as `getRecvBufferSize` tells its size). */
  get queueBytes(): number {
    return this.#queueBytes;
  }

  /** To be called when the socket is bound. Never throws. */
  start(): void {
    const line = this.#find();
    this.#inode = line?.inode;
    if (line === undefined) return;
    const told = this.told?.of(line.inode) ?? 0;
    this.#last = told <= line.drops ? told : 0; // else another socket had this number before the machine was started
    this.#look();
  }

  /** Waits until what has arrived is read, for half a second at most, and counts for the last time; call it before the socket is closed. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const until = performance.now() + EMPTY_WITHIN_MS;
    for (this.check(); this.#queueBytes > 0 && performance.now() < until; this.check()) await sleep(EMPTY_LOOK_MS);
    this.#inode = undefined;
  }

  /** Tells what was dropped since the last time. */
  check(): void {
    if (this.#inode === undefined) return;
    const line = this.#lines().find(({ inode }) => inode === this.#inode);
    if (line === undefined) return;
    this.#queueBytes = line.queueBytes;
    const more = (line.drops - this.#last) >>> 0; // across the wrap, too
    if (more === 0) return;
    this.#last = line.drops;
    this.#dropped += more;
    this.onDrops(more);
    this.told?.keep(this.#inode, line.drops);
  }

  #look(): void {
    const began = performance.now();
    this.check();
    const took = performance.now() - began;
    this.#timer = setTimeout(() => this.#look(), Math.max(LOOK_EVERY_MS, took * MOST_OF_THE_TIME)).unref();
  }

  /** Another process, or another listener of ours on another address, may hold the same port. */
  #find(): UdpTableLine | undefined {
    const local = tableAddress(this.bound.address);
    const own = this.system.ownInodes();
    const found = this.#lines().filter((line) => line.local === local && (own === undefined || own.has(line.inode)));
    return found.length === 1 ? found[0] : undefined;
  }

  #lines(): readonly UdpTableLine[] {
    return parseUdpTable(this.system.tables() ?? '', this.bound.port);
  }
}

const linux: DropSystem = {
  tables: () => {
    const texts = ['/proc/net/udp', '/proc/net/udp6'].map((path) => attempt(() => readFileSync(path, 'latin1')));
    return texts.every((text) => text === undefined) ? undefined : texts.join('\n');
  },
  ownInodes: () => {
    const descriptors = attempt(() => readdirSync('/proc/self/fd'));
    const links = descriptors?.map((fd) => attempt(() => readlinkSync(`/proc/self/fd/${fd}`)) ?? '');
    const inodes = links?.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
    return inodes === undefined || inodes.length === 0 ? undefined : new Set(inodes);
  },
};

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
