// A configuration as YAML with comments, written along the schema: config/example.yaml, and `config print`.

import { stringify } from 'yaml';
import type { LoadedConfig } from './load.js';
import { childOf, defOf, describeSchema, docOf, isSecret, keysOf, kindOf, unwrap, type Schema } from './schema-tree.js';

const HEAD = `# Every setting of Lanwarden with its default. Made from the schemas by \`npm run config:example\`: do not edit.
# Copy it to ./lanwarden.yaml or /etc/lanwarden/config.yaml and take the # off what you want to change: a key that is set here
# cannot be changed in the portal. Each key is also an environment variable (listen.udp.port: LANWARDEN_LISTEN__UDP__PORT;
# with _FILE at the end it names a file that holds the value) and an argument (--set listen.udp.port=5514).
`;

/** The example file: all keys commented out, so that a copy changes nothing. */
export function renderExample(root: Schema): string {
  return `${HEAD}\n${section(root, 0).join('\n')}\n`;

  function section(schema: Schema, depth: number): string[] {
    const pad = '  '.repeat(depth);
    return keysOf(schema).flatMap((key) => {
      const child = childOf(schema, key) as Schema;
      const doc = docOf(child);
      const gap = depth === 0 ? [''] : [];
      if (kindOf(child) === 'section')
        return [
          ...(doc === undefined ? [] : [`${pad}# ${doc}`]),
          `${pad}${key}:`,
          ...section(child, depth + 1),
          ...gap,
        ];
      const shape = elementDoc(child, pad);
      return [
        `${pad}# ${doc ?? key} (${describeSchema(child)})`,
        ...shape,
        `${pad}#${key}: ${exampleOf(child)}`.trimEnd(),
        ...gap,
      ];
    });
  }
}

/** What the elements of a list of sections look like. */
function elementDoc(schema: Schema, pad: string): string[] {
  const element = defOf(unwrap(schema)).element;
  if (element === undefined || kindOf(element) !== 'section') return [];
  const lines = (at: Schema, inner: string): string[] =>
    keysOf(at).flatMap((key) => {
      const child = childOf(at, key) as Schema;
      if (kindOf(child) === 'section')
        return [`${inner}${key}:  # ${docOf(child) ?? ''}`, ...lines(child, `${inner}  `)];
      return [
        `${`${inner}${key}: ${exampleOf(child)}`.trimEnd()}  # ${docOf(child) ?? key} (${describeSchema(child)})`,
      ];
    });
  return lines(element, '').map((line, index) => `${pad}#   ${index === 0 ? '- ' : '  '}${line}`);
}

function exampleOf(schema: Schema): string {
  const parsed = schema.safeParse(undefined);
  return parsed.success && parsed.data !== undefined ? inline(parsed.data) : '';
}

const REDACTED = '********';

/** The effective values, each with who set it; secrets hidden. `root` is the schema it was loaded with. */
export function renderEffective(loaded: LoadedConfig, root: Schema): string {
  const lines: string[] = loaded.file === undefined ? ['# no configuration file'] : [`# file: ${loaded.file}`];
  write({ ...loaded.config, ...loaded.modules }, root, '', 0);
  return `${lines.join('\n')}\n`;

  function write(value: object, schema: Schema, prefix: string, depth: number): void {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      const child = childOf(schema, key);
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const name = `${'  '.repeat(depth)}${inline(key)}:`;
      if (inner === undefined) continue;
      if (child !== undefined && isTree(child) && Object.keys(inner as object).length > 0) {
        lines.push(name);
        write(inner as object, child, path, depth + 1);
        continue;
      }
      const shown = child !== undefined && isSecret(child) ? REDACTED : inline(hideSecrets(inner, child));
      lines.push(`${name} ${shown}  # ${loaded.origins.get(path) ?? 'default'}`);
    }
  }
}

/** The value with secrets replaced, also those inside lists and maps of sections. */
export function hideSecrets(value: unknown, schema: Schema | undefined): unknown {
  if (schema !== undefined && isSecret(schema) && value !== undefined) return REDACTED;
  if (schema === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, childOf(schema, 0)));
  const hide = (key: string, inner: unknown): unknown => {
    const child = childOf(schema, key);
    return child !== undefined && isSecret(child) && inner !== undefined ? REDACTED : hideSecrets(inner, child);
  };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(key, inner)]));
}

const isTree = (schema: Schema): boolean => kindOf(schema) === 'section' || kindOf(schema) === 'map';

/** One line of YAML (flow style), safe to stand before a comment. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}
