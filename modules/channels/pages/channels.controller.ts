// The channels: which there are and how they do, one of them, switching, testing, rotating, deleting.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK } from '#src/portal/deps.js';
import { redirect, type Redirect, WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { ChannelBook } from '../book/channel-book.js';
import type { Channel } from '../book/channel-row.js';
import { kindOf } from '../transports/kinds.js';
import { ChannelFigures } from './channel-figures.js';
import { channelView } from './channel-view.js';
import { STYLES } from './form-model.js';
import { testView } from './test-view.js';
import { TestSend } from './test-send.js';

const SHOWN_DELIVERIES = 5;

@Controller('channels')
@Permission('channels.read')
export class ChannelsController {
  constructor(
    private readonly book: ChannelBook,
    private readonly figures: ChannelFigures,
    private readonly deliveries: Deliveries,
    private readonly tests: TestSend,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('channels/views/index')
  async list(): Promise<object> {
    const channels = await this.book.list();
    const figures = await this.figures.of(channels);
    const views = channels.map((channel) => channelView(channel, figures.get(channel.id)!));
    return { title: 'Notifications', styles: STYLES, channels: views };
  }

  @Get(':id')
  @Page('channels/views/channel')
  async show(@Param('id') id: string, @Query('test') test: unknown): Promise<object | WithStatus> {
    const channel = await this.book.find(id);
    return channel === undefined ? gone() : this.#page(channel, test);
  }

  @Post(':id/test')
  @Permission('channels.write')
  @Audited('channels.tested')
  async test(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const channel = await this.book.get(id);
    visit.audit = { target: channel.name };
    const delivery = await this.tests.send(channel, who.name);
    return redirect(`/channels/${id}?test=${delivery?.id ?? 'waits'}#test`);
  }

  @Post(':id/switch')
  @Permission('channels.write')
  @Audited('channels.switched')
  async switch(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { to, back } = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (to !== 'on' && to !== 'off') throw new Fault('BAD_REQUEST', 'Switch it on or off.');
    const { name } = await this.book.setEnabled(id, to === 'on', who.name);
    visit.audit = { target: `${name} ${to}` };
    const flash =
      to === 'on' ? `${name} is on: it gets messages again.` : `${name} is off: it gets no messages, tests alone.`;
    return redirect(back === 'list' ? '/channels' : `/channels/${id}`, { flash });
  }

  /** The new secret stands in this answer only. */
  @Post(':id/rotate')
  @Permission('channels.write')
  @Audited('channels.secret-renewed')
  @Page('channels/views/secret')
  async rotate(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<object> {
    const { channel, madeSecret } = await this.book.rotate(id, who.name);
    visit.audit = { target: channel.name };
    return secretPage(channel, madeSecret);
  }

  @Post(':id/delete')
  @Permission('channels.write')
  @Audited('channels.removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { name } = await this.book.remove(id);
    visit.audit = { target: name };
    return redirect('/channels', { flash: `${name} is deleted. What it was sent stays in the delivery log.` });
  }

  async #page(channel: Channel, test: unknown): Promise<object> {
    const figures = (await this.figures.of([channel])).get(channel.id)!;
    const { deliveries } = await this.deliveries.list({ channel: channel.id }, undefined, SHOWN_DELIVERIES);
    const { previousUntil, updatedAt, updatedBy } = channel;
    return {
      title: channel.name,
      styles: STYLES,
      channel: channelView(channel, figures),
      warnings: await this.figures.warnings(channel),
      test: await testView(this.deliveries, channel.id, test),
      isSigned: channel.kind === 'webhook',
      isKnownKind: kindOf(channel.kind) !== undefined,
      previousUntil: previousUntil !== undefined && previousUntil > this.clock.now() ? previousUntil : undefined,
      updatedAt,
      updatedBy,
      hasDeliveries: deliveries.length > 0,
    };
  }
}

/** `warning`: what is to be thought of before it is used. */
export function secretPage({ id, name, previousUntil }: Channel, secret: string, warning?: string): object {
  return { title: 'Signing secret', styles: STYLES, channel: { id, name }, secret, previousUntil, warning };
}

export function gone(): WithStatus {
  return new WithStatus(404, { title: 'No such channel', styles: STYLES }, 'channels/views/gone');
}
