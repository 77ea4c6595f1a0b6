/**
 * Where requests to another feed may go. The operator named one address, and it may lie anywhere, also on this machine;
 * whatever the feed then names (its resources, its redirects) may lie on the same host or on the public internet, so
 * that a feed cannot make us knock at doors behind our own wall.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { FeedFault } from './feed-fault.ts';

const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}

const publicSix = new BlockList();
publicSix.addSubnet('2000::', 3, 'ipv6');
const notPublicSix = new BlockList();
for (const [network, prefix] of [
  // Documentation, tunnels and translations: an IPv4 address hides in each of the last two.
  ['2001:db8::', 32],
  ['2001::', 32],
  ['2002::', 16],
] as const) {
  notPublicSix.addSubnet(network, prefix, 'ipv6');
}

/** Whether an address belongs to the public internet. Mapped IPv4 addresses are not: nobody names a host so. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return isIP(address) === 6 && publicSix.check(address, 'ipv6') && !notPublicSix.check(address, 'ipv6');
}

const PRIVILEGED_PORTS_BELOW = 1024;

/** Throws a FeedFault unless a request may go to `url` after the operator named `named`. */
export function requireAllowedUrl(url: URL, named: URL): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new FeedFault('url_scheme', `${url.protocol} is not a protocol that packages are fetched by.`, url);
  }
  if (url.username !== '' || url.password !== '') {
    throw new FeedFault('url_credentials', 'A URL with a user name or password in it is not followed.', url);
  }
  if (named.protocol === 'https:' && url.protocol !== 'https:') {
    throw new FeedFault('url_insecure', 'A source that is reached by https may only name https URLs.', url);
  }
  if (url.hostname === named.hostname) return;
  const port = url.port === '' ? 443 : Number(url.port);
  if (port < PRIVILEGED_PORTS_BELOW && port !== 80 && port !== 443) {
    throw new FeedFault('url_port', `The source names port ${port} of another host, which is not followed.`, url);
  }
  const address = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw notPublicFault(url);
}

/**
 * How the host of `url` is resolved: a host that the operator did not name must be public, and the address that was
 * checked is the one that is connected to, so that a name cannot change its mind in between.
 */
export function lookupFor(url: URL, named: URL): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) {
        callback(error ?? notPublicFault(url), '', 0);
      } else if (url.hostname !== named.hostname && !addresses.every(({ address }) => isPublicAddress(address))) {
        callback(notPublicFault(url), '', 0);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function notPublicFault(url: URL): FeedFault {
  return new FeedFault('url_private', `The source names ${url.hostname}, an address that is not public.`, url);
}
