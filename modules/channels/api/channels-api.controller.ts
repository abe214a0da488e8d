// Channels for programs. Secrets go in and never come out.

import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { Api } from '#src/portal/api/api.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { changedFields } from '../book/changed-fields.js';
import { ChannelBook } from '../book/channel-book.js';
import type { Channel } from '../book/channel-row.js';
import { TestSend } from '../pages/test-send.js';
import { shownAddress } from '../transports/http-post.js';
import { channelAnswer, channelChange, channelsAnswer, madeAnswer, newChannel, testAnswer } from './shapes.js';

type ChannelAnswer = z.infer<typeof channelAnswer>;

@Controller('api/v1/channels')
@Permission('channels.read')
export class ChannelsApiController {
  constructor(
    private readonly book: ChannelBook,
    private readonly tests: TestSend,
    private readonly permissions: Permissions,
  ) {}

  @Get()
  @Api({ summary: 'List channels', response: channelsAnswer })
  async list(@Who() who: Principal): Promise<z.infer<typeof channelsAnswer>> {
    return { channels: (await this.book.list()).map((channel) => this.#shown(channel, who)) };
  }

  @Get(':id')
  @Api({ summary: 'One channel', response: channelAnswer })
  async show(@Param('id') id: string, @Who() who: Principal): Promise<ChannelAnswer> {
    return this.#shown(await this.book.get(id), who);
  }

  @Post()
  @Permission('channels.write')
  @Audited('channels.added')
  @Api({
    summary: 'Make a channel',
    description:
      '400 with `problems` (path and what is wrong) for settings that do not fit; 409 when the name is taken.',
    body: newChannel,
    response: madeAnswer,
  })
  async add(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof madeAnswer>> {
    const { channel, madeSecret } = await this.book.add(body ?? {}, who.name);
    visit.audit = { target: channel.name, details: { kind: channel.kind } };
    return { ...answerOf(channel), ...(madeSecret !== undefined && { signingSecret: madeSecret }) };
  }

  @Patch(':id')
  @Permission('channels.write')
  @Audited('channels.changed')
  @Api({
    summary: 'Change a channel',
    description:
      '409 with `theirs` (the channel as it is now) when `version` is not the latest. The kind stays. 400 when a kept secret would be told to another server than it was given for: send it again.',
    body: channelChange,
    response: channelAnswer,
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<ChannelAnswer> {
    const before = await this.book.get(id);
    const { version, ...changes } = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof version !== 'number') throw versionMissing();
    const input = merged(before, changes);
    try {
      const after = await this.book.change(id, version, input, who.name);
      visit.audit = { target: before.name, details: { changed: changedFields(before, after, input) } };
      return answerOf(after);
    } catch (error) {
      throw withTheirs(error);
    }
  }

  @Delete(':id')
  @HttpCode(204)
  @Permission('channels.write')
  @Audited('channels.removed')
  @Api({ summary: 'Delete a channel', description: 'Its deliveries stay in the log; what waits for it is given up.' })
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<void> {
    const { name } = await this.book.remove(id);
    visit.audit = { target: name };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Permission('channels.write')
  @Audited('channels.tested')
  @Api({ summary: 'Send a test and wait for what comes of it, 11 seconds at most', response: testAnswer })
  async test(
    @Param('id') id: string,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<z.infer<typeof testAnswer>> {
    const channel = await this.book.get(id);
    visit.audit = { target: channel.name };
    const delivery = await this.tests.send(channel, who.name);
    return {
      delivery: delivery?.id ?? null,
      state: delivery?.state ?? 'waiting',
      error: delivery === undefined ? 'Nothing came of it so far.' : (delivery.lastError ?? null),
    };
  }

  /** Whoever may not change it sees of an address what its page shows: keys stand in many a query. */
  #shown(channel: Channel, who: Principal): ChannelAnswer {
    const answer = answerOf(channel);
    if (this.permissions.holds(who, 'channels.write')) return answer;
    const settings = Object.entries(answer.settings).map(([name, value]) => [name, withoutQuery(value)] as const);
    return { ...answer, settings: Object.fromEntries(settings) };
  }
}

function withoutQuery(value: unknown): unknown {
  if (typeof value !== 'string' || !/^https?:/i.test(value) || !URL.canParse(value)) return value;
  const url = new URL(value);
  return url.search === '' ? value : shownAddress(url);
}

function answerOf(channel: Channel): ChannelAnswer {
  const { id, name, kind, enabled, settings, secretNames, routing, version, createdAt, updatedAt, updatedBy } = channel;
  return {
    id,
    name,
    kind,
    enabled,
    settings,
    secrets: [...secretNames],
    routing,
    version,
    updatedBy,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

function merged(before: Channel, { settings, routing, ...changes }: Readonly<Record<string, unknown>>): object {
  return {
    name: before.name,
    enabled: before.enabled,
    ...changes,
    settings: mergedPart(before.settings, settings),
    routing: mergedPart(before.routing, routing),
  };
}

/** null takes a value away. What is no object is left for the check to refuse. */
function mergedPart(before: object, change: unknown): unknown {
  if (change === undefined) return before;
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null));
}

function versionMissing(): Fault {
  return new Fault('BAD_REQUEST', 'version: expected the whole number that was read with the channel.', {
    details: { problems: [{ path: 'version', what: 'missing or no whole number' }] },
  });
}

function withTheirs(error: unknown): unknown {
  const theirs = error instanceof Fault ? (error.details?.['theirs'] as Channel | undefined) : undefined;
  if (theirs === undefined || !(error instanceof Fault)) return error;
  return new Fault(error.code, error.message, { details: { theirs: answerOf(theirs) } });
}
