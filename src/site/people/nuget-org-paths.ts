/** Where people come from who know nuget.org by heart, or follow a link that somebody wrote for it. */
import type { HttpHandler } from '../../http/exchange.ts';
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { safeReturnPath } from '../return-path.ts';
import { seeOther } from '../see-other.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

/** GET only: a redirect changes nothing, and what a form was sent to cannot be sent on. */
export function nugetOrgPaths(urls: SiteUrls): Route[] {
  const leadTo =
    (page: 'signIn' | 'signUp' | 'signOut'): HttpHandler =>
    ({ query }) =>
      seeOther(withQuery(urls[page], { return: safeReturnPath(query.get('returnUrl')) }));
  const leadToLink =
    (page: 'confirm' | 'resetPassword'): HttpHandler =>
    ({ params }) =>
      seeOther(urls[page](params['token'] ?? ''));
  return [
    ...['/users/account/LogOn', '/users/account/LogOnNuGetAccount'].map((path) => show(path, leadTo('signIn'))),
    ...['/users/account/SignUp', '/account/register', '/users/account/register'].map((path) =>
      show(path, leadTo('signUp')),
    ),
    show('/users/account/LogOff', leadTo('signOut')),
    show('/account/confirm/:name/:token', leadToLink('confirm')),
    ...['/account/forgotpassword/:name/:token', '/account/setpassword/:name/:token'].map((path) =>
      show(path, leadToLink('resetPassword')),
    ),
  ];
}
