import { describe, expect, it } from 'vitest';
import { configSchema, type SourceConfig, sourceSchema } from '#config/schema.js';
import type { SourceClock } from '../link/messages.js';
import { MAX_TRIAL_BYTES, MAX_TRIAL_FRAMES, type TrialRequest, type TrialResult, type TrialStep } from './trial.js';
import { TrialWorker } from './trial-worker.js';

/** 2026-11-20T10:00:00Z */
const NOW = Date.UTC(2026, 10, 20, 10);

interface House {
  readonly config?: object;
  readonly made?: readonly object[];
  readonly clocks?: Readonly<Record<string, SourceClock>>;
}

function attempt(request: Partial<TrialRequest> & { text: string }, house: House = {}): Promise<TrialResult> {
  const worker = new TrialWorker(
    async () => ({
      config: configSchema.parse(house.config ?? {}),
      sources: (house.made ?? []).map((each): SourceConfig => sourceSchema.parse(each)),
      modules: {},
      ingestKeys: [],
    }),
    async () => house.clocks ?? {},
  );
  return worker.run({ transport: 'udp', peer: '192.168.1.5', receivedAt: NOW, ...request });
}

async function step(request: Partial<TrialRequest> & { text: string }, house: House = {}): Promise<TrialStep> {
  const { steps } = await attempt(request, house);
  expect(steps).toHaveLength(1);
  return steps[0]!;
}

