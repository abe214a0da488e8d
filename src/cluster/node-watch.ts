// Says every two seconds that this node is there and how it is doing, and knows the same of the others. What fails here costs a picture,
// never a message.

import type { Logger } from 'pino';
import { Fault, messageOf } from '../faults.js';
import type { CollectorHealth } from '../link/messages.js';
import type { OtherNode } from './cluster-link.js';
import type { Node, NodeFacts, Nodes } from './nodes.js';

const EVERY_MS = 2_000;
/** So often in a row somebody else wrote our row: not a process of before that was just ending. */
const TWICE = 3;

export interface OwnNode extends Omit<NodeFacts, 'hasDuties'> {
  readonly hasDuties: () => boolean;
  /** Undefined while its collector is away. */
  readonly health: () => CollectorHealth | undefined;
}

interface Parts {
  readonly nodes: Nodes;
  readonly own: OwnNode;
  readonly log: Logger;
  /** Closes what `nodes` opened. */
  readonly close: () => Promise<void>;
  /** Left out: EVERY_MS. */
  readonly everyMs?: number | undefined;
}

export class NodeWatch {
  #all: readonly Node[] = [];
  #others: readonly OtherNode[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;
  #hasFailed = false;
  #strangers = 0;

  /** Left out: there are no others, and nobody to tell. */
  constructor(private readonly parts?: Parts) {}

  /** Resolves when it was tried for the first time, with or without success: it goes on trying. */
  async start(): Promise<void> {
    if (this.parts !== undefined) await this.#next();
  }

  /** Writes once more, so that the last counters are known while this node is away. */
  async stop(): Promise<void> {
    if (this.parts === undefined) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
    await this.#look();
    await this.parts.close().catch(() => undefined); // the server may be gone
  }

  /** By name; nobody where there is one node. */
  all(): readonly Node[] {
    return this.#all;
  }

  /** The same list until something changed. */
  others(): readonly OtherNode[] {
    return this.#others;
  }

  /** Whether a node other than this one is away, or is none (any more). False while it could not be asked who is there. */
  isGone(id: string): boolean {
    if (this.parts !== undefined && this.#all.length === 0) return false;
    return !this.#all.some((node) => node.id === id && !node.isAway);
  }

  /** @throws Fault NOT_FOUND, CONFLICT (it is there) */
  async remove(id: string): Promise<string> {
    if (this.parts === undefined) throw new Fault('NOT_FOUND', 'There is one node: this one.');
    const name = await this.parts.nodes.remove(id);
    this.#know(this.#all.filter((node) => node.id !== id));
    return name;
  }

  #next(): Promise<void> {
    const { everyMs = EVERY_MS } = this.parts!;
    return (this.#turn = this.#look().then(() => {
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.#next(), everyMs).unref();
    }));
  }

  async #look(): Promise<void> {
    const { nodes, own, log } = this.parts!;
    try {
      const { health, hasDuties, ...facts } = own;
      this.#noteStranger(await nodes.write({ ...facts, hasDuties: hasDuties() }, health()));
      this.#know(await nodes.read(own.id));
      if (this.#hasFailed) log.info('the other nodes know of this one again');
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed)
        log.warn({ error: messageOf(error) }, 'the other nodes could not be told of this one; it is tried again');
      this.#hasFailed = true;
    }
  }

  #know(nodes: readonly Node[]): void {
    this.#all = nodes;
    this.#others = nodes.filter(({ isUs }) => !isUs);
  }

  #noteStranger(isStranger: boolean): void {
    this.#strangers = isStranger ? this.#strangers + 1 : 0;
    if (this.#strangers !== TWICE) return;
    const { own, log } = this.parts!;
    log.error(
      { node: own.id },
      'another node has the same id: its data folder is a copy. Stop the copy, delete run/ in its folder, start it again',
    );
  }
}
