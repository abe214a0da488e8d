// E-mail against a real SMTP server: encryption, log-in, its refusals, and that no text becomes a header.

import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { ownCertificate, tryOnce } from '../../../test/helpers/channel-job.js';
import { exampleMessage } from '../template/example.js';
import { email } from './email.js';

const { cert, key } = ownCertificate();

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isSecure: boolean;
  readonly text: string;
}

let server: SMTPServer;
let mails: Mail[];
afterEach(() => new Promise<void>((done) => server.close(() => done())));

function start(options: SMTPServerOptions = {}): Promise<number> {
  mails = [];
  server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    cert,
    key,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      password === 'pass w0rd' ? done(null, { user: username! }) : done(new Error('Bad password')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { envelope, user, secure } = session;
        mails.push({
          from: (envelope.mailFrom as { address: string }).address,
          to: envelope.rcptTo.map(({ address }) => address),
          user: user as string | undefined,
          isSecure: secure,
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done(null, 'queued as 1');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.server.address() as AddressInfo).port));
  });
}

const settingsFor = (port: number, more: object = {}) => ({
  host: 'localhost',
  port,
  security: 'starttls',
  from: 'lanwarden@example.org',
  to: ['ann@example.org', 'bob@example.org'],
  ca: cert,
  ...more,
});

