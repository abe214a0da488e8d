// The least a browser does: keeps cookies, follows redirects when told to, and sends the CSRF token of the page it saw last.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly location: string | null;
}

export class TestBrowser {
  readonly cookies = new Map<string, string>();
  csrf = '';

  constructor(private readonly url: string) {}

  async send(
    method: string,
    path: string,
    options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...options.headers };
    const response = await fetch(`${this.url}${path}`, { method, headers, body: options.body, redirect: 'manual' });
    this.#keep(response.headers.getSetCookie());
    const text = await response.text();
    this.csrf = /name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? this.csrf;
    return { status: response.status, headers: response.headers, text, location: response.headers.get('location') };
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  /** Follows redirects to the page they end at. */
  async open(path: string): Promise<Answer> {
    let answer = await this.get(path);
    for (let hops = 0; answer.location !== null && hops < 5; hops++) answer = await this.get(answer.location);
    return answer;
  }

  /** A form of the page seen last, with its token; `_csrf: ''` leaves the token out. */
  submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: this.csrf, ...fields }).toString();
    return this.send('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  }

  /** Opens the login page and logs in. */
  async logIn(name: string, password: string): Promise<Answer> {
    await this.get('/login');
    return this.submit('/login', { name, password });
  }

  #keep(setCookies: readonly string[]): void {
    for (const header of setCookies) {
      const [pair = '', ...attributes] = header.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (attributes.some((attribute) => attribute.trim() === 'Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
