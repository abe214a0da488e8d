// The API: how many events, when, and with which values.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import type { SearchInput } from '#src/portal/events/links.js';
import type { EventReader } from '#src/store/event-store.js';
import { niceInterval, readInterval } from '#src/portal/charts/interval.js';
import { PANEL_FIELDS } from '../fields/field-panel.js';
import { boundsOf } from '../search/bounds.js';
import { readSearch, type Search } from '../search/search-input.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { leftOutOf } from './left-out.js';
import { fieldName, limit, searchParameters } from './parameters.js';
import { countShape, facetsShape, histogramShape, topShape } from './shapes.js';

const AUTO_BUCKETS = 100;
const MAX_FACETS = 30;

const histogramQuery = searchParameters.extend({
  interval: z
    .string()
    .optional()
    .describe('Milliseconds, or like 5m, 1h, 1d; left out: about a hundred buckets. At most 2,000 buckets'),
  by: fieldName.optional().describe('Split by this field, e.g. level or host'),
});
const topQuery = searchParameters.extend({ field: fieldName, limit: limit(1_000, 10) });
const facetsQuery = searchParameters.extend({
  fields: z
    .string()
    .max(2_000)
    .default(PANEL_FIELDS.join(','))
    .describe(`ECS names or aliases, with commas between; at most ${MAX_FACETS}`),
  limit: limit(100, 10),
});

@Controller('api/v1/events')
@Permission('events.read')
export class AggregatesApiController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('count')
  @InTurn()
  @Api({ summary: 'How many events match', query: searchParameters, response: countShape })
  async count(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const { query, range } = this.#read(readParameters(searchParameters, raw));
    return { count: await this.store.count({ query, range, signal }), ...leftOutOf(this.store, range) };
  }

  @Get('histogram')
  @InTurn()
  @Api({ summary: 'Matching events over time', query: histogramQuery, response: histogramShape })
  async histogram(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const { interval, by, ...input } = readParameters(histogramQuery, raw);
    const search = this.#read(input);
    const range = await boundsOf(this.store, search.range, this.clock.now());
    const intervalMs = interval === undefined ? niceInterval(range, AUTO_BUCKETS) : readInterval(interval);
    const { buckets } = await this.store.histogram({ query: search.query, range, intervalMs, by, signal });
    return {
      interval: intervalMs,
      from: iso(range.from),
      to: iso(range.to),
      buckets: buckets.map(({ time, key, count }) => ({
        time: iso(time),
        ...(by === undefined ? {} : { key }),
        count,
      })),
      ...leftOutOf(this.store, range),
    };
  }

  @Get('top')
  @InTurn()
  @Api({ summary: 'The most frequent values of a field', query: topQuery, response: topShape })
  async top(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const { field, limit: most, ...input } = readParameters(topQuery, raw);
    const { query, range } = this.#read(input);
    const values = await this.store.top({ query, range, field, limit: most, signal });
    return { field, values, ...leftOutOf(this.store, range) };
  }

  @Get('facets')
  @InTurn()
  @Api({ summary: 'The most frequent values of several fields', query: facetsQuery, response: facetsShape })
  async facets(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const { fields, limit: most, ...input } = readParameters(facetsQuery, raw);
    const { query, range } = this.#read(input);
    const names = fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length > MAX_FACETS)
      throw new Fault(
        'BAD_REQUEST',
        `Expected at most ${MAX_FACETS} fields, found ${names.length}. Ask for the others by themselves.`,
        {
          details: { parameter: 'fields' },
        },
      );
    const counted = await this.store.facets({ query, range, fields: names, limit: most, signal });
    return { fields: counted, ...leftOutOf(this.store, range) };
  }

  #read(input: SearchInput): Search {
    return readSearch(input, { now: this.clock.now(), zone: this.config.time.zone });
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
