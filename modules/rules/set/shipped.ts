// The rule set that comes with Lanwarden: one YAML file a rule beside this one, each with a version and samples. To add a rule, add a
// file; to improve one, raise its version: installed copies that nobody edited follow.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Fault } from '#src/faults.js';
import { type ShippedRule, shippedRuleSchema } from './sample.js';

export type { ShippedRule } from './sample.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

let read: readonly ShippedRule[] | undefined;

/** By id; read once. @throws Fault BUG when a file is none */
export function shippedRules(): readonly ShippedRule[] {
  read ??= ruleFiles().map(readRule);
  return read;
}

/** None means a build that forgot them; an installation would take it for a set without rules and drop its own. */
function ruleFiles(): readonly string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  if (files.length === 0) throw new Fault('BUG', `BUG: there are no shipped rules in ${FOLDER}`);
  return files.sort();
}

function readRule(file: string): ShippedRule {
  const parsed = shippedRuleSchema.safeParse(parse(readFileSync(`${FOLDER}${file}`, 'utf8')));
  const problem = parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  if (!parsed.success) throw new Fault('BUG', `BUG: shipped rule ${file} cannot be read: ${problem}`);
  const { id } = parsed.data.rule;
  if (file !== `${id}.yaml`) throw new Fault('BUG', `BUG: shipped rule ${file} has the id ${id}`);
  return parsed.data;
}
