// For supervisors and load balancers: alive, and ready with the reasons when not.

import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import type { Sequelize } from 'sequelize';
import { messageOf } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { Public } from '../access/access.js';
import type { CollectorLink } from '../collector-link.js';
import { COLLECTOR, DB, STORE } from '../deps.js';
import { Visitor } from '../session/visitor.js';

/** A server that is away may take longer to say so than whoever asks us waits. */
const ANSWER_MS = 3_000;
/** Anybody may ask, as often as they like. */
const REMEMBERED_MS = 1_000;
const FOR_OTHERS = 'log in, or ask from this machine, to be told why';

@Controller()
@Public()
export class HealthController {
  #known: { readonly reasons: Promise<readonly string[]>; readonly until: number } | undefined;

  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(DB) private readonly db: Sequelize,
    private readonly visitor: Visitor,
  ) {}

  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** The reasons name ports, paths and addresses: they are told to people who are logged in, and on this machine. */
  @Get('readyz')
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; reasons: readonly string[] }> {
    const reasons = [...this.#collectorReasons(), ...(await this.#serverReasons())];
    void reply.status(reasons.length === 0 ? 200 : 503).header('cache-control', 'no-store');
    if (reasons.length === 0) return { status: 'ready', reasons };
    return { status: 'not ready', reasons: (await this.#mayKnow(request)) ? reasons : [FOR_OTHERS] };
  }

  async #mayKnow({ ip, headers }: FastifyRequest): Promise<boolean> {
    if (ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'loopback') return true;
    // A database that cannot be read must not make this answer fail.
    return (await this.visitor.whoseSession(headers.cookie, true).catch(() => undefined)) !== undefined;
  }

  #collectorReasons(): readonly string[] {
    const health = this.collector.health();
    if (health === undefined) return ['the collector is not connected'];
    if (health.role === 'import') return ['an import holds the folder; nothing is received until it ends'];
    const draining = health.state === 'draining' ? ['the collector is stopping'] : [];
    const failed = health.listeners
      .filter(({ state }) => state === 'failed')
      .map(({ name, lastError }) => `listener ${name} failed: ${lastError ?? 'no reason known'}`);
    const trouble =
      health.store.trouble === undefined ? [] : [`the event store takes nothing: ${health.store.trouble}`];
    return [...draining, ...failed, ...trouble];
  }

  /** Of store and metadata; what a server said a moment ago counts. */
  #serverReasons(): Promise<readonly string[]> {
    const now = performance.now();
    if (this.#known === undefined || this.#known.until < now)
      this.#known = { reasons: this.#ask(), until: now + REMEMBERED_MS };
    return this.#known.reasons;
  }

  async #ask(): Promise<readonly string[]> {
    const { store, db } = this;
    const reasons = await Promise.all([
      whyNot('the event store', () => store.reach?.() ?? store.stats()),
      // Without it nobody can log in.
      whyNot('the metadata database', () => db.query('SELECT 1')),
    ]);
    return reasons.flat();
  }
}

async function whyNot(what: string, ask: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    const late = setTimeout(ANSWER_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer')));
    await Promise.race([ask(), late]);
    return [];
  } catch (error) {
    return [`${what} cannot be read: ${messageOf(error)}`];
  }
}
