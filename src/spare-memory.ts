// The portal's garbage is collected before it is a third of what is alive. What a start or a flood took is given back when nothing happens:
// V8 collects when somebody allocates, so what is garbage at the end of a busy time would stay for hours. (60 of 270 MB after a start,
// measured.)

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface SpareMemoryParts {
  /** 0..1: how busy the event loop was since the last call. */
  readonly load: () => number;
  /** Bytes that V8 holds for its heap. */
  readonly heapBytes: () => number;
  /** A full collection. Takes 50 to 100 ms, in which nothing else happens. */
  readonly collect: () => void;
}

/**
 * Of what is alive: so much more may lie there before V8 collects. By itself it lets 60 % pile up under our heap limits. With it in both
 * processes a flood takes 469 MB in place of 520, and 4 % more CPU (medians of three runs), most of that in the collector: the portal,
 * whose heap is the one that grows over hours, has it alone.
 */
const GARBAGE_PERCENT = 30;
const LOOK_MS = 5_000;
/** A collector that takes 100 messages a second, or a portal with one person at it, is above that now and then. */
const CALM_LOAD = 0.03;
/** Growth since the last collection that is worth the next. */
const WORTH_BYTES = 12_000_000;

/** Looks until the process ends, and does not keep it from ending. */
export function giveSpareMemoryBack(): void {
  const spare = new SpareMemory({
    load: loadSinceLast(),
    heapBytes: () => process.memoryUsage().heapTotal,
    collect: collector(),
  });
  setInterval(() => spare.look(), LOOK_MS).unref();
}

/** In the whole process, from its next collection on. */
export function collectSooner(): void {
  setFlagsFromString(garbageFlag());
}

export function garbageFlag(): string {
  return `--heap-growing-percent=${GARBAGE_PERCENT}`;
}

export class SpareMemory {
  #leftBytes = 0;

  constructor(private readonly parts: SpareMemoryParts) {}

  look(): void {
    const { load, heapBytes, collect } = this.parts;
    this.#leftBytes = Math.min(this.#leftBytes, heapBytes());
    if (load() > CALM_LOAD || heapBytes() < this.#leftBytes + WORTH_BYTES) return;
    collect();
    this.#leftBytes = heapBytes();
  }
}

function loadSinceLast(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/** Node has no other way to ask for it in a process that was started without `--expose-gc`. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
