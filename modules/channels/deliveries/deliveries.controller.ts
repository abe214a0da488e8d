// The delivery log: what became of each message, why, and what is tried next; send again, cancel.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK } from '#src/portal/deps.js';
import { redirect, type Redirect, withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { format } from '#src/portal/page/format.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { ChannelList } from '../channel.js';
import { addressOf, cursorOf, deliveryParameters, filterOf, idOf } from './delivery-input.js';
import { type ChannelNames, pageView, rowView } from './delivery-view.js';
import { STATE_WORDS, TYPE_WORDS } from './delivery-words.js';
import { NotTold } from './not-told.js';

const PAGE_ROWS = 50;
const STYLES = ['channels/deliveries.css'];
const LOG = '/channels/deliveries';

@Controller('channels/deliveries')
@Permission('channels.read')
export class DeliveriesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly channels: ChannelList,
    private readonly notTold: NotTold,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('channels/views/deliveries/list')
  async list(@Query() raw: Record<string, unknown>): Promise<object> {
    const parsed = deliveryParameters.safeParse(raw);
    // Too long or given twice: no page of ours makes such an address.
    const input = parsed.success ? parsed.data : deliveryParameters.parse({});
    const after = cursorOf(raw['cursor']);
    const names = await this.#names();
    const { deliveries, next } = await this.deliveries.list(filterOf(input), after, PAGE_ROWS);
    const givenUp = input.channel === '' ? 0 : ((await this.deliveries.stats()).get(input.channel)?.givenUp ?? 0);
    // The other filters are of what became a delivery.
    const isWhole = after === undefined && [input.state, input.type, input.q].every((value) => value === '');
    const notTold = isWhole && input.alert !== '' ? await this.notTold.channelsWithout(input.alert) : [];
    return {
      title: 'Delivery log',
      styles: STYLES,
      input,
      givenUp,
      waiting: isWhole ? await this.notTold.waiting(input.channel, input.alert) : [],
      notTold: notTold === 'gone' ? [] : notTold,
      isLogGone: notTold === 'gone',
      rows: deliveries.map((delivery) => rowView(delivery, names)),
      channels: [...names].map(([id, name]) => ({ id, name })),
      states: Object.entries(STATE_WORDS).map(([id, { label }]) => ({ id, label })),
      types: Object.entries(TYPE_WORDS).map(([id, label]) => ({ id, label })),
      isFiltered: Object.values(input).some((value) => value !== ''),
      hasChannels: names.size > 0,
      withoutAlert: input.alert === '' ? undefined : addressOf({ ...input, alert: '' }),
      first: after && addressOf(input),
      older: next && addressOf(input, { cursor: String(next) }),
    };
  }

  @Get(':id')
  @Page('channels/views/deliveries/one')
  async show(@Param('id') id: string): Promise<object | WithStatus> {
    try {
      const delivery = await this.deliveries.get(idOf(id));
      const view = pageView(delivery, await this.#names(), this.clock.now());
      return { title: `Delivery: ${view.about}`, styles: STYLES, delivery: view };
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') throw error;
      return withStatus(404, { title: 'Delivery', styles: STYLES, delivery: undefined });
    }
  }

  @Post('send-again')
  @Permission('channels.write')
  @Audited('channels.deliveries-sent')
  async replayAll(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const channel = String((body as Record<string, unknown> | undefined)?.['channel'] ?? '').slice(0, 64);
    const sent = await this.deliveries.replayGivenUp(channel, who.name);
    visit.audit = { target: `of ${channel} again: ${sent}`, skip: sent === 0 };
    return redirect(addressOf({ channel }), {
      flash:
        sent === 0
          ? { kind: 'warning', text: 'There was nothing left to send again.' }
          : `${format.number(sent)} ${sent === 1 ? 'message is' : 'messages are'} on the way again.`,
    });
  }

  @Post(':id/replay')
  @Permission('channels.write')
  @Audited('channels.delivery-sent')
  async replay(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    visit.audit = { target: `${idOf(id)} again` };
    return this.#changed(id, visit, async (delivery) => {
      const again = await this.deliveries.replay(delivery, who.name);
      return redirect(`${LOG}/${again}`, { flash: 'It is on the way again: the same message, with the same id.' });
    });
  }

  @Post(':id/cancel')
  @Permission('channels.write')
  @Audited('channels.delivery-ended')
  async cancel(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    return this.#changed(id, visit, async (delivery) => {
      await this.deliveries.cancel(delivery, who.name);
      return redirect(`${LOG}/${delivery}`, { flash: 'It is cancelled: this channel does not get it.' });
    });
  }

  /** What changed meanwhile is said on the delivery's own page, which shows how it is. */
  async #changed(raw: string, visit: Visit, change: (id: number) => Promise<Redirect>): Promise<Redirect> {
    const id = idOf(raw);
    try {
      return await change(id);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'CONFLICT') throw error;
      visit.audit = { skip: true };
      return redirect(`${LOG}/${id}`, { flash: { kind: 'warning', text: error.message } });
    }
  }

  async #names(): Promise<ChannelNames> {
    return new Map((await this.channels.routed()).map(({ id, name }) => [id, name]));
  }
}
