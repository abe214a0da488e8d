// An Intake that keeps what it is given, for the specs of the listeners. `full` makes it hold senders back, as the writer would.

import type { Frame, Intake, Outcome, Receipt, Transport } from '#src/collector/frame.js';

export class RecordingIntake implements Intake {
  /** One entry a call of `deliver`. */
  readonly batches: (readonly Frame[])[] = [];
  readonly submitted: Frame[] = [];
  dropped = 0;
  readonly turnedAway = { limited: 0, refused: 0 };
  crowded = false;
  away: string | undefined;
  pressed = false;
  full = false;
  /** What `submit` answers for a frame. */
  judge: (frame: Frame) => Receipt | Outcome = () => 'stored';
  #drained: (() => void)[] = [];
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];

  get frames(): Frame[] {
    return this.batches.flat();
  }

  get texts(): string[] {
    return this.frames.map((frame) => frame.bytes.toString('utf8'));
  }

  deliver(frames: readonly Frame[]): boolean {
    this.batches.push(frames);
    this.#settle();
    return !this.full;
  }

  whenDrained(): Promise<void> {
    return this.full ? new Promise((resolve) => this.#drained.push(resolve)) : Promise.resolve();
  }

  drain(): void {
    this.full = false;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  async submit(frames: readonly Frame[]): Promise<readonly Receipt[]> {
    this.submitted.push(...frames);
    return frames.map((frame) => {
      const judged = this.judge(frame);
      return typeof judged === 'string' ? { outcome: judged } : judged;
    });
  }

  countDropped(_transport: Transport, n: number): void {
    this.dropped += n;
    this.#settle();
  }

  countTurnedAway(outcome: 'limited' | 'refused', n: number): void {
    this.turnedAway[outcome] += n;
    this.#settle();
  }

  /** Resolves as soon as `isMet`, which is looked at after each delivery. */
  until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isMet, resolve }));
  }

  /** Resolves when so many frames have come; the test's own time limit ends it otherwise. */
  received(count: number): Promise<void> {
    return this.until(() => this.frames.length >= count);
  }

  #settle(): void {
    const met = this.#waiting.filter(({ isMet }) => isMet());
    this.#waiting = this.#waiting.filter((waiting) => !met.includes(waiting));
    for (const { resolve } of met) resolve();
  }
}
