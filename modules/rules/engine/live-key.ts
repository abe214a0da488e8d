// What one key of a rule has gathered: text while it is little (packed.ts), a window from then on.

import type { AlertEntity } from '#src/alerts/alert.js';
import type { Matches } from '../match-record.js';
import { sharedEntity } from './entity.js';
import { packed, unpacked } from './packed.js';
import { LATENESS_MS, type Completed, type Room, type Window } from './windows/window.js';

/** What all records of a window share, and what is said of its times. */
export interface Context {
  readonly entity: AlertEntity;
  readonly source: string | undefined;
  readonly byReceipt: number;
}

export interface Found {
  readonly completed: Completed;
  readonly context: Context;
}

export type NewWindow = (room: Room) => Window;
/** See Window. */
export type Take = 'add' | 'fill';

interface Open {
  readonly window: Window;
  context: Context;
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
    return this.#open?.window.size ?? 1;
  }

  /** Characters of messages that it holds. */
  get chars(): number {
    return this.#open?.window.chars ?? this.#packed?.length ?? 0;
  }

  /** @param how `fill`: of what is past, which may be complete and goes on */
  take(how: Take, record: Matches, newWindow: NewWindow, room: Room): Found | undefined {
    const before = this.#packed === undefined ? [] : unpacked(this.#packed);
    const open = this.#open ?? filled(before, newWindow(room));
    mergeContext(open, record);
    const completed = open.window[how](record);
    this.newest = open.window.newest;
    if (this.#open === undefined) {
      const near = before.filter(({ last }) => last >= this.newest - this.windowMs - LATENESS_MS);
      this.#packed = completed === undefined ? packed([...near, record], room) : undefined;
      if (this.#packed === undefined) this.#open = open;
    }
    return completed && { completed, context: open.context };
  }
}

export function contextOf({ entity, source, byReceipt }: Matches): Context {
  return { entity, source, byReceipt };
}

/** None of them was the one that completed it. */
function filled(records: readonly Matches[], window: Window): Open {
  const open = { window, context: NO_CONTEXT };
  for (const record of records) {
    mergeContext(open, record);
    window.fill(record);
  }
  return open;
}

const NO_CONTEXT: Context = { entity: {}, source: undefined, byReceipt: 0 };

/** Before the window takes it in. */
function mergeContext(open: Open, record: Matches): void {
  open.context = open.window.size === 0 ? contextOf(record) : merged(open.context, record);
}

function merged(context: Context, record: Matches): Context {
  const entity = sharedEntity(context.entity, record.entity);
  const source = context.source === record.source ? context.source : undefined;
  const byReceipt = context.byReceipt + record.byReceipt;
  if (entity === context.entity && source === context.source && byReceipt === context.byReceipt) return context;
  return { entity, source, byReceipt };
}
