// While the queue is above its first mark, senders over TCP are held back. Requests are, too, before their bodies are read, and get their
// turn with the others: were they refused at that mark, one busy TCP sender would shut them out. Their clients wait for an answer, so they
// are held for a moment only; and what has come of them takes its part of the memory for bodies, so there are never many.

import type { IncomingMessage } from 'node:http';
import type { Intake } from '#src/collector/frame.js';
import type { BodyShare } from './body.js';

/** What Node reads of a body that nobody asks for, where there is so much of it. */
const READ_AHEAD_BYTES = 65_536;

/** As many as there may be connections, of which each can bring many: a request takes memory without its body, too. */
const MOST = 1_000;

export class HeldRequests {
  readonly #waiting = new Set<() => void>();
  #isAsked = false;

  constructor(
    private readonly intake: Pick<Intake, 'pressed' | 'whenDrained'>,
    private readonly limits: { readonly longestMs: number; readonly maxBodyBytes: number },
  ) {}

  /**
   * Resolves when it is this request's turn, or it is over: at once if nobody is held back. Much may have changed meanwhile.
   * False: there is no room to wait in.
   */
  async turn(request: IncomingMessage, share: BodyShare): Promise<boolean> {
    if (!this.intake.pressed) return true;
    const { longestMs, maxBodyBytes } = this.limits;
    const bytes = Math.min(READ_AHEAD_BYTES, Number(request.headers['content-length'] ?? maxBodyBytes));
    if (this.#waiting.size >= MOST || !share.take(bytes)) return false;
    if (!this.#isAsked) this.#ask();
    await new Promise<void>((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        request.off('close', go);
        resolve();
      };
      const timer = setTimeout(go, longestMs);
      this.#waiting.add(go);
      request.once('close', go);
    });
    share.give(bytes);
    return true;
  }

  /** It is the turn of all that wait. */
  release(): void {
    for (const go of this.#waiting) go();
  }

  /** Once for all that wait: a store that is away for hours must not be asked once a request. */
  #ask(): void {
    this.#isAsked = true;
    void this.intake.whenDrained().then(() => {
      this.#isAsked = false;
      this.release();
    });
  }
}
