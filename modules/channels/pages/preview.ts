// What a template makes of a real alert: the newest one, else a made-up one.

import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import { alertBody } from '#src/alerts/alert-message.js';
import { alertUrls } from '#src/alerts/alert-url.js';
import type { Clock } from '#src/clock.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { CLOCK } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { exampleMessage } from '../template/example.js';
import { jsonText } from '../template/json-text.js';
import { renderTemplate } from '../template/render.js';
import { webhookBody } from '../template/webhook-body.js';

export interface Preview {
  /** Whose alert it shows. */
  readonly of: string;
  /** JSON, indented; undefined with a mistake. */
  readonly json: string | undefined;
  readonly mistake: string | undefined;
}

@Injectable()
export class TemplatePreview {
  constructor(
    private readonly alerts: AlertBook,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async preview(template: string): Promise<Preview> {
    const { message, of } = await this.#message();
    if (template.trim() === '') return { of, json: jsonText(webhookBody(message), 2), mistake: undefined };
    const rendered = renderTemplate(template, message, 2);
    if (rendered.kind === 'invalid') return { of, json: undefined, mistake: rendered.message };
    return { of, json: rendered.text, mistake: undefined };
  }

  async #message(): Promise<{ readonly message: OutboxMessage; readonly of: string }> {
    const now = this.clock.now();
    const [newest] = (await this.alerts.list({ isTest: false }, undefined, 1)).alerts;
    const alert = newest === undefined ? undefined : await this.alerts.get(newest.id);
    if (alert === undefined)
      return {
        message: exampleMessage(now, this.live.atStart.config.portal.url),
        of: 'a made-up alert: there is none yet',
      };
    const url = alertUrls(this.live.atStart.config)(alert.id);
    const facts = { severity: alert.severity, ruleId: alert.rule.id, alertId: alert.id };
    const body = { alert: alertBody(alert, alert.events, url) };
    return {
      message: { ...exampleMessage(now), type: 'alert.raised', at: now, facts, body },
      of: 'the newest alert',
    };
  }
}