describe('a trial', () => {
  it('tells every step of a message, as plain JSON', async () => {
    const text = '<38>Nov 20 10:00:00 web1 sshd[42]: Accepted password for alice from 10.0.0.5 port 1 ssh2\n';
    const told = await step({ text });
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(told).toMatchObject({
      framing: { by: 'datagram', bytes: text.length - 1, truncated: false },
      header: { dialect: 'rfc3164', facility: 4, severity: 6, host: 'web1', app: 'sshd', pid: '42' },
      defects: [],
      source: {
        name: '192.168.1.5',
        why: 'No source is configured: the message goes under its sender’s address.',
        passedOver: [],
      },
      clock: { said: '11-20 10:00:00', zone: 'UTC', time: NOW },
      outcome: { becomes: 'stored', retention: 'default' },
      event: { 'user.name': 'alice', 'source.ip': '10.0.0.5', '@timestamp': '2026-11-20T10:00:00.000Z' },
    });
    expect(told.parsers).toContainEqual({ parser: 'linux-auth', because: 'app', result: 'claimed' });
    expect(told.header.message).toMatch(/^Accepted password/);
  });

  it.each([
    ['udp', 'a\nb', ['datagram']],
    ['tcp', '<13>a\n<13>b\0<13>c', ['LF', 'NUL', 'end of connection']],
    ['udp', '[{"message":"the first"},{"message":"the second"}]', ['datagram, event 1 of 2', 'datagram, event 2 of 2']],
    ['tls', '5 <13>a6 <13>bb<13>c\r\n', ['octet count', 'octet count', 'LF']],
    ['http', '{"message":"a"}', ['body']],
    ['http', '[{"message":"a"},{"message":"b"}]', ['body', 'body']],
    ['http', '<13>a\n<13>b', ['LF', 'LF']],
    ['import', 'a\n\nb', ['LF', 'LF']],
  ] as const)('cuts what comes by %s as its listener does: %j', async (transport, text, expected) => {
    const { steps } = await attempt({ transport, text });
    expect(steps.map(({ framing }) => framing.by)).toEqual(expected);
  });

  it('shows what the HTTP listener turns away, and why', async () => {
    const { steps } = await attempt({ transport: 'http', text: '[7,{"message":"fine"}]' });
    expect(steps[0]!.outcome).toMatchObject({ becomes: 'refused', why: expect.stringContaining('must be a JSON object') as string }); // prettier-ignore
    expect(steps[1]!.event).toMatchObject({ message: 'fine' });
  });

  it('cuts at the longest message taken, and says that there were more than it shows', async () => {
    const config = { listen: { maxMessageBytes: 1024 } };
    const { framing, defects } = await step({ transport: 'tcp', text: `<13>${'x'.repeat(3_000)}` }, { config });
    expect(framing).toEqual({ by: 'length cap', bytes: 1024, truncated: true });
    expect(defects).toContain('syslog.truncated');
    const { steps, more } = await attempt({ transport: 'tcp', text: 'x\n'.repeat(25) });
    expect([steps.length, more]).toEqual([MAX_TRIAL_FRAMES, 5]);
  });

  it('says which source it is from and why those before did not fit', async () => {
    const told = await step(
      { text: '<13>Nov 20 10:00:00 web1 app: hi' },
      {
        config: { sources: [{ name: 'firewall', match: { peer: ['192.168.1.1'] } }, { name: 'key only' }] },
        made: [
          { name: 'lab', match: { peer: ['192.168.1.0/24'], host: ['lab*'] } },
          { name: 'web', match: { peer: ['192.168.1.0/24'], host: ['web*'] } },
          { name: 'never asked', match: { peer: ['192.168.1.5'] } },
        ],
      },
    );
    expect(told.source).toEqual({
      name: 'web',
      why: 'Sender 192.168.1.5 is among 192.168.1.0/24; Host web1 is among web*.',
      passedOver: [
        { name: 'firewall', why: 'Sender 192.168.1.5 is not among 192.168.1.1.' },
        { name: 'key only', why: 'It has no conditions: only its API keys and --source name it.' },
        { name: 'lab', why: 'Host web1 is not among lab*.' },
      ],
    });
    const keyed = await step({ text: 'x', source: 'key only' }, { made: [{ name: 'key only' }] });
    expect(keyed.source).toEqual({ name: 'key only', why: 'The API key or the import names it.', passedOver: [] });
  });

  it.each([
    ['nothing', '<13>hello', {}, { zone: 'UTC', why: 'It says no time: that of its receipt counts.', time: NOW }],
    [
      'an instant',
      '<13>1 2026-11-20T11:00:00+01:00 h app - - - x',
      {},
      { said: '2026-11-20T10:00:00.000Z', why: 'It says its own zone.', time: NOW },
    ],
    [
      'a time in the zone that is set',
      '<13>Nov 20 11:00:00 h app: x',
      { made: [{ name: 'a', match: { peer: ['192.168.1.5'] }, timeZone: 'Europe/Berlin' }] },
      {
        zone: 'Europe/Berlin',
        why: 'Europe/Berlin is set for this source. It says no year: the latest that fits counts.',
        time: NOW,
      },
    ],
    [
      'a time in the zone that the collector learned',
      '<13>Nov 20 15:30:00 h app: x',
      { clocks: { '192.168.1.5': { zone: '+05:30', origin: 'guessed', samples: 9 } } as const },
      {
        zone: '+05:30',
        why: '+05:30 was learned from the clock of earlier messages. It says no year: the latest that fits counts.',
        time: NOW,
      },
    ],
    [
      'a time that is not believed',
      '<13>1 2020-01-01T00:00:00Z h app - - - x',
      {},
      {
        why: 'It says its own zone. That is more than 7 days off its receipt, whose time counts; what 192.168.1.5 claims stays in lanwarden.claimed_time.',
        time: NOW,
      },
    ],
  ])('explains the clock of a message that says %s', async (_what, text, house, clock) => {
    expect((await step({ text }, house)).clock).toMatchObject(clock);
  });

  it('learns nothing: twenty old lines are not taken for another zone', async () => {
    const text = '<13>Nov 20 07:00:00 h app: x\n'.repeat(20);
    const { steps } = await attempt({ transport: 'tcp', text });
    expect(steps.at(-1)!.clock).toMatchObject({ zone: 'UTC', time: NOW - 3 * 3_600_000 });
  });

  it.each([
    ['a drop rule', [{ name: 'a', match: { peer: ['192.168.1.5'] }, drop: ['app:cron', 'x'] }], {}, 'filtered', 'The drop rule x of the source takes it.'], // prettier-ignore
    ['the allow list', [{ name: 'a', match: { peer: ['192.168.1.5'] }, allow: ['10.0.0.1'] }], {}, 'refused', '192.168.1.5 is not on the allow list'], // prettier-ignore
    ['being ignored', [{ name: 'a', match: { peer: ['192.168.1.5'] }, ignore: true }], {}, 'filtered', 'source "a" is ignored'], // prettier-ignore
    ['being unknown', [], { senders: { unknown: 'refuse' } }, 'refused', '192.168.1.5 is no known sender'],
    ['being marked', [], { senders: { unknown: 'mark' } }, 'stored', 'it gets the tag source.unknown'],
  ])('tells the outcome by %s', async (_what, made, config, becomes, why) => {
    const told = await step({ text: '<13>x' }, { made, config });
    expect(told.outcome).toMatchObject({ becomes, why: expect.stringContaining(why) as string });
  });

  it('shows the event as it would be stored, sensitive fields hidden', async () => {
    const made = [{ name: 'a', match: { peer: ['192.168.1.5'] }, sensitive: ['user'] }];
    const text = '<38>Nov 20 10:00:00 web1 sshd[42]: Accepted password for alice from 10.0.0.5 port 1 ssh2';
    const { event } = await step({ text }, { made });
    expect(event['user.name']).toBe('[hidden]');
    expect(JSON.stringify(event)).not.toContain('alice');
  });

  it('asks no parser that is off', async () => {
    const text = '<38>Nov 20 10:00:00 web1 sshd[42]: Accepted password for alice from 10.0.0.5 port 1 ssh2';
    const { parsers } = await step({ text }, { config: { plugins: { off: ['linux-auth'] } } });
    expect(parsers.map(({ parser }) => parser)).not.toContain('linux-auth');
  });

  it('refuses what is too long, and what is no address', async () => {
    await expect(attempt({ text: 'ä'.repeat(MAX_TRIAL_BYTES / 2 + 1) })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(attempt({ text: 'x', peer: 'nas.lan' })).rejects.toThrow('"nas.lan" is no address');
    expect((await step({ text: 'x', peer: '::ffff:10.0.0.1' })).source.name).toBe('10.0.0.1');
  });
});
