// What the GeoIP file is called, for pages: looked at seldom, since a large one takes seconds to open.

import { stat } from 'node:fs/promises';
import { messageOf } from '#src/faults.js';
import { openGeoIp } from '#src/geoip/open.js';

export interface GeoIpSays {
  readonly title: string | undefined;
  readonly trouble: string | undefined;
}

export class GeoIpTitle {
  #says: Promise<GeoIpSays> | undefined;
  #stamp = '';

  constructor(private readonly path: () => string | undefined) {}

  /** Opens the file again only when it has changed; nothing of it is kept but the title. */
  async read(): Promise<GeoIpSays> {
    const path = this.path();
    if (path === undefined) return { title: undefined, trouble: undefined };
    const stamp = await stat(path).then(
      ({ mtimeMs, size }) => `${path} ${mtimeMs} ${size}`,
      () => `${path} gone`,
    );
    if (stamp !== this.#stamp || this.#says === undefined) [this.#stamp, this.#says] = [stamp, titleOf(path)];
    return this.#says;
  }
}

async function titleOf(path: string): Promise<GeoIpSays> {
  try {
    return { title: (await openGeoIp(path)).title, trouble: undefined };
  } catch (error) {
    return { title: undefined, trouble: messageOf(error) };
  }
}
