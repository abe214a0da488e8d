// EJS: finds `events/views/index` in the module folders and `partials/badge` in views/, compiles each file once (in development: each time).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

type Template = (locals: object) => string;

export const VIEWS_DIR = fileURLToPath(new URL('../../../views', import.meta.url));
export const MODULES_DIR = fileURLToPath(new URL('../../../modules', import.meta.url));

export class Renderer {
  readonly #roots: readonly string[];
  readonly #templates = new Map<string, Template>();

  /** `keep`: compile once. Else templates are read again each time, so that an edit shows on reload. */
  constructor(
    moduleDirs: readonly string[],
    private readonly keep: boolean,
  ) {
    this.#roots = [VIEWS_DIR, ...moduleDirs];
  }

  /** `locals` must be plain objects. Throws when there is no such template or when it throws. */
  render(template: string, locals: object): string {
    const run = this.#templates.get(template) ?? this.#compile(template);
    return run(locals);
  }

  #compile(name: string): Template {
    const filename = this.#roots.map((root) => join(root, `${name}.ejs`)).find((path) => existsSync(path));
    if (filename === undefined) throw new Error(`BUG: no template ${name}.ejs in ${this.#roots.join(', ')}`);
    const template = ejs.compile(readFileSync(filename, 'utf8'), {
      filename,
      views: [...this.#roots],
      cache: this.keep,
    });
    if (this.keep) this.#templates.set(name, template);
    return template;
  }
}
