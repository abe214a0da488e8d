// The API: pages of events, one event, its neighbours.

import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { toJson } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { SearchInTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import type { EventReader } from '#src/store/event-store.js';
import { readSearch } from '../search/search-input.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { leftOutOf } from './left-out.js';
import { limit, MAX_LIMIT, searchParameters } from './parameters.js';
import { aroundShape, eventShape, pageShape } from './shapes.js';

const listQuery = searchParameters.extend({
  limit: limit(MAX_LIMIT, 100),
  cursor: z.string().optional().describe('`next` of the page before, with the same q, from and to'),
});
const aroundQuery = z.object({ n: limit(100, 10).describe('So many before and after') });

type Json = Record<string, unknown>;

@Controller('api/v1/events')
@Permission('events.read')
export class EventsApiController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @SearchInTurn()
  @Api({ summary: 'Search events, newest first', query: listQuery, response: pageShape })
  async list(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<z.infer<typeof pageShape>> {
    const { limit: rows, cursor, ...input } = readParameters(listQuery, raw);
    const { query, range } = readSearch(input, { now: this.clock.now(), zone: this.config.time.zone });
    const page = await this.store.search({ query, range, limit: rows, cursor, signal });
    return { events: page.events.map(toJson), next: page.next ?? null, ...leftOutOf(this.store, range) };
  }

  @Get(':id')
  @Api({ summary: 'One event', response: eventShape })
  async show(@Param('id') id: string): Promise<Json> {
    const event = await this.store.get(id);
    if (event === undefined) throw noEvent(id);
    return toJson(event);
  }

  @Get(':id/around')
  @SearchInTurn()
  @Api({ summary: 'Its neighbours in time from the same host', query: aroundQuery, response: aroundShape })
  async around(
    @Param('id') id: string,
    @Query() raw: unknown,
    @WhileThere() signal: AbortSignal,
  ): Promise<{ events: Json[] }> {
    const { n } = readParameters(aroundQuery, raw);
    const events = await this.store.around(id, n, { signal });
    if (events.length === 0) throw noEvent(id);
    return { events: events.map(toJson) };
  }
}

function noEvent(id: string): Fault {
  return new Fault(
    'NOT_FOUND',
    `There is no event ${JSON.stringify(id.slice(0, 100))}. It may have been deleted when its time was up.`,
  );
}
