import { describe, expect, it } from 'vitest';
import { readAddress } from '../metadata/postgres/address.js';
import { refusalOf } from '../metadata/postgres/refusal.js';
import { clientConfig, faultOf } from './driver.js';

const configOf = (url: string): object => clientConfig(url, { statementTimeoutMs: 0 });

describe('the address of the events', () => {
  it('asks for TLS unless the server is on this machine, as that of the metadata', () => {
    expect(configOf('postgres://u:p@db.example.net/d')).toMatchObject({
      host: 'db.example.net',
      port: 5432,
      ssl: { rejectUnauthorized: false },
    });
    expect(configOf('postgres://u:p@127.0.0.1/d')).toMatchObject({ password: 'p', ssl: false });
    expect(configOf('postgres://u@db.example.net/d?sslmode=disable')).toMatchObject({ ssl: false });
  });

  it('is given up when its host is gone without a word', () => {
    expect(configOf('postgres://u:p@db.example.net/d')).toMatchObject({
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
  });

  it('that cannot be read is called events.url, without its password', () => {
    for (const url of [
      'mysql://u:s3cret@h/d',
      'postgres://u:s3cret@h:99999/d',
      'postgres://u:s3cret@h/d?sslmode=prefer',
    ]) {
      expect(() => configOf(url)).toThrow(/^events\.url /);
      expect(() => configOf(url)).not.toThrow('s3cret');
    }
  });
});

it('a pooler that refuses us is named, and no server is said to be away', () => {
  const said = Object.assign(new Error('unsupported startup parameter: statement_timeout'), { code: '08P01' });
  expect(faultOf(said, 'db:6432/d', 'write').message).toBe(
    'A pooler answers at db:6432/d (unsupported startup parameter: statement_timeout). Put the address of PostgreSQL itself into events.url.',
  );
  expect(refusalOf(said, readAddress('postgres://u:p@db:6432/d'))).toMatchObject({
    code: 'DATABASE_REFUSED',
    message: expect.stringMatching(/^A pooler answers at db:6432\/d .* database\.url\.$/),
  });
});
