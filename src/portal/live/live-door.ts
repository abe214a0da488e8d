// Who may open a live connection: a page of ours (Origin) with a session. Checked at the upgrade, before anything is promised,
// because browsers send cookies with WebSockets from any site.

import type { IncomingMessage } from 'node:http';
import { personKey } from '../limits/person.js';
import type { Principal } from '../session/visit.js';
import type { Visitor } from '../session/visitor.js';

export interface LiveVisitor {
  readonly sessionHash: string;
  readonly principal: Principal;
}

export type Refusal = { readonly status: number; readonly reason: string };

const MAX_CONNECTIONS = 200;
const MAX_PER_PERSON = 10;

export class LiveDoor {
  readonly #visitors = new WeakMap<IncomingMessage, LiveVisitor>();
  readonly #perPerson = new Map<string, number>();
  #open = 0;

  constructor(
    private readonly visitor: Pick<Visitor, 'whoseSession' | 'stillWho'>,
    private readonly publicOrigin: string | undefined,
  ) {}

  /** Undefined: come in; then `enter` and later `leave` count the connection. */
  async refuse(request: IncomingMessage): Promise<Refusal | undefined> {
    if (!this.#isOurOrigin(request)) return { status: 403, reason: 'wrong origin' };
    const session = await this.visitor.whoseSession(request.headers.cookie, true); // a page comes back by itself
    if (session === undefined) return { status: 401, reason: 'no session' };
    this.#visitors.set(request, { sessionHash: session.hash, principal: session.principal });
    return undefined;
  }

  /** Undefined: there are too many already. Not said at the upgrade: a page cannot read what is answered there. */
  enter(request: IncomingMessage): LiveVisitor | undefined {
    const visitor = this.#visitors.get(request);
    if (visitor === undefined || this.#isFull(visitor)) return undefined;
    this.#count(visitor, 1);
    return visitor;
  }

  /** Who it is now: roles change, and accounts are switched off. Undefined: the connection has no right to be any more. */
  stillWho({ sessionHash }: LiveVisitor): Promise<Principal | undefined> {
    return this.visitor.stillWho(sessionHash);
  }

  leave(visitor: LiveVisitor): void {
    this.#count(visitor, -1);
  }

  #isFull({ principal }: LiveVisitor): boolean {
    return this.#open >= MAX_CONNECTIONS || (this.#perPerson.get(personKey(principal)) ?? 0) >= MAX_PER_PERSON;
  }

  #count({ principal }: LiveVisitor, by: 1 | -1): void {
    this.#open += by;
    const person = personKey(principal);
    const count = (this.#perPerson.get(person) ?? 0) + by;
    if (count <= 0) this.#perPerson.delete(person);
    else this.#perPerson.set(person, count);
  }

  #isOurOrigin({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined || host === undefined) return false;
    return origin === this.publicOrigin || origin === `http://${host}` || origin === `https://${host}`;
  }
}
