// Names as people sort them: `web2` before `web10`.

/** Made once: `localeCompare` with options makes one for each pair. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;
