// Gathers frames over one turn of the event loop, so that the collector is called once a turn and not once a line.

import type { Frame } from '#src/collector/frame.js';

/** Above it a batch goes at once: thousands of sockets in one turn must not pile up in memory. */
const MAX_BATCH_BYTES = 4_194_304;

export class TurnBatch {
  #frames: Frame[] = [];
  #bytes = 0;
  #scheduled: NodeJS.Immediate | undefined;
  /** Counts turns in which something was read. */
  turn = 0;

  constructor(
    private readonly deliver: (frames: readonly Frame[]) => void,
    private readonly onTurnEnd: () => void = () => {},
  ) {}

  add(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
    if (this.#bytes >= MAX_BATCH_BYTES) this.flush();
    this.touch();
  }

  /** Makes sure that this turn's end is noticed. */
  touch(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.turn++;
      this.flush();
      this.onTurnEnd();
    });
  }

  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    this.deliver(frames);
  }

  /** Delivers what is there and forgets the turn. */
  close(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    this.flush();
  }
}
