// Real lines that CrowdSec's parser of Samba was made for (MIT), from ../shared/data. Skipped where that is absent.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import samba from './index.js';

const DATA = fileURLToPath(new URL('../../../shared/data/crowdsec/', import.meta.url));

describe.skipIf(!existsSync(DATA))('Samba lines of CrowdSec’s test data (skipped without ../shared/data)', () => {
  it.each([
    ['smb-logs', ['root', 'administrator'], '172.17.0.1'],
    ['smb-bf', ['toto', 'toto', 'toto', 'toto', 'toto', 'toto'], '1.2.3.4'],
  ])('%s: a failed logon a line, with account and address', (name, users, address) => {
    const lines = readFileSync(`${DATA}${name}/${name}.log`, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const events = lines.map((line) => samba.parse(decodeFrame(Buffer.from(line))));
    expect(events.map((fields) => fields?.['user.name'])).toEqual(users);
    for (const fields of events) expect(fields).toMatchObject({ 'event.outcome': 'failure', 'source.ip': address });
  });
});
