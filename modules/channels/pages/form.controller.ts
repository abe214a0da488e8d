// Making and changing a channel: first its kind, then the form of that kind. A mistake shows the form again with what was typed.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { Audited, NotAudited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect, WithStatus, withStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { ChannelBook } from '../book/channel-book.js';
import { changedFields } from '../book/changed-fields.js';
import type { Channel } from '../book/channel-row.js';
import { TargetWarnings } from '../guard/target-warnings.js';
import type { ChannelKind } from '../transports/kind.js';
import { KINDS, kindOf } from '../transports/kinds.js';
import { gone, secretPage } from './channels.controller.js';
import { type FormState, formModel, STYLES } from './form-model.js';
import { inputOf, mistakesOf, readValues, valuesOf } from './form-values.js';
import { TemplatePreview } from './preview.js';
import { ChoicesOfRouting } from './routing-choices.js';

@Controller('channels')
@Permission('channels.write')
export class ChannelFormController {
  constructor(
    private readonly book: ChannelBook,
    private readonly previews: TemplatePreview,
    private readonly live: LiveConfig,
    private readonly choices: ChoicesOfRouting,
    private readonly targets: TargetWarnings,
  ) {}

  @Get('new')
  @Page('channels/views/kinds')
  kinds(): object {
    return {
      title: 'New channel',
      styles: STYLES,
      kinds: KINDS.map(({ id, title, text, icon }) => ({ id, title, text, icon })),
    };
  }

  @Get('new/:kind')
  @Page('channels/views/form')
  fresh(@Param('kind') id: string): Promise<object> {
    const kind = knownKind(id);
    return this.#form({ kind, values: valuesOf(kind) });
  }

  @Post('new/:kind')
  @Audited('channels.added')
  @Page('channels/views/form')
  async add(
    @Param('kind') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const kind = knownKind(id);
    const values = readValues(kind, body);
    try {
      const { channel, madeSecret } = await this.book.add(inputOf(kind, values), who.name);
      visit.audit = { target: channel.name, details: { kind: kind.id } };
      if (madeSecret !== undefined)
        return new WithStatus(
          200,
          secretPage(channel, madeSecret, (await this.targets.of(channel))?.text),
          'channels/views/secret',
        );
      return redirect(`/channels/${channel.id}`, {
        flash: `${channel.name} is saved. Send a test to see that it arrives.`,
      });
    } catch (error) {
      return this.#again(error, { kind, values }, visit);
    }
  }

  @Get(':id/edit')
  @Page('channels/views/form')
  async edit(@Param('id') id: string): Promise<object> {
    const channel = await this.book.find(id);
    if (channel === undefined) return gone();
    const kind = knownKind(channel.kind);
    const warning = await this.targets.of(channel);
    return this.#form({ kind, values: valuesOf(kind, channel), channel, warning });
  }

  @Post(':id')
  @Audited('channels.changed')
  @Page('channels/views/form')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const channel = await this.book.find(id);
    if (channel === undefined) return gone();
    const kind = knownKind(channel.kind);
    const values = readValues(kind, body);
    try {
      const input = inputOf(kind, values);
      const changed = await this.book.change(id, versionIn(body), input, who.name);
      visit.audit = { target: channel.name, details: { changed: changedFields(channel, changed, input) } };
      return redirect(`/channels/${id}`, { flash: `${changed.name} is saved.` });
    } catch (error) {
      return this.#again(error, { kind, values, channel, version: versionIn(body) }, visit);
    }
  }

  /** What the template of a form makes; saves nothing. */
  @Post('new/:kind/preview')
  @NotAudited('Shows what a template makes and changes nothing')
  @Page('channels/views/form')
  previewNew(@Param('kind') id: string, @Body() body: unknown): Promise<object> {
    return this.#preview(knownKind(id), body, undefined);
  }

  @Post(':id/preview')
  @NotAudited('Shows what a template makes and changes nothing')
  @Page('channels/views/form')
  async preview(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    const channel = await this.book.find(id);
    return channel === undefined ? gone() : this.#preview(knownKind(channel.kind), body, channel);
  }

  async #preview(kind: ChannelKind, body: unknown, channel: Channel | undefined): Promise<object> {
    const values = readValues(kind, body);
    const preview = await this.previews.preview(String(values['settings.template'] ?? ''));
    return this.#form({ kind, values, channel, preview, version: versionIn(body) });
  }

  async #again(error: unknown, state: FormParts, visit: Visit): Promise<WithStatus> {
    visit.audit = { skip: true };
    const theirs = error instanceof Fault ? (error.details?.['theirs'] as Channel | undefined) : undefined;
    if (theirs !== undefined) {
      const conflict = { by: theirs.updatedBy, at: theirs.updatedAt };
      return withStatus(409, await this.#form({ ...state, conflict, channel: theirs, version: theirs.version }));
    }
    const mistakes = mistakesOf(error);
    if (mistakes === undefined) throw error;
    return withStatus(422, await this.#form({ ...state, mistakes }));
  }

  async #form(parts: FormParts): Promise<object> {
    return formModel({ ...parts, zone: this.live.atStart.config.time.zone, choices: await this.choices.read() });
  }
}

type FormParts = Omit<FormState, 'zone' | 'choices'>;

/** That its form was drawn with. */
function versionIn(body: unknown): number {
  return Number((body as Readonly<Record<string, unknown>> | undefined)?.['version'] ?? 0);
}

/** @throws Fault NOT_FOUND */
function knownKind(id: string): ChannelKind {
  const kind = kindOf(id);
  if (kind === undefined)
    throw new Fault(
      'NOT_FOUND',
      `There is no kind of channel called ${id.slice(0, 40)}. Choose one under Notifications, New channel.`,
    );
  return kind;
}
