// Parts for pages of other modules, which know only their addresses: the alerts of an entity, and those that an event is part of.

import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { AlertBook } from '#src/alerts/alert-book.js';
import { NAME_KINDS } from '#src/alerts/entity-names.js';
import { Permission } from '#src/portal/access/access.js';
import { withQuery } from '#src/portal/events/links.js';
import { MAX_ENTITY_NAME_CHARS } from '#src/portal/events/entity-links.js';
import { Fragment } from '#src/portal/page/page.js';
import { alertLine } from '../alert-row.js';

const MAX_SHOWN = 5;

const kindParameter = z.enum(NAME_KINDS).catch('user');
const nameQuery = z.object({ name: z.string().max(MAX_ENTITY_NAME_CHARS).catch('') });
const eventQuery = z.object({ event: z.string().max(200).catch('') });

@Controller('alerts')
@Permission('alerts.read')
export class PartsController {
  constructor(private readonly book: AlertBook) {}

  @Get('of/:kind')
  @Fragment('alerts/views/_of')
  async of(@Param('kind') kindText: string, @Query() raw: unknown): Promise<object> {
    const kind = kindParameter.parse(kindText);
    const { name } = nameQuery.parse(raw);
    const filter = { entity: { kind, name }, isTest: false };
    const [{ alerts }, counts, { risk }] = await Promise.all([
      this.book.list(filter, undefined, MAX_SHOWN),
      this.book.counts(filter),
      this.book.riskOf(kind, name),
    ]);
    const { open, acknowledged, closed } = counts.states;
    return {
      rows: alerts.map(alertLine),
      risk,
      total: open + acknowledged + closed,
      unclosed: open + acknowledged,
      all: withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
    };
  }

  @Get('with')
  @Fragment('alerts/views/_with')
  async with(@Query() raw: unknown): Promise<object> {
    const { event } = eventQuery.parse(raw);
    const { alerts } = await this.book.list({ eventId: event }, undefined, MAX_SHOWN);
    return { rows: alerts.map(alertLine) };
  }
}
