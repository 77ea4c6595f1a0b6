import type { HttpAnswer } from '../http/exchange.ts';
import { FLASH_COOKIE, FLASH_SECONDS, sealFlash, type Flash } from './flash.ts';
import type { SiteDeps } from './site-deps.ts';

/** 303: after a form has done its work, and wherever else a browser shall go on with a GET. `path` is one of `SiteUrls`. */
export function seeOther(path: string, cookies: readonly string[] = []): HttpAnswer {
  return { status: 303, headers: { location: path, 'cache-control': 'no-store' }, cookies };
}

/** The Set-Cookie line that makes the next page say what happened: `seeOther(path, [flash(deps, …)])`. */
export function flash(deps: Pick<SiteDeps, 'cookies' | 'secret'>, said: Flash): string {
  return deps.cookies.set(FLASH_COOKIE, sealFlash(deps.secret, said), FLASH_SECONDS);
}
