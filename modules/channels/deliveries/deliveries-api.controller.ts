// The delivery log for programs.

import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Deliveries } from '#src/outbox/deliveries.js';
import { DELIVERY_STATES, type Delivery } from '#src/outbox/delivery.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { cursorOf, deliveryParameters, filterOf, idOf } from './delivery-input.js';

const listQuery = deliveryParameters.extend({
  cursor: z.string().max(20).default('').describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('1 to 1000'),
});

const time = z.string().nullable().describe('ISO 8601');
const deliveryShape = z.object({
  id: z.number(),
  messageId: z.string().describe('The webhook-id: the same over all tries, channels and replays'),
  type: z.string(),
  about: z.string().describe('What it tells, in one line'),
  alertId: z.string().nullable(),
  channel: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number(),
  nextTry: time,
  created: time,
  ended: time,
  lastAnswer: z.string().nullable(),
  lastError: z.string().nullable(),
  replayOf: z.number().nullable(),
});
const partShape = z.object({ line: z.string(), headers: z.record(z.string(), z.string()), body: z.string() });
const oneShape = deliveryShape.extend({
  body: z.record(z.string(), z.unknown()).describe('What the message holds beside type, id and time'),
  tries: z.array(
    z.object({
      n: z.number(),
      at: z.string(),
      durationMs: z.number(),
      outcome: z.enum(['delivered', 'retry', 'final', 'cancelled', 'rest']),
      request: partShape.describe('Secrets are replaced by ***'),
      response: partShape.nullable(),
      error: z.string().nullable(),
    }),
  ),
});
const listAnswer = z.object({ deliveries: z.array(deliveryShape), next: z.string().nullable() });
const replayAnswer = z.object({ id: z.number().describe('Of the new delivery') });

@Controller('api/v1/channels/deliveries')
@Permission('channels.read')
export class DeliveriesApiController {
  constructor(private readonly deliveries: Deliveries) {}

  @Get()
  @Api({ summary: 'The delivery log, newest first', query: listQuery, response: listAnswer })
  async list(@Query() raw: unknown): Promise<z.infer<typeof listAnswer>> {
    const { cursor, limit, ...input } = readParameters(listQuery, raw);
    const { deliveries, next } = await this.deliveries.list(filterOf(input), cursorOf(cursor), limit);
    return { deliveries: deliveries.map(plain), next: next === undefined ? null : String(next) };
  }

  @Get(':id')
  @Api({ summary: 'One delivery with its tries', response: oneShape })
  async one(@Param('id') id: string): Promise<z.infer<typeof oneShape>> {
    const delivery = await this.deliveries.get(idOf(id));
    const tries = delivery.tries.map(({ at, response, error, ...rest }) => ({
      ...rest,
      at: new Date(at).toISOString(),
      response: response ?? null,
      error: error ?? null,
    }));
    return { ...plain(delivery), body: delivery.body, tries };
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Permission('channels.write')
  @Audited('channels.delivery-sent')
  @Api({ summary: 'Send the same message to the same channel again', response: replayAnswer })
  async replay(
    @Param('id') id: string,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof replayAnswer>> {
    visit.audit = { target: `${idOf(id)} again` };
    return { id: await this.deliveries.replay(idOf(id), who.name) };
  }
}

function plain(delivery: Delivery): z.infer<typeof deliveryShape> {
  const { id, messageId, type, about, alertId, channel, state, attempts } = delivery;
  return {
    id,
    messageId,
    type,
    about,
    alertId: alertId ?? null,
    channel,
    state,
    attempts,
    nextTry: iso(delivery.nextAt),
    created: iso(delivery.createdAt),
    ended: iso(delivery.endedAt),
    lastAnswer: delivery.lastLine ?? null,
    lastError: delivery.lastError ?? null,
    replayOf: delivery.replayOf ?? null,
  };
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
