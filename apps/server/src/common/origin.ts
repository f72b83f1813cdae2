const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** The origins of this server's pages: PUBLIC_URL's; where that is this machine, also its other names at the same port. */
export function ownOrigins(publicUrl: string): string[] {
  const { hostname, origin, port, protocol } = new URL(publicUrl);
  if (!loopback.test(hostname)) return [origin];
  const end = port ? `:${port}` : '';
  return ['localhost', '127.0.0.1', '[::1]'].map((name) => `${protocol}//${name}${end}`);
}

/** For who sees "wrong origin" and thinks of a wrong password. */
export function originMistake(origin: string | undefined, publicUrl: string): string {
  const own = new URL(publicUrl).origin;
  if (origin === undefined)
    return `A request with a session that changes something needs the header "Origin: ${own}".`;
  return `The page was opened at ${printable(origin)}, but this server's PUBLIC_URL is ${own}. Open ${own}; or, if the other address is the right one, set PUBLIC_URL to it and restart the server.`;
}

const printable = (origin: string) => (/^[\x21-\x7e]{1,200}$/.test(origin) ? origin : 'another address');
