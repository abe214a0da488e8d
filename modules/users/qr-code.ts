// A QR code as one SVG path: black modules, row by row.

import qrcode from 'qrcode-generator';

export interface QrCode {
  /** Modules along one side, with the quiet zone of four that scanners need. */
  readonly size: number;
  /** For `<path d>`; one unit is one module. */
  readonly path: string;
}

const QUIET = 4;

export function qrCode(text: string): QrCode {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const runs: string[] = [];
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++) {
      const start = column;
      while (column < count && code.isDark(row, column)) column++;
      if (column > start) runs.push(`M${start + QUIET} ${row + QUIET}h${column - start}v1h-${column - start}z`);
    }
  return { size: count + 2 * QUIET, path: runs.join('') };
}
