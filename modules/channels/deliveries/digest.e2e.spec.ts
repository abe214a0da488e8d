// A digest in the delivery log leads to the alerts it stands for, also one that was kept before digests named them.

import { expect, it } from 'vitest';
import { RuleNames } from '#src/alerts/rule-names.js';
import { definePortalModule } from '#src/plugin/module.js';
import { hold, inside as insideModule } from '../../../test/fixtures/modules/inside/index.js';
import { startPortal } from '../../../test/helpers/portal.js';
import { ChannelBook } from '../book/channel-book.js';
import channels from '../index.js';
import { digestOf } from '../routing/digest.js';
import type { HeldRow } from '../routing/held.js';
import { eventually } from '../../../test/helpers/eventually.js';

/** Stands for modules/alerts: only its permission counts here. */
const alerts = definePortalModule({
  id: 'alerts',
  title: 'Alerts',
  contract: '^1.0.0',
  permissions: [{ id: 'alerts.read', title: 'See them', roles: ['viewer'] }],
  portal: async () => class {},
});

const row = (more: Partial<HeldRow>): HeldRow => ({
  reason: 'budget',
  ruleId: 'r',
  rule: 'R',
  alertId: 'al_1',
  type: 'alert.raised',
  severity: 'high',
  title: 'Scan <b>',
  url: 'https://logs.example/alerts/al_1',
  messages: 2,
  events: 9,
  first: 1_000,
  last: 2_000,
  isUnwatched: false,
  ...more,
});

it('leads to its alerts', async () => {
  const portal = await startPortal({ modules: [channels, alerts, insideModule] });
  const admin = await portal.setUp();
  const { db, clock, box, outbox } = hold.inside!;
  const book = new ChannelBook(db, clock, box, new RuleNames());
  const settings = { server: 'https://10.0.0.9' };
  const { channel } = await book.add({ name: 'x', kind: 'gotify', settings, secrets: { token: 't' } }, 'admin');
  const held = [row({}), row({ alertId: 'source:nas', title: 'nas is silent', url: '' }), row({ alertId: '', messages: 7 })]; // prettier-ignore
  const digest = digestOf(channel.id, held, clock.now());
  const old = JSON.parse(JSON.stringify(digest).replaceAll('"id":"al_1",', '')) as typeof digest;
  for (const message of [digest, old]) await db.transaction((transaction) => outbox.put(message, transaction));
  await eventually(async () => {
    const { text } = await admin.get('/channels/deliveries');
    for (const id of [1, 2]) expect(text).toContain(`<a href="/channels/deliveries/${id}#dl-alerts">its alerts</a>`);
  });
  for (const id of [1, 2]) {
    const { text } = await admin.get(`/channels/deliveries/${id}`);
    expect(text).toContain('id="dl-alerts"');
    expect(text).toContain('<a href="/alerts/al_1"><bdi>Scan &lt;b&gt;</bdi></a>');
    expect(text).toContain('<bdi>nas is silent</bdi> <span');
    expect(text).toContain('7 more messages are only counted.');
  }
  await portal.close();
});
