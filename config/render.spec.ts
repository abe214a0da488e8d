import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig, wholeSchema } from './load.js';
import { renderEffective, renderExample } from './render.js';
import { configSchema } from './schema.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-render-'));
const load = (text: string, moduleSchemas = {}) => {
  const file = join(dir, 'c.yaml');
  writeFileSync(file, text);
  return loadConfig({ file, env: {}, moduleSchemas });
};

describe('config/example.yaml', () => {
  it('is what the schema generates (else: npm run config:example)', () => {
    expect(readFileSync('config/example.yaml', 'utf8')).toBe(renderExample(configSchema));
  });

  it('changes nothing when it is copied, nor when every key is switched on', () => {
    const defaults = load('').config;
    const example = renderExample(configSchema);
    expect(load(example).config).toEqual(defaults);
    const switchedOn = load(example.replaceAll(/^( *)#(?=[a-zA-Z]+:)/gm, '$1'));
    expect(switchedOn.config).toEqual(defaults);
    expect(switchedOn.origins.get('listen.udp.port')).toBe('file');
  });
});

describe('config print', () => {
  it('shows each value with who set it and hides secrets, also in lists', () => {
    const moduleSchemas = {
      channels: z.strictObject({
        hooks: z.array(z.strictObject({ url: z.string(), key: z.string().meta({ secret: true }) })).default([]),
      }),
    };
    const loaded = load(
      'database: { url: postgres://u:pass@h/db }\nchannels: { hooks: [{ url: a, key: s3cret }] }\nportal: { port: 81 }',
      moduleSchemas,
    );
    const text = renderEffective(loaded, wholeSchema(moduleSchemas));
    expect(text).toContain('port: 81  # file');
    expect(text).toContain('sessionHours: 12  # default');
    expect(text).toContain('url: ********  # file');
    expect(text).not.toMatch(/pass@|s3cret/);
  });
});
