// The Events page and its two parts that may come later.

import { performance } from 'node:perf_hooks';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { InTurn, SearchInTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import type { PortalReply } from '#src/portal/session/visit.js';
import { QUERY_HELP } from '#src/query/help.js';
import { DEFAULT_FROM, searchHref, type SearchInput, withQuery } from '#src/portal/events/links.js';
import { inputMistake } from './mistake.js';
import { presets } from './presets.js';
import { type Results, SearchPage } from './search-page.js';
import type { Search } from './search-input.js';
import type { Part } from '#src/portal/page/part.js';
import { soon } from '#src/portal/page/soon.js';

/** How long a page waits for chart and field panel after its table is ready: a page is there within 300 ms, whatever they take. */
const PATIENCE_MS = 200;

/** An address typed by hand may name a thing twice; the last one counts. */
const text = z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), z.string().trim().default(''));
const address = z.object({
  q: text,
  from: text,
  to: text,
  cursor: text,
  wait: text,
  refresh: z.coerce.number().int().min(5).max(3_600).optional().catch(undefined),
});

@Controller('events')
@Permission('events.read')
export class SearchController {
  constructor(private readonly page: SearchPage) {}

  @Get()
  @SearchInTurn()
  @Page('events/views/search')
  async search(
    @Query() raw: unknown,
    @Headers('host') host = '',
    @Res({ passthrough: true }) reply: PortalReply,
    @WhileThere() there: AbortSignal,
  ): Promise<object | WithStatus> {
    const { cursor, wait, refresh, ...input } = read(raw);
    const model = this.#frame(input, refresh);
    const search = this.#attempt(input);
    if (search instanceof Fault)
      return withStatus(400, {
        ...model,
        mistake: inputMistake(search, input),
        results: undefined,
        chart: undefined,
        fields: undefined,
      });
    // Works without script; see the notice on the page.
    if (refresh !== undefined) void reply.header('refresh', String(refresh));
    const found = this.page.results(search, cursor || undefined, host, there);
    const { results, chart, fields } = await this.#withParts(search, found, { there, isWhole: wait !== '' });
    const older =
      'value' in results && results.value.next !== undefined
        ? searchHref(input, { cursor: results.value.next })
        : undefined;
    return {
      ...model,
      mistake: undefined,
      results,
      chart,
      fields,
      older,
      newest: cursor === '' ? undefined : searchHref(input),
    };
  }

  @Get('chart')
  @InTurn()
  @Fragment('events/views/_chart')
  async chart(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const input = read(raw);
    return { chart: await this.page.chart(this.page.read(input), signal) };
  }

  @Get('fields')
  @InTurn()
  @Fragment('events/views/_fields')
  async fields(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const input = read(raw);
    return { fields: await this.page.fields(this.page.read(input), signal) };
  }

  #frame(input: SearchInput, refresh: number | undefined): object {
    return {
      title: 'Events',
      input,
      refresh,
      zone: this.page.zone,
      presets: presets(input),
      defaultFrom: DEFAULT_FROM,
      // Tells this page's placeholders from those of the page before, which htmx would take for the same.
      stamp: `${performance.now()}`.replace('.', ''),
      help: QUERY_HELP.map(({ example, means }) => ({ example, means, href: searchHref({ ...input, q: example }) })),
      addresses: {
        chart: withQuery('/events/chart', { ...input }),
        fields: withQuery('/events/fields', { ...input }),
        wait: searchHref(input, { wait: '1' }),
        still: searchHref(input),
        live: withQuery('/live', { q: input.q }),
        csv: withQuery('/api/v1/events/export', { ...input, format: 'csv' }),
        export: withQuery('/events/export', { ...input }),
        ndjson: withQuery('/api/v1/events/export', { ...input, format: 'ndjson' }),
      },
      styles: ['events/search.css', 'timeline.css', 'events/overview.css', 'event-rows.css'],
      scripts: ['timeline.js', 'event-rows.js', 'events/events.js'],
    };
  }

  /** Chart and fields as far as they are ready soon after the table; what is not, or is of no use without a table, is given up. */
  async #withParts(
    search: Search,
    found: Promise<Part<Results>>,
    { there, isWhole }: { there: AbortSignal; isWhole: boolean },
  ): Promise<{ results: Part<Results>; chart: unknown; fields: unknown }> {
    const abort = new AbortController();
    const signal = AbortSignal.any([there, abort.signal]);
    const parts = [this.page.chart(search, signal), this.page.fields(search, signal)] as const;
    for (const part of parts) part.catch(() => undefined); // without the table nobody waits for them
    try {
      const results = await found;
      const patienceMs = isWhole ? Infinity : PATIENCE_MS;
      const [chart, fields] = await Promise.all(parts.map((part) => soon<Part<unknown>>(part, patienceMs)));
      return { results, chart, fields };
    } finally {
      abort.abort();
    }
  }

  #attempt(input: SearchInput): Search | Fault {
    try {
      return this.page.read(input);
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
  }
}

function read(raw: unknown): z.infer<typeof address> {
  const given = address.parse(raw);
  return { ...given, from: given.from === '' && given.to === '' ? DEFAULT_FROM : given.from };
}
