import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect as connectPlain, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { RecordingIntake } from './testing/recording-intake.js';
import { TlsListener } from './tls.js';
import { makeCertificate, type MadeCertificate } from './tls/certificate.js';

const NOW = Date.now();
const DAY_MS = 86_400_000;
const valid = { from: NOW - DAY_MS, until: NOW + DAY_MS };
const authority = makeCertificate({ commonName: 'Test CA', authority: true, ...valid });
const issuer = { commonName: 'Test CA', key: authority.key };
const server = makeCertificate({ commonName: 'logs.example', names: ['localhost', '127.0.0.1'], issuer, ...valid });
const firewall = makeCertificate({ commonName: 'firewall-1', issuer, ...valid });
const stranger = makeCertificate({ commonName: 'firewall-1', ...valid });

const opened: { destroy(): unknown }[] = [];
let dir: string;
let intake: RecordingIntake;
let listener: TlsListener;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lanwarden-tls-'));
  intake = new RecordingIntake();
  await writeFile(join(dir, 'ca.pem'), authority.certificatePem);
  await install(server);
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await listener.stop();
  await rm(dir, { recursive: true });
});

async function install({ certificatePem, keyPem }: Pick<MadeCertificate, 'certificatePem' | 'keyPem'>): Promise<void> {
  await writeFile(join(dir, 'cert.pem'), certificatePem);
  await writeFile(join(dir, 'key.pem'), keyPem);
}

function create(tls: Record<string, unknown> = {}, clock?: FakeClock): TlsListener {
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
  const config = configSchema.parse({
    listen: { tls: { enabled: true, host: '127.0.0.1', port: 0, ...files, ...tls } },
  });
  listener = new TlsListener(config.listen, dir, intake, clock);
  return listener;
}

async function dial(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port: listener.health().port, host: '127.0.0.1', ca: authority.certificatePem, ...options });
  opened.push(socket);
  await once(socket, 'secureConnect');
  socket.on('error', () => {});
  return socket;
}

const shows = ({ certificatePem, keyPem }: MadeCertificate): ConnectionOptions => ({
  cert: certificatePem,
  key: keyPem,
});

describe('messages over TLS', () => {
  it('arrive octet-counted from a sender that checks our certificate', async () => {
    await create().start();
    (await dial()).write('8 <13>1 xx<13>2\n');
    await intake.received(2);
    expect(intake.texts).toEqual(['<13>1 xx', '<13>2']);
    expect(intake.frames[0]).toMatchObject({ transport: 'tls', peer: { address: '127.0.0.1' } });
    expect(intake.frames[0]?.tlsIdentity).toBeUndefined();
  });

  it('free their place when the connection ends', async () => {
    await create().start();
    const socket = await dial();
    expect(listener.health().connections).toBe(1);
    socket.end('<13>last');
    await intake.received(1);
    await eventually(() => expect(listener.health().connections).toBe(0));
  });

  it('are not taken over TLS 1.1 or in clear text', async () => {
    await create().start();
    await expect(dial({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' })).rejects.toThrow();
    const plain = connectPlain(listener.health().port, '127.0.0.1');
    opened.push(plain);
    plain.on('error', () => {});
    plain.write('<13>in the clear\n');
    await new Promise((resolve) => plain.once('close', resolve));
    await eventually(() =>
      expect(listener.health()).toMatchObject({
        connections: 0,
        lastError: expect.stringContaining('TLS handshake') as string,
      }),
    );
    expect(intake.frames).toEqual([]);
  });
});

describe('client certificates', () => {
  it.each(['optional', 'required'])('name the sender when %s', async (clientCertificates) => {
    await create({ clientCertificates, ca: join(dir, 'ca.pem') }).start();
    (await dial(shows(firewall))).write('<13>x\n');
    await intake.received(1);
    expect(intake.frames[0]?.tlsIdentity).toBe('firewall-1');
  });

  it('of a stranger name nobody when optional', async () => {
    await create({ clientCertificates: 'optional', ca: join(dir, 'ca.pem') }).start();
    (await dial(shows(stranger))).write('<13>x\n');
    (await dial()).write('<13>y\n');
    await intake.received(2);
    expect(intake.frames.map(({ tlsIdentity }) => tlsIdentity)).toEqual([undefined, undefined]);
  });

  it.each([
    ['a stranger', shows(stranger)],
    ['nobody', {}],
  ])('of %s are not let in when required', async (_who, options) => {
    await create({ clientCertificates: 'required', ca: join(dir, 'ca.pem') }).start();
    // In TLS 1.3 the client believes it is connected until it reads the alert.
    const socket = await dial(options);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('<13>x\n');
    await closed;
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 1, connections: 0 }));
    expect(intake.frames).toEqual([]);
  });
});

