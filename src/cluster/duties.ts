// What one of all the portals on a database does for all of them: rules and watches, training, retention, the outbox, digests. A portal
// that is alone has the duties from its start; of several, election.ts says whose they are.

import type { Logger } from 'pino';

export interface Duty {
  /** For the log. */
  readonly name: string;
  /** Resolves when it is at work; after a failure it is called again. */
  begin(): Promise<void> | void;
  /** Resolves when nothing of it is under way any more. */
  end(): Promise<void> | void;
}

const RETRY_MS = 5_000;

export class Duties {
  #areOurs = false;
  readonly #posts = new Set<Post>();

  constructor(private readonly log: Logger) {}

  /** For a portal that is the only one. */
  static ours(log: Logger): Duties {
    const duties = new Duties(log);
    duties.take();
    return duties;
  }

  /** What happens now and then asks this, each time. */
  get areOurs(): boolean {
    return this.#areOurs;
  }

  /** What goes on for as long as the duties are ours. Returns how to stop that, which resolves when it has ended. */
  add(duty: Duty): () => Promise<void> {
    let isAsked = true;
    const post = new Post(duty, () => isAsked && this.#areOurs, this.log);
    this.#posts.add(post);
    void post.settle();
    return async () => {
      isAsked = false;
      await post.settle();
      this.#posts.delete(post);
    };
  }

  /** Resolves when what has changed hands so far has been begun or ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.#posts].map((post) => post.settle()));
  }

  /** They are ours from now on. */
  take(): void {
    this.#areOurs = true;
    for (const post of this.#posts) void post.settle();
  }

  /** They are somebody else’s from now on. Resolves when all have ended here. */
  async leave(): Promise<void> {
    this.#areOurs = false;
    await Promise.all([...this.#posts].map((post) => post.settle()));
  }
}

/** One duty: begun and ended in turns, however often the duties change hands meanwhile. */
class Post {
  #isBegun = false;
  #turn: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly duty: Duty,
    private readonly isWanted: () => boolean,
    private readonly log: Logger,
  ) {}

  settle(): Promise<void> {
    clearTimeout(this.#retry);
    return (this.#turn = this.#turn.then(() => this.#settle()));
  }

  async #settle(): Promise<void> {
    const isWanted = this.isWanted();
    if (isWanted === this.#isBegun) return;
    try {
      await (isWanted ? this.duty.begin() : this.duty.end());
      this.#isBegun = isWanted;
    } catch (error) {
      this.log.error({ duty: this.duty.name, err: error }, `a duty could not ${isWanted ? 'begin' : 'end'}`);
      if (!isWanted) this.#isBegun = false;
      else this.#retry = setTimeout(() => void this.settle(), RETRY_MS).unref();
    }
  }
}
