// The store page: what is kept, for how long, how long the room lasts; and the form that changes how long, which names what goes first.

import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { byName } from '#src/by-name.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { redirect, type Redirect, withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { SourceBook } from '#src/sources/source-book.js';
import type { EventReader, SegmentInfo } from '#src/store/event-store.js';
import { type RetentionPolicy, segmentsToFree } from '#src/store/retention.js';
import { savedAudit, savedText } from '../forms/saved-text.js';
import type { SettingField } from '../forms/setting-field.js';
import { SettingsForms } from '../forms/settings-forms.js';
import type { FormBody } from '../forms/typed-settings.js';
import { pageModel } from '../page-model.js';
import { ServerConnections } from '../server/server-connections.js';
import { forecast } from '../store-forecast.js';
import { dayChart } from './day-chart.js';
import { UnreadableSegments } from './unreadable-segments.js';
import { dayText, retentionEffect } from './retention-effect.js';

/** A year of days and then some. */
const MOST_SEGMENTS = 500;
const FORM = ['events.retention.days', 'events.retention.bytes', 'events.retention.classes'] as const;
const PAGE = 'system/views/store';

@Controller('system/store')
@Permission('system.read')
export class StoreController {
  constructor(
    private readonly live: LiveConfig,
    private readonly forms: SettingsForms,
    private readonly sources: SourceBook,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly server: ServerConnections,
    private readonly unreadable: UnreadableSegments,
    private readonly duties: Duties,
  ) {}

  @Get()
  @Page(PAGE)
  async page(): Promise<object> {
    return this.#model(await this.forms.fields(FORM));
  }

  /** What would be deleted is shown first, and asked for: the same form comes back with `confirm`. */
  @Post('retention')
  @Permission('system.configure')
  @Page(PAGE)
  @Audited('system.retention-changed')
  async retain(
    @Body() body: FormBody,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus | object> {
    visit.audit = { target: 'events.retention' };
    let question: object | undefined;
    const outcome = await this.forms.save(FORM, body, who.name, async (changes) => {
      if (body['confirm'] === 'yes') return true;
      question = await this.#question((await this.live.preview(changes)).config.events.retention, body);
      return question === undefined;
    });
    visit.audit = savedAudit('events.retention', outcome);
    if (outcome === undefined) return this.#model(await this.forms.fields(FORM), { question });
    if (outcome.kind === 'invalid')
      return withStatus(422, await this.#model(outcome.fields, { problems: outcome.problems }));
    return redirect('/system/store', { flash: savedText(outcome) });
  }

  /** Undefined when nothing is lost by it. */
  async #question(after: LiveConfig['config']['events']['retention'], body: FormBody): Promise<object | undefined> {
    const before = this.live.config.events.retention;
    const effect = retentionEffect(await this.store.segments(), before, after, this.clock.now());
    const gone = Object.keys(before.classes).filter((name) => !Object.hasOwn(after.classes, name));
    const users = gone.length === 0 ? [] : (await this.sources.list()).map(({ config }) => config);
    const orphans = users.filter(({ retention }) => gone.includes(retention)).map(({ name }) => name);
    if (effect === undefined && orphans.length === 0) return undefined;
    const typed = Object.entries(body).filter(
      ([name, value]) => name.startsWith('events.') && typeof value === 'string',
    );
    return { effect, orphans, days: after.days, typed };
  }

  /** What another portal said, which has the duties; undefined when these are ours, or there is no other. */
  #theirs(): Promise<RetentionPolicy | undefined> {
    return (this.duties.areOurs ? undefined : this.store.retention?.()) ?? Promise.resolve(undefined);
  }

  async #model(
    fields: readonly SettingField[],
    { question, problems = [] }: { question?: object | undefined; problems?: readonly string[] } = {},
  ): Promise<object> {
    const [segments, stats, theirs] = await Promise.all([this.store.segments(), this.store.stats(), this.#theirs()]);
    const { retention: own } = this.live.config.events;
    const { minFreeBytes, store } = this.live.atStart.config.events;
    const retention = theirs ?? own;
    const newest = segments.toSorted((a, b) => (a.day === b.day ? byName(b.id, a.id) : a.day < b.day ? 1 : -1));
    const now = this.clock.now();
    return pageModel('Store', {
      engine: store,
      stats,
      retention,
      minFreeBytes,
      fields,
      problems,
      question,
      waiting: this.live.waiting(),
      isTheirs: theirs !== undefined && !isDeepStrictEqual(theirs, own),
      classes: Object.entries(retention.classes).map(([name, { days }]) => ({ name, days })),
      segments: newest.slice(0, MOST_SEGMENTS).map((segment) => ({ ...segment, day: dayText(segment.day) })),
      connections: this.server.rows(),
      replica: this.server.replica(),
      next: nextToGo(segments),
      unreadable: this.unreadable.all(),
      more: Math.max(0, segments.length - MOST_SEGMENTS),
      total: { rows: sum(segments, 'rows'), bytes: sum(segments, 'bytes') },
      chart: dayChart(segments, now),
      forecast: forecast({
        segments,
        retention,
        freeBytes: (stats.freeDiskBytes ?? Number.MAX_SAFE_INTEGER) - minFreeBytes,
        now,
      }),
    });
  }
}

/** What a disk that gets short, or the limit of bytes, takes first; undefined while only what is being written is there. */
function nextToGo(segments: readonly SegmentInfo[]): object | undefined {
  const [id] = segmentsToFree(segments, 1, ({ sealed }) => !sealed);
  const segment = segments.find((each) => each.id === id);
  return segment && { day: dayText(segment.day), kind: segment.kind, bytes: segment.bytes, rows: segment.rows };
}

function sum(segments: readonly SegmentInfo[], of: 'rows' | 'bytes'): number {
  return segments.reduce((total, segment) => total + segment[of], 0);
}
