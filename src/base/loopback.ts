/** Whether a URL's host is this very machine, as the URL parser writes it: what is sent there meets no network. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