describe('a mail', () => {
  it('goes over STARTTLS with a log-in, as text and HTML', async () => {
    const port = await start();
    const result = await tryOnce(email, {
      settings: settingsFor(port, { user: 'ann' }),
      secrets: { password: 'pass w0rd' },
    });
    expect(result).toMatchObject({ outcome: 'delivered', response: { body: expect.stringContaining('queued as 1') } });
    expect(mails).toMatchObject([
      { from: 'lanwarden@example.org', to: ['ann@example.org', 'bob@example.org'], user: 'ann', isSecure: true },
    ]);
    const [{ text }] = mails as [Mail];
    expect(text).toContain('Subject: [high] Many failed logons from 203.0.113.7');
    expect(text).toContain('Message-ID: <msg_00000000000000000000000000@lanwarden>');
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
    expect(JSON.stringify(result)).not.toContain('pass w0rd');
  });

  it('goes over TLS from the start, and over nothing where that is asked for', async () => {
    let port = await start({ secure: true });
    expect(await tryOnce(email, { settings: settingsFor(port, { security: 'tls' }) })).toMatchObject({
      outcome: 'delivered',
    });
    expect(mails[0]).toMatchObject({ isSecure: true });
    await new Promise<void>((done) => server.close(() => done()));
    port = await start({ disabledCommands: ['STARTTLS'] });
    expect(await tryOnce(email, { settings: settingsFor(port, { security: 'none' }) })).toMatchObject({
      outcome: 'delivered',
    });
    expect(mails[0]).toMatchObject({ isSecure: false });
  });

  it('is not sent unencrypted to a server that lost its STARTTLS', async () => {
    const port = await start({ disabledCommands: ['STARTTLS'] });
    const result = await tryOnce(email, { settings: settingsFor(port) });
    expect(result.outcome).not.toBe('delivered');
    expect(result.error).toContain('STARTTLS');
    expect(mails).toEqual([]);
  });

  it('is not sent to a server with a certificate that nobody knows', async () => {
    for (const [security, secure] of [
      ['starttls', false],
      ['tls', true],
    ] as const) {
      const port = await start({ secure });
      const result = await tryOnce(email, { settings: settingsFor(port, { security, ca: undefined }) });
      expect(result).toMatchObject({ outcome: 'retry', error: expect.stringMatching(/certificate/i) });
      expect(mails).toEqual([]);
      if (!secure) await new Promise<void>((done) => server.close(() => done()));
    }
  });

  it('holds log text as text: no header, no HTML of it', async () => {
    const port = await start();
    const evil = 'x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>\u0000';
    const message = {
      ...exampleMessage(Date.now()),
      body: { alert: { title: evil, summary: evil, entity: { user: evil } } },
    };
    expect(await tryOnce(email, { settings: settingsFor(port), message })).toMatchObject({ outcome: 'delivered' });
    const [{ text, to }] = mails as [Mail];
    expect(to).toEqual(['ann@example.org', 'bob@example.org']);
    expect(text.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    const html = text.slice(text.indexOf('Content-Type: text/html'));
    expect(html).toContain('&#60;script&#62;');
    expect(html).not.toContain('<script>');
  });
});

describe('a refusal', () => {
  const refusing = (code: number): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: code })),
  });
  it.each([
    [450, 'retry', 'try again later (450)'],
    [550, 'final', 'refused the mail: its answer says why (550)'],
  ])('of %i is %s', async (code, outcome, error) => {
    const port = await start(refusing(code));
    expect(await tryOnce(email, { settings: settingsFor(port) })).toMatchObject({
      outcome,
      error: expect.stringContaining(error),
    });
  });

  it('of the password is final, and says what to do', async () => {
    const port = await start();
    const result = await tryOnce(email, {
      settings: settingsFor(port, { user: 'ann' }),
      secrets: { password: 'wr0ngwr0ng' },
    });
    expect(result).toMatchObject({ outcome: 'final', error: expect.stringContaining('app password') });
    expect(JSON.stringify(result)).not.toContain('wr0ngwr0ng');
  });

  it('of one of two people is told, and the other gets it', async () => {
    const port = await start({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('bob') ? done(Object.assign(new Error('no bob'), { responseCode: 550 })) : done(),
    });
    const result = await tryOnce(email, { settings: settingsFor(port) });
    expect(result).toMatchObject({
      outcome: 'delivered',
      error: 'Not taken for bob@example.org (550).',
      response: { body: expect.stringContaining('Refused for bob@example.org: 550 no bob') },
    });
  });

  describe('of some people for now', () => {
    let codes: Record<string, number>;
    const startRefusing = (more: SMTPServerOptions = {}): Promise<number> =>
      start({
        onRcptTo: ({ address }, _session, done) => {
          const responseCode = codes[address.split('@')[0]!];
          if (responseCode === undefined) return done();
          done(Object.assign(new Error('no'), { responseCode }));
        },
        ...more,
      });
    const tried = (port: number, names: readonly string[] = ['ann', 'bob']) => ({
      settings: settingsFor(port, { to: names.map((name) => `${name}@example.org`) }),
      message: { ...exampleMessage(Date.now()), id: `msg_${randomUUID()}` },
    });

    it('is tried again for those alone', async () => {
      codes = { bob: 452 };
      const once = tried(await startRefusing());
      for (let n = 0; n < 2; n++)
        expect(await tryOnce(email, once)).toMatchObject({
          outcome: 'rest',
          error: 'Not taken for bob@example.org (452).',
        });
      codes = {};
      const result = await tryOnce(email, once);
      expect(result).toMatchObject({ outcome: 'delivered' });
      expect(result).not.toHaveProperty('error');
      expect(mails.map(({ to }) => to)).toEqual([['ann@example.org'], ['bob@example.org']]);
      expect(mails[1]!.text).toContain('To: ann@example.org, bob@example.org');
    });

    it('is told to the end with those whom it was refused for before', async () => {
      codes = { bob: 452, carol: 550, dan: 450 };
      const once = tried(await startRefusing(), ['ann', 'bob', 'carol', 'dan']);
      const [bob, carol, dan] = ['bob@example.org', 'carol@example.org', 'dan@example.org'];
      const errors: (string | undefined)[] = [];
      for (const next of [{ bob: 452, dan: 551 }, { bob: 452 }, {}] as (typeof codes)[]) {
        const { outcome, error } = await tryOnce(email, once);
        expect(outcome).toBe('rest');
        errors.push(error);
        codes = next;
      }
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'delivered',
        error: `Not taken for ${carol} (550), ${dan} (551).`,
      });
      expect(errors).toEqual([
        `Not taken for ${carol} (550), ${bob} (452), ${dan} (450).`,
        `Not taken for ${carol} (550), ${dan} (551), ${bob} (452).`,
        `Not taken for ${carol} (550), ${dan} (551), ${bob} (452).`,
      ]);
      expect(mails.map(({ to }) => to)).toEqual([['ann@example.org'], [bob]]);
    });

    it('is delivered where they are refused for good then', async () => {
      codes = { bob: 452 };
      const once = tried(await startRefusing());
      expect(await tryOnce(email, once)).toMatchObject({ outcome: 'rest' });
      codes = { bob: 550 };
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'delivered',
        error: 'Not taken for bob@example.org (550).',
      });
    });

    it('is no failure as a whole when the server is gone, or refuses the sender, then', async () => {
      codes = { bob: 452 };
      let isBarred = false;
      const once = tried(
        await startRefusing({
          onMailFrom: (_address, _session, done) =>
            isBarred ? done(Object.assign(new Error('no'), { responseCode: 554 })) : done(),
        }),
      );
      expect(await tryOnce(email, once)).toMatchObject({ outcome: 'rest' });
      expect(await tryOnce(email, { ...once, rules: { loopback: false } })).toMatchObject({
        outcome: 'delivered',
        error: expect.stringMatching(/^Not taken for bob@example\.org\. Not sent: /),
      });
      isBarred = true;
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'delivered',
        error: 'Not taken for bob@example.org. The mail server refused the mail: its answer says why (554).',
      });
      await new Promise<void>((done) => server.close(() => done()));
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'rest',
        error: expect.stringMatching(/^Not taken for bob@example\.org\. .*nothing listens/),
      });
    });

    it('is a failure where nobody has it, and tried again for those alone who may take it', async () => {
      codes = { ann: 550, bob: 450 };
      const once = tried(await startRefusing());
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'retry',
        error: expect.stringContaining('later (450)'),
      });
      codes = {};
      expect(await tryOnce(email, once)).toMatchObject({
        outcome: 'delivered',
        error: 'Not taken for ann@example.org (550).',
      });
      expect(mails.map(({ to }) => to)).toEqual([['bob@example.org']]);
    });

    it('is forgotten after a while: who sends it again sends to all', async () => {
      codes = { bob: 452 };
      const once = tried(await startRefusing());
      await tryOnce(email, once);
      codes = {};
      await tryOnce(email, { ...once, now: Date.now() + 20 * 60_000 });
      expect(mails.map(({ to }) => to)).toEqual([['ann@example.org'], ['ann@example.org', 'bob@example.org']]);
    });
  });

  it('by the guard is final, and nothing is connected to', async () => {
    const port = await start({ onConnect: () => expect.fail('connected') });
    const result = await tryOnce(email, { settings: settingsFor(port), rules: { loopback: false } });
    expect(result).toMatchObject({ outcome: 'final', error: expect.stringContaining('this machine itself') });
  });

  it('to say anything ends with the time that a try has', async () => {
    const port = await start({ onConnect: () => undefined });
    const result = await tryOnce(email, { settings: settingsFor(port), timeoutMs: 400 });
    expect(result).toMatchObject({ outcome: 'retry', error: expect.stringContaining('in time') });
  });
});
