// Promises that hold for every module of the repo: routes declare who may call them, templates print nothing raw and nothing inline.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOTS = ['views', 'modules'];
const templates = ROOTS.filter((root) => existsSync(root)).flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ejs'))
    .map((file) => join(root, file)),
);

describe('templates', () => {
  it.each(templates)('%s prints nothing raw but includes and the layout’s body', (file) => {
    const raw = [...readFileSync(file, 'utf8').matchAll(/<%-\s*([^%]{0,12})/g)].map(([, code]) => code!.trim());
    const allowed = file.startsWith('views/layout') ? /^(include\(|body$)/ : /^include\(/;
    expect(raw.filter((code) => !allowed.test(code))).toEqual([]);
  });

  it.each(templates)('%s has no inline script, style or handler, which the CSP would block', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|\bjs:|javascript:/i);
    for (const [tag] of text.matchAll(/<script\b[^>]*>/g)) expect(tag).toMatch(/\ssrc=/);
  });

  it.each(templates)('%s has the CSRF token in every form that posts', (file) => {
    for (const [form] of readFileSync(file, 'utf8').matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/gi))
      expect(form).toMatch(/include\('(partials\/)?csrf'\)/);
  });
});
