// Files that browsers may load for ever: each address holds a hash of the content, so a new version is a new address.
// The list is closed (views/assets, a module's assets folder, a few files from node_modules): no path of a request ever reaches the disk.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { VIEWS_DIR } from '../page/renderer.js';
import { iconSprite } from './icon-sprite.js';

export interface Asset {
  readonly type: string;
  readonly hash: string;
  /** Read when asked for: most of them are asked for once a browser. */
  readonly read: () => Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const require = createRequire(import.meta.url);

const VENDORED: Readonly<Record<string, string>> = {
  'tabler.css': '@tabler/core/dist/css/tabler.min.css',
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
  'cytoscape.js': 'cytoscape/dist/cytoscape.min.js',
};

export class Assets {
  readonly #assets = new Map<string, Asset>();
  readonly #gzipped = new Map<string, Promise<Buffer>>();

  /** `keep`: files do not change while the program runs. */
  constructor(
    moduleDirs: readonly string[],
    private readonly keep: boolean,
  ) {
    for (const [name, path] of Object.entries(VENDORED)) this.#add(name, require.resolve(path));
    this.#addFolder('', join(VIEWS_DIR, 'assets'));
    for (const dir of moduleDirs) this.#addModules(dir);
    const sprite = iconSprite(join(VIEWS_DIR, 'assets', 'icons'));
    this.#assets.set('icons.svg', { type: TYPES['.svg']!, hash: hashOf(sprite), read: () => sprite });
  }

  /** The address of `app.css`, or of `events/live.js` (from modules/events/assets). Throws for a name that is not there. */
  href(name: string): string {
    const asset = this.#assets.get(name);
    if (asset === undefined) throw new Error(`BUG: no asset ${name}`);
    return `/assets/${asset.hash}/${name}`;
  }

  find(name: string): Asset | undefined {
    return this.#assets.get(name);
  }

  /** Packed once, then kept. */
  gzipped(name: string, asset: Asset): Promise<Buffer> {
    if (!this.keep) return promisify(gzip)(asset.read());
    const packed = this.#gzipped.get(name) ?? promisify(gzip)(asset.read());
    this.#gzipped.set(name, packed);
    return packed;
  }

  #addModules(dir: string): void {
    if (!existsSync(dir)) return;
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.isDirectory()) this.#addFolder(`${entry.name}/`, join(dir, entry.name, 'assets'));
    }
  }

  #addFolder(prefix: string, dir: string): void {
    if (!existsSync(dir)) return;
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.isFile()) this.#add(`${prefix}${entry.name}`, join(dir, entry.name));
    }
  }

  #add(name: string, path: string): void {
    const type = TYPES[extname(path)];
    if (type === undefined) return;
    this.#assets.set(name, { type, hash: hashOf(readFileSync(path)), read: () => readFileSync(path) });
  }
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