describe('the certificate files', () => {
  it.each([
    ['are missing', { cert: '/nowhere/cert.pem' }, /Could not read \/nowhere\/cert\.pem \(listen\.tls\.cert\): ENOENT/],
    [
      'are not set',
      { cert: undefined, key: undefined },
      /set listen\.tls\.cert and listen\.tls\.key, or listen\.tls\.selfSigned: true/,
    ],
    ['come alone', { key: undefined }, /go together/],
    ['lack authorities for client certificates', { clientCertificates: 'required' }, /set listen\.tls\.ca/],
  ])('are refused when they %s', async (_what, settings, message) => {
    await expect(create(settings).start()).rejects.toMatchObject({
      code: 'TLS_MATERIAL',
      message: expect.stringMatching(message) as string,
    });
    expect(listener.health()).toMatchObject({ state: 'failed' });
  });

  it.each([
    [
      'the certificate is no PEM',
      { certificatePem: 'hello', keyPem: server.keyPem },
      /cert\.pem \(listen\.tls\.cert\) is not a certificate in PEM form/,
    ],
    [
      'the key is no PEM',
      { certificatePem: server.certificatePem, keyPem: 'hello' },
      /key\.pem \(listen\.tls\.key\) is not a private key/,
    ],
    [
      'the key is of another certificate',
      { certificatePem: server.certificatePem, keyPem: firewall.keyPem },
      /is not the key of the certificate/,
    ],
  ])('are refused when %s', async (_what, pair, message) => {
    await install(pair);
    await expect(create().start()).rejects.toMatchObject({
      code: 'TLS_MATERIAL',
      message: expect.stringMatching(message) as string,
    });
  });

  it('are used with a warning when they have expired', async () => {
    await install(makeCertificate({ commonName: 'old', issuer, from: NOW - 2 * DAY_MS, until: NOW - DAY_MS }));
    await create().start();
    expect(listener.health()).toMatchObject({
      state: 'listening',
      warnings: [expect.stringContaining('has expired') as string],
    });
  });

  it('are told of within a minute after they expired, also where those that follow are no good', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = new FakeClock(NOW);
    await create({}, clock).start();
    const warned = async (...warnings: string[]): Promise<void> => {
      vi.advanceTimersByTime(60_000);
      const expected = warnings.map((text) => expect.stringContaining(text) as string);
      await eventually(() => expect(listener.health().warnings).toEqual(expected));
    };
    await warned();
    clock.advance(2 * DAY_MS);
    await warned('has expired');
    await install({ certificatePem: 'oops', keyPem: 'oops' });
    await warned('not in use', 'has expired');
    await install(makeCertificate({ commonName: 'renewed', issuer, from: NOW, until: NOW + 9 * DAY_MS }));
    await warned();
    clock.advance(9 * DAY_MS);
    await warned('has expired');
  });

  it('are read again on SIGHUP, and the old ones stay when the new ones are no good', async () => {
    await create().start();
    const subject = async (): Promise<string> => {
      const socket = await dial({ rejectUnauthorized: false });
      return String(socket.getPeerCertificate().subject.CN);
    };
    expect(await subject()).toBe('logs.example');
    await install(makeCertificate({ commonName: 'renewed', issuer, ...valid }));
    process.emit('SIGHUP');
    await eventually(async () => expect(await subject()).toBe('renewed'));
    await install({ certificatePem: 'oops', keyPem: 'oops' });
    await listener.reload();
    expect(await subject()).toBe('renewed');
    expect(listener.health().warnings.join()).toContain('not in use');
  });
});

describe('a certificate of our own', () => {
  it('is made once, for this machine, readable for us alone', async () => {
    const own = { cert: undefined, key: undefined, selfSigned: true };
    await create(own).start();
    const path = join(dir, 'tls', 'self-signed', 'cert.pem');
    const made = await readFile(path, 'utf8');
    expect((await stat(join(dir, 'tls', 'self-signed', 'key.pem'))).mode & 0o777).toBe(0o600);
    expect(new X509Certificate(made).checkIP('127.0.0.1')).toBe('127.0.0.1');
    await listener.stop();
    await create(own).start();
    expect(await readFile(path, 'utf8')).toBe(made);
    // A sender that was given the certificate trusts it, host name check included.
    (await dial({ ca: made })).write('<13>x\n');
    await intake.received(1);
  });
});

describe('behind a balancer', () => {
  const HEADER = Buffer.from('PROXY TCP6 2001:db8::7 2001:db8::1 50000 6514\r\n');

  /** Speaks to the listener for all that connect to it. @param isAtOnce the header comes in one piece with the handshake */
  async function balance(isAtOnce: boolean): Promise<number> {
    const balancer = createServer((client: Socket) => {
      const upstream = connectPlain(listener.health().port, '127.0.0.1');
      opened.push(client, upstream);
      for (const socket of [client, upstream]) socket.on('error', () => {});
      if (!isAtOnce) upstream.write(HEADER);
      client.once('data', (hello: Buffer) => {
        upstream.write(isAtOnce ? Buffer.concat([HEADER, hello]) : hello);
        client.pipe(upstream).pipe(client);
      });
    });
    balancer.listen(0, '127.0.0.1');
    await once(balancer, 'listening');
    opened.push({ destroy: () => balancer.close() });
    return (balancer.address() as AddressInfo).port;
  }

  it.each([true, false])(
    'the sender is who its PROXY header names (at once with the handshake: %s)',
    async (isAtOnce) => {
      await create({ proxyProtocol: { from: ['127.0.0.1'] }, clientCertificates: 'required', ca: join(dir, 'ca.pem') }).start(); // prettier-ignore
      const socket = await dial({ port: await balance(isAtOnce), ...shows(firewall) });
      socket.write('<13>one\n<13>two\n');
      await intake.received(2);
      expect(intake.texts).toEqual(['<13>one', '<13>two']);
      expect(intake.frames[1]).toMatchObject({
        peer: { address: '2001:db8::7', port: 50_000 },
        tlsIdentity: 'firewall-1',
      });
    },
  );

  it('a handshake without the header is refused', async () => {
    await create({ proxyProtocol: { from: ['127.0.0.1'] } }).start();
    await expect(dial()).rejects.toThrow();
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 1, connections: 0 }));
  });
});
