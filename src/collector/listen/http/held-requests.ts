// While the queue is above its first mark, senders over TCP are held back. Requests are, too, before their bodies are read, and get their
// turn with the others: were they refused at that mark, one busy TCP sender would shut them out. Their clients wait for an answer, so they
// are held for a moment only; and what has come of them takes its part of the memory for bodies, so there are never many.

import type { Intake } from '#src/collector/frame.js';
import type { BodyShare } from './body.js';

/** What Node reads of a body that nobody asks for. */
const READ_AHEAD_BYTES = 65_536;

export class HeldRequests {
  readonly #waiting = new Set<() => void>();
  #isAsked = false;

  constructor(
    private readonly intake: Pick<Intake, 'pressed' | 'whenDrained'>,
    private readonly longestMs: number,
  ) {}

  /** Resolves when it is this request's turn, at once if nobody is held back. False: there is no memory to wait in. */
  async turn(share: BodyShare): Promise<boolean> {
    if (!this.intake.pressed) return true;
    if (!share.take(READ_AHEAD_BYTES)) return false;
    if (!this.#isAsked) this.#ask();
    await new Promise<void>((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, this.longestMs);
      this.#waiting.add(go);
    });
    share.give(READ_AHEAD_BYTES);
    return true;
  }

  /** Once for all that wait: a store that is away for hours must not be asked once a request. */
  #ask(): void {
    this.#isAsked = true;
    void this.intake.whenDrained().then(() => {
      this.#isAsked = false;
      for (const go of this.#waiting) go();
    });
  }
}
