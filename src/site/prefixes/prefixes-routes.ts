/** Reserved prefixes: asking for one, looking one up, granting: a part of routes.ts, which has all the others. */
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { adminPrefixesForm } from './admin-prefixes-form.ts';
import { adminPrefixesPage } from './admin-prefixes-page.tsx';
import { lookUpPage } from './look-up-page.tsx';
import { ownPrefixesForm, ownPrefixesPage } from './own-prefixes-page.tsx';
import type { PrefixPagesDeps } from './prefix-deps.ts';

export function prefixPages(pages: PrefixPagesDeps, readOnly: string | undefined): Route[] {
  return [
    show(sitePaths.reservedPrefixes, lookUpPage(pages)),
    show(sitePaths.prefixes, ownPrefixesPage(pages)),
    take(sitePaths.prefixes, writing(readOnly, ownPrefixesForm(pages))),
    show(sitePaths.adminPrefixes, adminPrefixesPage(pages)),
    take(sitePaths.adminPrefixes, writing(readOnly, adminPrefixesForm(pages))),
  ];
}
