// Historical lines that come over the link: the same pipeline, event time, answered after commit. The sender waits for each answer
// before it sends much more, so an import can never outrun the store.

import type { Frame, History, Outcome, Receipt } from './frame.js';
import type { ImportCounts, ToCollector } from '../link/messages.js';
import type { Peer } from '../link/server.js';
import type { Pipeline } from './pipeline.js';
import { receiptsIn } from './split/receipts.js';

type ImportChunk = Extract<ToCollector, { t: 'import' }>;

/** Lines of a file have no sender; without a source or a host of their own they go by this name. */
export const IMPORT_PEER = { address: 'import', port: 0 } as const;

/** Sources that exported events may name between two starts of the collector; further ones go by IMPORT_PEER. */
const MAX_SOURCES = 1_000;

export class ImportSessions {
  readonly #sources = new Set<string>();
  readonly #histories = new Map<Peer, Map<number, History>>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly seal: () => Promise<void>,
  ) {}

  async take(peer: Peer, chunk: ImportChunk): Promise<void> {
    const history = this.#history(peer, chunk);
    const now = Date.now();
    const frames = chunk.frames.map(({ bytes, dedupeKey, truncated = false, given }): Frame => ({
      truncated,
      bytes: Buffer.from(bytes, 'base64'),
      receivedAt: now,
      transport: 'import',
      peer: IMPORT_PEER,
      ...this.#sourceOf(chunk.source ?? given?.source),
      ...(given === undefined ? {} : { given }),
      history,
      dedupeKey,
    }));
    peer.send({ t: 'imported', id: chunk.id, counts: countOutcomes(await this.pipeline.submit(frames)) });
  }

  /** Seals what the import wrote, then says so: also where that failed, since all of it is stored. */
  async end(peer: Peer): Promise<void> {
    this.#histories.delete(peer);
    try {
      await this.seal();
    } finally {
      peer.send({ t: 'importEnded' });
    }
  }

  /** The sender went away: what it sent so far stays stored and is sealed; a second run takes no line twice. */
  async abandon(peer: Peer): Promise<void> {
    if (this.#histories.delete(peer)) await this.seal();
  }

  #sourceOf(name: string | undefined): { source?: string } {
    if (name === undefined) return {};
    if (!this.#sources.has(name) && this.#sources.size >= MAX_SOURCES) return {};
    this.#sources.add(name);
    return { source: name };
  }

  #history(peer: Peer, { id, reference }: ImportChunk): History {
    let sessions = this.#histories.get(peer);
    if (sessions === undefined) this.#histories.set(peer, (sessions = new Map()));
    let history = sessions.get(id);
    if (history === undefined) sessions.set(id, (history = { reference }));
    return history;
  }
}

function countOutcomes(receipts: readonly Receipt[]): ImportCounts {
  const counts: Record<Outcome, number> = {
    stored: 0,
    duplicate: 0,
    queued: 0,
    filtered: 0,
    limited: 0,
    refused: 0,
    failed: 0,
  };
  for (const receipt of receipts) for (const { outcome } of receiptsIn(receipt)) counts[outcome] += 1;
  return counts;
}
