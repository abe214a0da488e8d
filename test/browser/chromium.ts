// A real Chromium for the browser tests. Its pages keep note of all that a browser complains of.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export interface Window {
  readonly page: Page;
  /** Errors and warnings of the console (a violated Content-Security-Policy among them), uncaught errors, dialogs that opened. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** CHROMIUM names another one than Debian's. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
}

export async function openWindow(context: BrowserContext): Promise<Window> {
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: uncaught ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`${page.url()}: dialog "${dialog.message()}"`);
    void dialog.dismiss();
  });
  return { page, complaints, close: () => context.close() };
}
