import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { discoverModules } from '#src/plugin/discovery.js';
import { loadConfig, wholeSchema } from './load.js';
import { renderEffective, renderExample } from './render.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-render-'));
const load = (text: string, moduleSchemas = {}) => {
  const file = join(dir, 'c.yaml');
  writeFileSync(file, text);
  return loadConfig({ file, env: {}, moduleSchemas });
};

const { plugins } = await discoverModules();
const ofModules = Object.fromEntries(
  plugins.flatMap(({ id, settings }): [string, z.ZodObject][] => (settings ? [[id, settings]] : [])),
);

describe('config/example.yaml', () => {
  const example = renderExample(wholeSchema(ofModules));

  it('is what the schemas of core and modules generate (else: npm run config:example)', () => {
    expect(Object.keys(ofModules)).toContain('channels');
    expect(readFileSync('config/example.yaml', 'utf8')).toBe(example);
  });

  it('changes nothing when it is copied, nor when every key is switched on', () => {
    const { config, modules } = load('', ofModules);
    expect(load(example, ofModules)).toMatchObject({ config, modules });
    const switchedOn = load(example.replaceAll(/^( *)#(?=[a-zA-Z_]+:)/gm, '$1'), ofModules);
    expect(switchedOn).toMatchObject({ config, modules });
    expect(switchedOn.origins.get('listen.udp.port')).toBe('file');
    expect(switchedOn.origins.get('channels.targets.loopback')).toBe('file');
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
