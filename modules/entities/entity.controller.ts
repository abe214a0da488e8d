// The page of one entity, and its parts that may come later.

import { performance } from 'node:perf_hooks';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { ENTITY_KINDS, type EntityKind } from '#src/portal/events/entity-links.js';
import { Permission } from '#src/portal/access/access.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { part } from '#src/portal/page/part.js';
import { soon } from '#src/portal/page/soon.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { entityQuery } from './address.js';
import { type Entity, entityOf } from './entity.js';
import type { EntityEvents } from './entity-events.js';
import { EntityPage, KIND_WORDS } from './entity-page.js';
import { overviewOf } from './overview.js';
import type { ChosenRange } from './ranges.js';

/** How long a page waits for its parts. */
const PATIENCE_MS = 150;

const ASSETS = {
  styles: ['timeline.css', 'event-rows.css', 'entities/entities.css'],
  scripts: ['timeline.js', 'event-rows.js'],
};

@Controller('entities')
@Permission('entities.read')
export class EntityController {
  constructor(private readonly page: EntityPage) {}

  @Get('parts/overview')
  @InTurn()
  @Fragment('entities/views/_overview')
  overview(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    return this.#part(raw, signal, async (entity, events, chosen) => ({
      overview: await part(() => overviewOf(entity, events, chosen)),
    }));
  }

  @Get('parts/newest')
  @InTurn()
  @Fragment('entities/views/_newest')
  newest(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    return this.#part(raw, signal, async (entity, events, chosen) => ({
      newest: await this.page.newest(entity, events, chosen),
    }));
  }

  @Get('parts/related')
  @InTurn()
  @Fragment('entities/views/_related')
  related(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    return this.#part(raw, signal, async (entity, events, chosen) => ({
      related: await this.page.related(entity, events, chosen),
    }));
  }

  /** A name may be anything, also what a path cannot hold: then it stands in `name`. */
  @Get([':kind', ':kind/*'])
  @InTurn('wait')
  @Page('entities/views/entity')
  async show(
    @Param('kind') kind: string,
    @Param('*') path: string | undefined,
    @Query() raw: unknown,
  ): Promise<object | WithStatus> {
    const asked = entityQuery.parse(raw);
    const name = path || asked.name;
    const entity = isKind(kind) ? entityOf(kind, name, asked) : undefined;
    if (entity === undefined) return withStatus(404, noEntity(kind, name));
    const chosen = await this.page.range(asked.range);
    const abort = new AbortController();
    const parts = this.page.parts(entity, chosen, abort.signal);
    const until = performance.now() + PATIENCE_MS;
    const there = <T>(promise: Promise<T>): Promise<T | undefined> =>
      soon(promise, asked.wait ? Infinity : Math.max(0, until - performance.now()));
    const [overview, newest, related] = [
      await there(parts.overview),
      await there(parts.newest),
      await there(parts.related),
    ];
    abort.abort();
    return { ...ASSETS, ...this.page.frame(entity, chosen), overview, newest, related };
  }

  async #part(
    raw: unknown,
    signal: AbortSignal,
    make: (entity: Entity, events: EntityEvents, chosen: ChosenRange) => Promise<object>,
  ): Promise<object> {
    const { kind = 'user', name, range, subdomains } = entityQuery.parse(raw);
    const entity = entityOf(kind, name, { subdomains });
    if (entity === undefined) throw new Fault('NOT_FOUND', `There is no ${kind} ${JSON.stringify(name.slice(0, 80))}.`);
    const chosen = await this.page.range(range);
    const events = this.page.events(entity, chosen, signal);
    return { ...this.page.frame(entity, chosen), ...(await make(entity, events, chosen)) };
  }
}

function isKind(text: string): text is EntityKind {
  return (ENTITY_KINDS as readonly string[]).includes(text);
}

function noEntity(kind: string, name: string): object {
  const shown = visibleText(name, 80);
  const why = !isKind(kind)
    ? 'There are pages about users, addresses (ip), hosts and domains.'
    : kind === 'ip'
      ? `“${shown}” is no IP address.`
      : `No ${KIND_WORDS[kind].toLowerCase()} has this name.`;
  return { ...ASSETS, title: 'No such entity', entity: undefined, why };
}
