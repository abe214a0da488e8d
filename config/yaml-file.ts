// The YAML file: its values, and the line each of them stands in. Syntax errors are problems with a line, not exceptions.

import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { Fault, messageOf } from '#src/faults.js';
import type { Problem } from './problems.js';

export interface YamlFile {
  /** Undefined when the text is no YAML. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** `FILE line N` of the deepest part of the path that the file has. */
  whereOf(path: readonly string[]): string;
}

/** Throws CONFIG_INVALID when the file cannot be read. */
export function readYamlFile(file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => `${file} line ${lines.linePos(offset).line}`;
  const errors = document.errors.map((error) => ({
    path: '',
    what: `not valid YAML: ${firstLine(error.message)}`,
    where: at(error.pos[0]),
  }));
  const { value, problems } = errors.length > 0 ? { value: undefined, problems: errors } : toValue(document, file);
  return {
    value,
    problems,
    whereOf: (path) => at(offsetOf(document, path)),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault(
      'CONFIG_INVALID',
      `Cannot read the configuration file ${file}: ${messageOf(cause)}. Let this user read it, or check --config.`,
      { cause },
    );
  }
}

function toValue(document: Document, file: string): { value: unknown; problems: Problem[] } {
  try {
    return { value: (document.toJS() as unknown) ?? {}, problems: [] };
  } catch (error) {
    return {
      value: undefined,
      problems: [{ path: '', what: `not usable YAML: ${firstLine(messageOf(error))}`, where: file }],
    };
  }
}

/** Offset of the key of the deepest known part of the path: that is where people look. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => String((item.key as { value?: unknown } | null)?.value ?? item.key) === key);
    if (pair === undefined) break;
    offset = (pair.key as { range?: readonly number[] } | null)?.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
