// What one key of a rule has gathered: text while it is little (packed.ts), a window from then on.

import type { Matches } from '../match-record.js';
import { Agreement, type Context } from './agreement.js';
import { packed, unpacked } from './packed.js';
import { LATENESS_MS, type Completed, type Room, type Window } from './windows/window.js';

export interface Found {
  readonly completed: Completed;
  readonly context: Context;
}

export type NewWindow = (room: Room) => Window;
/** See Window. */
export type Take = 'add' | 'fill';

interface Open {
  readonly window: Window;
  readonly agreement: Agreement;
}

export class LiveKey {
  #packed: string | undefined;
  #open: Open | undefined;
  /** ms: the newest rule time it holds. */
  newest = -Infinity;

  constructor(
    readonly rule: string,
    readonly windowMs: number,
  ) {}

  /** Times that it holds. */
  get size(): number {
    return this.#open === undefined ? 1 : this.#open.window.size + this.#open.agreement.size;
  }

  /** Characters of messages that it holds. */
  get chars(): number {
    return this.#open?.window.chars ?? this.#packed?.length ?? 0;
  }

  /** @param how `fill`: of what is past, which may be complete and goes on */
  take(how: Take, record: Matches, newWindow: NewWindow, room: Room): Found | undefined {
    const before = this.#packed === undefined ? [] : unpacked(this.#packed);
    const open = this.#open ?? filled(before, newWindow(room));
    open.agreement.add(record);
    const completed = open.window[how](record);
    this.newest = open.window.newest;
    const oldest = this.newest - this.windowMs - LATENESS_MS;
    open.agreement.prune(oldest);
    if (this.#open === undefined) {
      const near = before.filter(({ last }) => last >= oldest);
      this.#packed = completed === undefined ? packed([...near, record], room) : undefined;
      if (this.#packed === undefined) this.#open = open;
    }
    return completed && { completed, context: open.agreement.since(completed.first) };
  }
}

/** None of them was the one that completed it. */
function filled(records: readonly Matches[], window: Window): Open {
  const agreement = new Agreement();
  for (const record of records) {
    agreement.add(record);
    window.fill(record);
  }
  return { window, agreement };
}
