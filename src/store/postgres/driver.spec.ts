import { describe, expect, it } from 'vitest';
import { clientConfig } from './driver.js';

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
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
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
