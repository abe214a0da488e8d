// Names of addresses from the resolver of this machine, where somebody asked for it (`rdns.enabled`). No event waits: the first one of an
// address makes a question, later ones get the name.
//
// Against loops (our question makes the resolver log, which makes an event, which makes a question): events of name servers and of
// traffic to one never make a question, the resolver's own address is never asked for, each address is asked for once an hour, and
// there are never more questions than `perSecond`.

import { getServers, Resolver } from 'node:dns/promises';
import type { RdnsConfig } from '#config/enrichment-schema.js';
import type { LogEvent } from '../../event/event.js';

const KEEP_MS = 3_600_000;
const MAX_KNOWN = 20_000;
const MAX_WAITING = 1_000;
const TIMEOUT_MS = 2_000;
const TICK_MS = 100;
const DNS_PORTS: ReadonlySet<unknown> = new Set([53, 853, 5353, 5355]);
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/;

export type AskReverse = (ip: string) => Promise<readonly string[]>;

interface Known {
  readonly name: string | undefined;
  readonly until: number;
}

export class ReverseDns {
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Set<string>();
  readonly #servers: ReadonlySet<string>;
  #timer: NodeJS.Timeout | undefined;
  #allowance = 0;
  asked = 0;
  failed = 0;
  /** Questions that were not made because too many waited. */
  dropped = 0;

  /** @param ask tests ask nobody */
  constructor(
    private readonly config: RdnsConfig,
    private readonly ask: AskReverse = askResolver(),
    servers: readonly string[] = getServers(),
  ) {
    this.#servers = new Set(servers.map(plainServer));
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get counts(): { known: number; waiting: number; asked: number; failed: number; dropped: number } {
    const { asked, failed, dropped } = this;
    return { known: this.#known.size, waiting: this.#waiting.size, asked, failed, dropped };
  }

  /** What is known now. */
  nameOf(ip: string): string | undefined {
    return this.#known.get(ip)?.name;
  }

  /** Whether questions may come of this event at all. */
  mayAsk(event: LogEvent): boolean {
    return (
      event['dns.question.name'] === undefined &&
      !DNS_PORTS.has(event['destination.port']) &&
      !DNS_PORTS.has(event['source.port'])
    );
  }

  want(ip: string, isInternal: boolean, now: number): void {
    if (!isInternal && !this.config.external) return;
    if (this.#servers.has(ip) || (this.#known.get(ip)?.until ?? 0) > now || this.#waiting.has(ip)) return;
    if (this.#waiting.size >= MAX_WAITING) this.dropped += 1;
    else this.#waiting.add(ip);
  }

  #tick(): void {
    this.#allowance = Math.min(this.config.perSecond, this.#allowance + (this.config.perSecond * TICK_MS) / 1_000);
    for (const ip of this.#waiting) {
      if (this.#allowance < 1) return;
      this.#allowance -= 1;
      this.#waiting.delete(ip);
      void this.#look(ip);
    }
  }

  async #look(ip: string): Promise<void> {
    // At once: while the answer is on its way nobody asks again.
    this.#keep(ip, this.nameOf(ip));
    this.asked += 1;
    try {
      const [name] = await this.ask(ip);
      const plain = name?.endsWith('.') ? name.slice(0, -1) : name;
      this.#keep(ip, plain !== undefined && NAME.test(plain) ? plain.toLowerCase() : undefined);
    } catch {
      this.failed += 1; // most addresses have no name: that is no trouble
      this.#keep(ip, undefined);
    }
  }

  /** The oldest goes when there are too many. */
  #keep(ip: string, name: string | undefined): void {
    this.#known.delete(ip);
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(ip, { name, until: Date.now() + KEEP_MS });
  }
}

function askResolver(): AskReverse {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  return (ip) => resolver.reverse(ip);
}

/** `192.0.2.1:53` and `[2001:db8::1]:53` */
function plainServer(server: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(server);
  if (bracketed !== null) return bracketed[1]!;
  return server.indexOf(':') === server.lastIndexOf(':') ? server.split(':')[0]! : server;
}
