// All icons in one file, drawn with <use href="…/icons.svg#name">: no markup from a file is ever printed into a page.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export function iconSprite(dir: string): Buffer {
  const symbols = readdirSync(dir)
    .filter((file) => file.endsWith('.svg'))
    .toSorted()
    .map((file) => symbol(basename(file, '.svg'), readFileSync(join(dir, file), 'utf8')));
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`);
}

function symbol(name: string, svg: string): string {
  const inside = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')).replace(/\s+/g, ' ');
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
}
