// What one of all the portals on a database does for all of them: rules and watches, training, retention, the outbox, digests. A portal
// that is alone has the duties from its start; of several, election.ts says whose they are.

import type { Logger } from 'pino';
import { Fence } from './fence.js';

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
  /** Asked by what must not be written twice, in its transaction. */
  readonly fence = new Fence();
  #areOurs = false;
  /** How often they came here. */
  #terms = 0;
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
    const post = new Post(duty, () => (isAsked && this.#areOurs ? this.#terms : undefined), this.log);
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

  /** They are ours from now on. @param term its number for the fence; left out: there is no other who could have them */
  take(term?: string): void {
    if (term !== undefined) this.fence.begin(term);
    this.#terms += 1;
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
  /** The term in which it was begun; undefined: it is not at work. */
  #begunIn: number | undefined;
  #turn: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly duty: Duty,
    /** The term in which it is to be at work. */
    private readonly wantedIn: () => number | undefined,
    private readonly log: Logger,
  ) {}

  settle(): Promise<void> {
    clearTimeout(this.#retry);
    return (this.#turn = this.#turn.then(() => this.#settle()));
  }

  async #settle(): Promise<void> {
    // Somebody else may have had them between two terms: what was begun in an earlier one ends first.
    if (this.#begunIn !== undefined && this.#begunIn !== this.wantedIn()) await this.#end();
    const term = this.wantedIn();
    if (term === undefined || this.#begunIn === term) return;
    try {
      await this.duty.begin();
      this.#begunIn = term;
    } catch (error) {
      this.log.error({ duty: this.duty.name, err: error }, 'a duty could not begin');
      this.#retry = setTimeout(() => void this.settle(), RETRY_MS).unref();
    }
  }

  async #end(): Promise<void> {
    try {
      await this.duty.end();
    } catch (error) {
      this.log.error({ duty: this.duty.name, err: error }, 'a duty could not end');
    }
    this.#begunIn = undefined;
  }
}
