// What the matches of a window since any time agree in, without keeping one of them: what the newest match says, and when there was last
// one that says otherwise. Exact whatever the order of arrival, because whoever asks means all up to the newest.

import { ENTITY_KINDS, type AlertEntity } from '#src/alerts/alert.js';
import type { Matches } from '../match-record.js';
import { Timeline } from './windows/timeline.js';

/** What all records of a finding share, and what is said of its times. */
export interface Context {
  readonly entity: AlertEntity;
  readonly source?: string | undefined;
  /** Events of which the time of receipt was taken. */
  readonly byReceipt: number;
}

/** Seconds with events whose time of receipt was taken; a window holds as many. */
const MAX_RECEIPTS = 1_000;

export class Agreement {
  /** Of the newest record, in the order of ENTITY_KINDS. */
  #said: readonly (string | undefined)[] | undefined;
  /** ms: of the newest record. */
  #newest = -Infinity;
  /** ms, in the same order: of the newest record that says something else. */
  readonly #otherAt = ENTITY_KINDS.map(() => -Infinity);
  /** Few keys have any. */
  #receipts: Timeline | undefined;

  /** Times that it holds. */
  get size(): number {
    return this.#receipts?.size ?? 0;
  }

  add({ entity, source, last, byReceipt }: Matches): void {
    const said = listed(entity, source);
    const otherAt = Math.min(last, this.#newest);
    if (this.#said !== undefined)
      for (let kind = 0; kind < said.length; kind += 1)
        if (said[kind] !== this.#said[kind] && otherAt > this.#otherAt[kind]!) this.#otherAt[kind] = otherAt;
    if (last > this.#newest) {
      this.#newest = last;
      this.#said = said;
    }
    if (byReceipt === 0) return;
    this.#receipts ??= new Timeline(MAX_RECEIPTS, { hasRoom: false });
    this.#receipts.insert({ time: last, count: byReceipt });
  }

  /** @param time ms */
  since(time: number): Context {
    const { source, ...entity } = Object.fromEntries(
      ENTITY_KINDS.flatMap((kind, index) => {
        const value = this.#said?.[index];
        return value === undefined || this.#otherAt[index]! >= time ? [] : [[kind, value] as const];
      }),
    ) as AlertEntity;
    const receipts = this.#receipts?.since(time) ?? [];
    return { entity, source, byReceipt: receipts.reduce((sum, { count }) => sum + count, 0) };
  }

  /** Nobody asks for what is older. */
  prune(before: number): void {
    this.#receipts?.prune(before);
  }
}

/** A list costs a tenth of an object with each record. */
function listed({ user, src_ip: address, dst_ip: target, host, domain }: AlertEntity, source: string | undefined) {
  return [user, address, target, host, domain, source];
}
